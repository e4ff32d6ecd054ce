"""Steps of agreed work: made with the agreement, each delivered, sent back and accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Min
from django.db.models.functions import Now

from foundation.deadlines import each_due
from foundation.events import record
from foundation.money import require_places, with_written, written
from projects.errors import (
    AmountWithoutCurrency,
    StepIsDone,
    StepsDoNotAddUp,
    UnknownStep,
    WrongState,
)
from projects.events import STEP_OVERDUE
from projects.models import AgreementStep, Project, StepStatus
from projects.services.lapsing import GOES_ON
from projects.services.locking import locked_project
from projects.step_moves import move_step
from projects.transitions import require_not_removed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any
    from uuid import UUID

    from accounts.models import User
    from projects.models import Agreement, AgreementVersion
    from projects.models.step import AgreedStep


def with_agreed_steps(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a proposal or an offer, with their `steps` (`title`, `amount`, `due_on`) as they
    are kept. Where the price is for the whole, their amounts are parts of it, and all of it where
    each has one.

    Raises AmountWithoutCurrency, TooManyDecimals and StepsDoNotAddUp.
    """
    steps, currency, price = terms.get("steps") or [], terms.get("currency", ""), terms.get("rate")
    amounts = [step["amount"] for step in steps if step.get("amount") is not None]
    if amounts and not currency:
        raise AmountWithoutCurrency
    for amount in amounts:
        require_places({"steps": amount}, currency)
    if amounts and price is not None and not terms["rate_is_hourly"]:
        is_whole = len(amounts) == len(steps)
        if sum(amounts) > price or (is_whole and sum(amounts) != price):
            raise StepsDoNotAddUp
    return {**terms, "steps": [_as_agreed(step, currency) for step in steps]}


def _as_agreed(step: Mapping[str, Any], currency: str) -> AgreedStep:
    due_on: date | None = step.get("due_on")
    agreed: AgreedStep = {
        "title": step["title"],
        "amount": written(step.get("amount"), currency),
        "due_on": due_on.isoformat() if due_on else None,
    }
    return {**agreed, "number": step["number"]} if step.get("number") else agreed


def numbered(steps: Iterable[AgreedStep], *, after: int = 0) -> list[AgreedStep]:
    """These steps as a version of an agreement keeps them: each with its number, new ones with
    numbers above `after`, the highest that the agreement ever had.
    """
    numbers = count(after + 1)
    return [{**step, "number": step.get("number") or next(numbers)} for step in steps]


def numbered_for(agreement: Agreement, steps: Iterable[AgreedStep]) -> list[AgreedStep]:
    """The same for a further version: no number is used again."""
    highest: int | None = agreement.steps.aggregate(highest=Max("number"))["highest"]
    return numbered(steps, after=highest or 0)


def as_given(steps: Iterable[AgreedStep]) -> list[dict[str, Any]]:
    """Steps of a version as somebody would propose them again."""
    return [
        {
            **step,
            "amount": step["amount"] and Decimal(step["amount"]),
            "due_on": step["due_on"] and date.fromisoformat(step["due_on"]),
        }
        for step in steps
    ]


def require_done_unchanged(
    current: AgreementVersion, steps: Iterable[AgreedStep], currency: str
) -> None:
    """For steps of the next version: what was delivered or accepted stays as it is, in its
    currency, and a number is that of a step which there is, once. Raises StepIsDone and
    UnknownStep.
    """
    said = [step["number"] for step in steps if step.get("number")]
    agreed = {step["number"]: step for step in current.steps}
    if len({*said}) < len(said) or not agreed.keys() >= {*said}:
        raise UnknownStep
    new = {step["number"]: step for step in steps if step.get("number")}
    done = current.agreement.steps.exclude(status__in=(StepStatus.WAITING, StepStatus.DROPPED))
    for number, amount in done.values_list("number", "amount"):
        is_other_money = amount is not None and currency != current.currency
        if is_other_money or new.get(number) != agreed.get(number):
            raise StepIsDone


