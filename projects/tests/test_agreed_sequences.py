"""Whatever two people do, in whatever order: an agreement is what both accepted, and the record
charges only who caused an end. A model in plain Python says what is right.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Role
from accounts.tests.factories import UserFactory
from foundation import deadlines
from foundation.errors import DomainError
from profiles.models import Profile
from projects.models import (
    Agreement,
    AgreementVersion,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    Ending,
    EndRuling,
    Project,
)
from projects.services import changing, completion
from projects.services.ending import agree_to_ending, rule_on_ending
from projects.tests.agreed import make_agreed

SIDES = ("client", "freelancer")
SIDE = st.sampled_from(SIDES)
OTHER = {"client": "freelancer", "freelancer": "client"}


@dataclass
class Expected:
    """What both accepted, and who caused an end, as their moves say."""

    prices: list[Decimal] = field(default_factory=lambda: [Decimal("300.00")])
    asked: dict[Any, tuple[str, str, Decimal]] = field(default_factory=dict)  # who, what, price
    ended: tuple[str, str] | None = None  # by whom, and whose doing they say it was
    has_agreed: bool = False
    ruling: EndRuling | None = None

    @property
    def charged(self) -> str:
        if self.ended is None:
            return ""
        by, caused = self.ended
        if caused in ("", by):
            return caused
        if self.ruling == EndRuling.DISMISSED:
            return by
        return caused if self.has_agreed or self.ruling == EndRuling.UPHELD else ""


class Agreed(RuleBasedStateMachine):
    """A client and a freelancer who work together on one project."""

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()  # no block: limits are counted in the outermost one
        parties = UserFactory(role=Role.CLIENT), UserFactory()
        self.people = dict(zip(SIDES, parties, strict=True))
        self.agreement = make_agreed(*parties)
        self.expected = Expected()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)
        deadlines.rest()

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.agreement.project_id)

    @rule(side=SIDE, kind=st.sampled_from(ChangeKind.values), price=st.integers(1, 5))
    def ask(self, side: str, kind: str, price: int) -> None:
        amount = Decimal(f"{price}00.00")
        terms = {"price": amount} if kind == ChangeKind.TERMS else {}
        with suppress(DomainError):
            made = changing.request_change(
                user=self.people[side], agreement=self.agreement, kind=kind, **terms
            )
            self.expected.asked[made.pk] = (side, kind, amount)

    @rule(side=SIDE, number=st.integers(0, 20))
    def accept(self, side: str, number: int) -> None:
        request = self._pick(number)
        if request is None:
            return
        with suppress(DomainError):
            changing.accept_change(user=self.people[side], request=request)
            asker, kind, price = self.expected.asked[request.pk]
            assert asker == OTHER[side]
            if kind == ChangeKind.TERMS:
                self.expected.prices.append(price)
            elif kind == ChangeKind.END:
                self.expected.ended = ("", "")

    @rule(side=SIDE, number=st.integers(0, 20), answer=st.sampled_from(["decline", "withdraw"]))
    def answer(self, side: str, number: int, answer: str) -> None:
        request = self._pick(number)
        service = {"decline": changing.decline_change, "withdraw": changing.withdraw_change}
        if request is not None:
            with suppress(DomainError):
                service[answer](user=self.people[side], request=request)

    def _pick(self, number: int) -> ChangeRequest | None:
        rows = list(ChangeRequest.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(act=st.sampled_from(["deliver", "reject", "complete"]))
    def go_on(self, act: str) -> None:
        with suppress(DomainError):
            if act == "deliver":
                completion.deliver(freelancer=self.people["freelancer"], project=self.project)
            elif act == "reject":
                completion.reject_delivery(
                    client=self.people["client"], project=self.project, reason="Not yet"
                )
            else:
                completion.complete(client=self.people["client"], project=self.project)

    @rule(side=SIDE, caused_by=st.sampled_from(["", *SIDES]))
    def end(self, side: str, caused_by: str) -> None:
        with suppress(DomainError):
            completion.end_early(
                user=self.people[side], project=self.project, reason="Enough", caused_by=caused_by
            )
            self.expected.ended = (side, caused_by or side)

    @rule(side=SIDE)
    def agree(self, side: str) -> None:
        with suppress(DomainError):
            agree_to_ending(user=self.people[side], project=self.project)
            self.expected.has_agreed = True

    @rule(ruling=st.sampled_from([None, *EndRuling]))
    def decide(self, ruling: EndRuling | None) -> None:
        if ending := Ending.objects.first():
            rule_on_ending(ending=ending, ruling=ruling)
            self.expected.ruling = ruling

    @rule(hours=st.sampled_from([1, 24, 73, 15 * 24]))
    def let_time_pass(self, hours: int) -> None:
        time = timedelta(hours=hours)
        for model, names in {
            Project: ("started_at", "delivered_at", "completes_at", "reminds_at", "closed_at"),
            ChangeRequest: ("expires_at",),
        }.items():
            model.objects.update(**{name: F(name) - time for name in names})
        deadlines.forget()
        deadlines.settle_due()

    @invariant()
    def the_agreement_is_what_both_accepted(self) -> None:
        versions = AgreementVersion.objects.filter(agreement=self.agreement).order_by("number")
        assert [one.price for one in versions] == self.expected.prices
        assert [one.number for one in versions] == [*range(1, len(self.expected.prices) + 1)]

    @invariant()
    def the_record_charges_only_who_caused_it(self) -> None:
        ends = {
            side: Profile.objects.get(user=user).projects_ended_early
            for side, user in self.people.items()
        }
        assert ends == {side: int(side == self.expected.charged) for side in SIDES}
        project = self.project
        completed = {one.projects_completed for one in Profile.objects.all()}
        assert completed == {int(project.status == "completed")}

    @invariant()
    def nothing_waits_when_the_work_is_over(self) -> None:
        is_over = self.project.status != "in_progress"
        waiting = ChangeRequest.objects.filter(status=ChangeStatus.WAITING)
        assert not (is_over and waiting.exists())
        undone = Agreement.objects.filter(undone_at__isnull=False).exists()
        assert undone == (self.project.freelancer_id is None)


@pytest.mark.django_db
def test_any_sequence_of_moves_leaves_agreement_and_record_right():
    run_state_machine_as_test(
        Agreed,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
