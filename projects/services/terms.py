"""Terms that are asked for: whether they make sense, and the version that they become."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foundation.money import require_places, written
from projects.errors import (
    AgreementChanged,
    EndsBeforeItStarts,
    NothingChanges,
    PriceWithoutCurrency,
)
from projects.models import AgreementVersion
from projects.services.agreements import names_of
from projects.services.steps import (
    as_given,
    numbered_for,
    require_done_unchanged,
    set_steps,
    with_agreed_steps,
)

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import ChangeRequest

# What of a version says which one it is, and is not taken over by the next one.
OWN_OF_A_VERSION = ("id", "number", "accepted_at", "accepted_by")


def check_terms(current: AgreementVersion, terms: dict[str, Any]) -> dict[str, Any]:
    """Those of the terms that would be others. Raises NothingChanges, PriceWithoutCurrency,
    EndsBeforeItStarts, TooManyDecimals, and of steps StepIsDone, UnknownStep and what
    `with_agreed_steps` does.
    """
    new = {name: terms.get(name, getattr(current, name)) for name in CHECKED}
    if new["price"] is not None and not new["currency"]:
        raise PriceWithoutCurrency
    if new["starts_on"] and new["ends_on"] and new["ends_on"] < new["starts_on"]:
        raise EndsBeforeItStarts
    terms = terms | _amounts(new)
    if terms.keys() & {"steps", "price", "currency"}:
        terms["steps"] = _steps(current, new, terms.get("steps"))
    changes = {name: value for name, value in terms.items() if value != getattr(current, name)}
    if not changes:
        raise NothingChanges
    return changes


def _amounts(new: dict[str, Any]) -> dict[str, Any]:
    """The price, with as many places as its currency has."""
    require_places({"price": new["price"]}, new["currency"])
    text = written(new["price"], new["currency"])
    return {"price": None if text is None else Decimal(text)}


def _steps(
    current: AgreementVersion, new: dict[str, Any], given: list[dict[str, Any]] | None
) -> list[Any]:
    """The steps as they would be: those that are there have to fit another price, too."""
    whole = {"rate": new["price"], "rate_is_hourly": new["price_is_hourly"]}
    steps = as_given(current.steps) if given is None else given
    terms = with_agreed_steps({**whole, "currency": new["currency"], "steps": steps})
    require_done_unchanged(current, terms["steps"], new["currency"])
    return list(terms["steps"])


CHECKED = ("price", "price_is_hourly", "currency", "starts_on", "ends_on")


def stored(terms: dict[str, Any]) -> dict[str, Any]:
    """Terms as JSON keeps them; `ChangeRequest.changed_terms` reads them."""
    return {
        name: str(value) if isinstance(value, (Decimal, date)) else value
        for name, value in terms.items()
    }


def new_version(request: ChangeRequest, *, accepted_by: User) -> AgreementVersion:
    """The next version of a locked agreement: the one that the request was made of, with what it
    changes. Raises AgreementChanged if another one came in between, and StepIsDone if a step that
    it changes was delivered since.
    """
    agreement = request.agreement
    current = agreement.versions.order_by("number").last()
    if current is None or current.number != request.base_version:
        raise AgreementChanged
    names = (field.name for field in AgreementVersion._meta.concrete_fields)
    kept = {name: getattr(current, name) for name in names if name not in OWN_OF_A_VERSION}
    terms = kept | names_of(agreement) | request.changed_terms()
    require_done_unchanged(current, terms["steps"], terms["currency"])
    terms["steps"] = numbered_for(agreement, terms["steps"])
    version = AgreementVersion.objects.create(
        **terms, number=current.number + 1, accepted_by=accepted_by
    )
    set_steps(version)
    return version