def set_steps(version: AgreementVersion) -> None:
    """Have the steps of an agreement, whose project is locked, say what its new version says: those
    that wait are changed, new ones made, and what waits and is left out is dropped. A step that was
    delivered stays what it was.
    """
    steps = {step.number: step for step in version.agreement.steps.all()}
    agreed: dict[int, AgreedStep] = {step["number"]: step for step in version.steps}
    for number, said in agreed.items():
        step = steps.get(number) or AgreementStep(agreement=version.agreement, number=number)
        if step.status == StepStatus.WAITING:
            step.title, step.currency = said["title"], version.currency
            step.amount = said["amount"] and Decimal(said["amount"])
            step.due_on = said["due_on"] and date.fromisoformat(said["due_on"])
            step.reminds_at = _overdue_from(step.due_on)
            step.save()
    waiting = version.agreement.steps.filter(status=StepStatus.WAITING)
    waiting.exclude(number__in=agreed).update(status=StepStatus.DROPPED, reminds_at=None)


def _overdue_from(due_on: date | None) -> datetime | None:
    """When a step that is due on a day is overdue: once the day is over everywhere (UTC-12)."""
    if due_on is None:
        return None
    return datetime.combine(due_on, time(), UTC) + timedelta(days=1, hours=12)


def deliver_step(*, freelancer: User, step: AgreementStep) -> AgreementStep:
    """Say that a step is done. Raises NotYourMove, WrongState and ProjectRemoved."""
    return _moved(step, "deliver_step", freelancer, delivered_at=Now())


def reject_step(*, client: User, step: AgreementStep, reason: str) -> AgreementStep:
    """Say what is still to be done. Raises NotYourMove, WrongState and ProjectRemoved."""
    return _moved(step, "reject_step", client, reason, delivered_at=None)


def accept_step(*, client: User, step: AgreementStep) -> AgreementStep:
    """Say that a step is done, delivered or not.

    Raises NotYourMove, WrongState and ProjectRemoved.
    """
    return _moved(step, "accept_step", client, accepted_at=Now(), reminds_at=None)


def _moved(
    step: AgreementStep, action: str, user: User, reason: str = "", **times: object
) -> AgreementStep:
    with transaction.atomic():
        project = locked_project(step.agreement.project_id)
        locked = AgreementStep.objects.select_related("agreement").get(pk=step.pk)
        if locked.agreement.undone_at is not None:
            raise WrongState(action, StepStatus.DROPPED)
        require_not_removed(project)
        move_step(locked, project, action, actor=user, reason=reason, **times)
    return locked


def next_overdue() -> datetime | None:
    """When the next step is overdue."""
    found: datetime | None = _to_remind_of().aggregate(next=Min("reminds_at"))["next"]
    return found


def remind_of_overdue() -> int:
    """Tell both sides of each step that was due and is not delivered, once; how many. Many may run
    at once.
    """
    due = _to_remind_of().filter(reminds_at__lte=Now()).order_by("reminds_at")
    return sum(_remind(*row) for row in each_due(due, "pk", "agreement__project"))


def _to_remind_of() -> Any:
    running = Project.objects.filter(GOES_ON)
    return AgreementStep.objects.filter(
        status=StepStatus.WAITING,
        reminds_at__isnull=False,
        agreement__undone_at=None,
        agreement__project__in=running,
    )


@transaction.atomic
def _remind(pk: UUID, project_id: UUID) -> bool:
    project = locked_project(project_id)
    if not _to_remind_of().filter(pk=pk, reminds_at__lte=Now()).update(reminds_at=None):
        return False
    parties = [one for one in (project.client_id, project.freelancer_id) if one]
    record(STEP_OVERDUE(pk, actor=None, concerns=parties, project=project_id))
    return True


def export_steps(user: User) -> list[dict[str, Any]]:
    """The steps of all work that a user agreed on."""
    own = AgreementStep.objects.of(user)
    rows = own.order_by("agreement_id", "number").values(
        *("agreement_id", "number", "title", "amount", "currency", "due_on", "status"),
        *("delivered_at", "accepted_at", "payment_reference"),
    )
    return [with_written(row, "amount") for row in rows]
