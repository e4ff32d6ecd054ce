"""Terms that are asked for: whether they make sense, and the version that they become."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from profiles.models import Profile
from projects.errors import (
    AgreementChanged,
    EndsBeforeItStarts,
    NothingChanges,
    PriceWithoutCurrency,
)
from projects.models import AgreementVersion

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Agreement, ChangeRequest

# What of a version says which one it is, and is not taken over by the next one.
OWN_OF_A_VERSION = ("id", "number", "accepted_at", "accepted_by")


def check_terms(current: AgreementVersion, terms: dict[str, Any]) -> dict[str, Any]:
    """Those of the terms that would be others. Raises NothingChanges, PriceWithoutCurrency and
    EndsBeforeItStarts.
    """
    changes = {name: value for name, value in terms.items() if value != getattr(current, name)}
    if not changes:
        raise NothingChanges
    new = {name: changes.get(name, getattr(current, name)) for name in CHECKED}
    if new["price"] is not None and not new["currency"]:
        raise PriceWithoutCurrency
    if new["starts_on"] and new["ends_on"] and new["ends_on"] < new["starts_on"]:
        raise EndsBeforeItStarts
    return changes


CHECKED = ("price", "currency", "starts_on", "ends_on")


def stored(terms: dict[str, Any]) -> dict[str, Any]:
    """Terms as JSON keeps them; `ChangeRequest.changed_terms` reads them."""
    return {
        name: str(value) if isinstance(value, (Decimal, date)) else value
        for name, value in terms.items()
    }


def new_version(request: ChangeRequest, *, accepted_by: User) -> AgreementVersion:
    """The next version of a locked agreement: the one that the request was made of, with what it
    changes. Raises AgreementChanged if another one came in between.
    """
    agreement = request.agreement
    current = agreement.versions.order_by("number").last()
    if current is None or current.number != request.base_version:
        raise AgreementChanged
    names = (field.name for field in AgreementVersion._meta.concrete_fields)
    kept = {name: getattr(current, name) for name in names if name not in OWN_OF_A_VERSION}
    return AgreementVersion.objects.create(
        **kept | names_of(agreement) | request.changed_terms(),
        number=current.number + 1,
        accepted_by=accepted_by,
    )


def names_of(agreement: Agreement) -> dict[str, str]:
    """What the two parties are called at this moment."""
    client = agreement.client
    profile = Profile.objects.filter(user=client).first()
    return {
        "client_name": client.full_name,
        "client_organisation": profile.organisation_name if profile else "",
        "freelancer_name": agreement.freelancer.full_name,
    }
