"""Where nobody may register from: e-mail domains and ranges of IP addresses that staff block."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import idna
from django.conf import settings
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.email_addresses import compared
from foundation.row_history import tracked

if TYPE_CHECKING:
    from typing import Self

MAX_DOMAIN_LENGTH = 253  # RFC 1035, section 2.3.4, as it is written
MAX_REASON_LENGTH = 500
# By version of IP. Nobody means as much: a whole registry's share, and half of what is in use.
WIDEST = {4: 8, 6: 19}
# From here on it may be a whole country's or provider's: it has to be confirmed.
WIDE = {4: 16, 6: 32}


def domain_of(text: str) -> str:
    """A domain as addresses are stored with it. Raises ValidationError for what is none."""
    text = text.strip().rpartition("@")[2].strip(".")
    domain = compared(f"a@{text}").removeprefix("a@") if text else ""
    try:
        idna.encode(domain)
    except idna.IDNAError as error:
        raise ValidationError(_("Give a domain, such as example.com.")) from error
    return domain


def domains_above(email: str) -> list[str]:
    """The domain of an address, and each that it is below."""
    labels = compared(email).rpartition("@")[2].strip(".").split(".")
    return [".".join(labels[place:]) for place in range(len(labels))]


def network_from(text: str) -> str:
    """A range in the form of CIDR, without the bits of a host. An IPv4 range that is written as one
    of IPv6 is the IPv4 one, as which addresses are known. Raises ValidationError.
    """
    try:
        network = ip_network(text.strip(), strict=False)
        if "%" in text:
            raise ValueError("a zone, which is of one machine's own")
    except ValueError as error:
        raise ValidationError(
            _("Give an address or a range, such as 203.0.113.0/24 or 2001:db8::/32.")
        ) from error
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is not None and network.prefixlen >= 96:
        network = ip_network(f"{mapped}/{network.prefixlen - 96}")
    if network.prefixlen < WIDEST[network.version]:
        raise ValidationError(_("This range is too wide to be blocked."))
    return str(network)


def is_wide(network: str) -> bool:
    """Whether so many people may share this range that blocking it has to be confirmed."""
    found = ip_network(network)
    return found.prefixlen < WIDE[found.version]


class CidrField(models.Field[str, str]):
    """A range of addresses, in PostgreSQL's own type."""

    def db_type(self, connection: Any) -> str:
        return "cidr"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else str(value)

    def to_python(self, value: Any) -> str | None:
        return None if value is None else network_from(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)


@CidrField.register_lookup
class HasAddress(models.Lookup[str]):
    """Ranges that an address is in."""

    lookup_name = "has_address"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} >>= %s::inet", (*left_params, str(self.rhs))


class BlockedOriginQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """Those that have not ended."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=Now()))


class BlockedOrigin(models.Model):
    """What both have in common."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reason = models.TextField(
        max_length=MAX_REASON_LENGTH, help_text=_("For staff: nobody else reads it.")
    )
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Empty: until somebody lifts it.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BlockedOriginQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-id",)


@tracked()
class BlockedDomain(BlockedOrigin):
    """Nobody registers with an address of this domain, or of one below it, or changes theirs to
    one.
    """

    domain = models.CharField(
        max_length=MAX_DOMAIN_LENGTH,
        help_text=_("Domains below it are blocked, too: example.com blocks mail.example.com."),
    )

    class Meta(BlockedOrigin.Meta):
        constraints = [
            models.UniqueConstraint(fields=["domain"], name="blocked_domain_once"),
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")) & ~Q(domain=""),
                name="blocked_domain_is_in_lower_case",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="blocked_domain_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("made_at")),
                name="blocked_domain_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.domain


@tracked()
class BlockedNetwork(BlockedOrigin):
    """Nobody registers from an address of this range, and nobody new posts from one."""

    network = CidrField(
        verbose_name=_("range"), help_text=_("Such as 203.0.113.0/24, or 2001:db8::/32.")
    )

    class Meta(BlockedOrigin.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network"], name="blocked_network_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="blocked_network_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("made_at")),
                name="blocked_network_ends_after_it_began",
            ),
        ]
        indexes = [GistIndex(OpClass("network", "inet_ops"), name="blocked_network_by_address")]

    def __str__(self) -> str:
        return str(self.network)
