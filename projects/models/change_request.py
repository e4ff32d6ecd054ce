"""What one side of an agreement asks of the other: other terms, or to part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.blocks import not_blocked_by
from profiles.showing import is_among
from projects.models.agreement import Agreement, AgreementVersion
from projects.models.project import Project

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

MAX_CHANGE_MESSAGE = 1000
# How long after the start of the work both may say that it did not happen, or undo a wrong click.
TIME_TO_UNDO = timedelta(hours=72)
# What of a version a change of terms may change.
TERMS = (
    *("title", "description", "price", "price_is_hourly", "currency", "included"),
    *("steps", "starts_on", "ends_on", "country", "location"),
)
TEXTS = ("title", "description", "included", "location")


class ChangeKind(models.TextChoices):
    """What is asked for."""

    TERMS = "terms", _("Other terms")
    END = "end", _("End by consent")
    DID_NOT_HAPPEN = "did_not_happen", _("It did not happen")
    UNDO = "undo", _("Undo the acceptance")


# Only within `TIME_TO_UNDO`, and before a delivery: as if nothing had ever been agreed.
UNDOING = (ChangeKind.DID_NOT_HAPPEN, ChangeKind.UNDO)
# What is asked for without a word that anybody wrote, unless there is a message.
PARTINGS = (ChangeKind.END, *UNDOING)


class ChangeStatus(models.TextChoices):
    """What came of it."""

    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def waiting(self) -> ChangeRequestQuerySet:
        """Those that nobody answered, withdrew or let lapse."""
        return self.filter(status=ChangeStatus.WAITING)

    def concerning(self, user: User) -> ChangeRequestQuerySet:
        """Those of agreements of which a user is a party."""
        return self.filter(Q(agreement__client=user) | Q(agreement__freelancer=user))

    def reaching(self, user: User) -> ChangeRequestQuerySet:
        """Without the words of people whom the user blocked, but what both agreed on."""
        accepted = Q(status=ChangeStatus.ACCEPTED)
        wordless = Q(kind__in=PARTINGS, message="")
        return self.filter(not_blocked_by(user, "requested_by") | accepted | wordless)

    def with_project(self, viewer: User) -> ChangeRequestQuerySet:
        """With all that is shown of them, and whether this viewer can open the project."""
        return self.select_related("agreement__project").annotate(
            project_is_visible=is_among(Project.objects.visible_to(viewer), "agreement__project")
        )

    def overdue(self) -> ChangeRequestQuerySet:
        """Those that wait although their time is over."""
        return self.waiting().filter(expires_at__lte=Now())

    def lapse(self) -> int:
        """Let those that wait lapse: nothing can come of them any more."""
        return self.waiting().update(status=ChangeStatus.LAPSED, decided_at=Now())


class ChangeRequest(models.Model):
    """What one side asks for, which holds once the other side accepts it. Nothing of it ever
    changes but its status: whoever accepts its id accepts what they saw.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="change_requests", db_index=False
    )
    number = models.PositiveIntegerField(help_text=_("From 1 for each agreement."))
    kind = models.CharField(max_length=14, choices=ChangeKind)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    base_version = models.PositiveIntegerField(
        help_text=_("The version of the agreement that it was asked of.")
    )
    changes = models.JSONField(
        default=dict, blank=True, help_text=_("The terms to change, with their new values.")
    )
    message = models.TextField(max_length=MAX_CHANGE_MESSAGE, blank=True)
    status = models.CharField(max_length=9, choices=ChangeStatus, default=ChangeStatus.WAITING)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: it lapsed."),
    )

    objects = ChangeRequestQuerySet.as_manager()

    # As `with_project` reads it, of its viewer.
    project_is_visible: bool

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="change_request_once_for_each_number"
            ),
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                condition=Q(status="waiting"),
                name="change_request_one_waiting_of_each_kind",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="change_request_counts_from_1"),
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="change_request_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ChangeStatus.values), name="change_request_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="terms") & (~Q(changes={}) | ~Q(status="waiting"))
                | ~Q(kind="terms") & Q(changes={}),
                name="change_request_of_terms_changes_some",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True)
                | ~Q(status="waiting") & Q(decided_at__isnull=False),
                name="change_request_decided_at_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by")),
                name="change_request_accepted_by_the_other_side",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(status="waiting", expires_at__isnull=False),
                name="change_request_to_lapse",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Request %(number)d") % {"number": self.number}

    @property
    def other_party(self) -> UUID:
        """Who is to answer. Of one with its agreement."""
        agreement = self.agreement
        is_client = self.requested_by_id == agreement.client_id
        return agreement.freelancer_id if is_client else agreement.client_id

    def changed_terms(self) -> dict[str, Any]:
        """The terms that would be others, as a version holds them."""
        fields = {field.name: field for field in AgreementVersion._meta.concrete_fields}
        return {
            name: None if value is None else fields[name].to_python(value)
            for name, value in self.changes.items()
        }
