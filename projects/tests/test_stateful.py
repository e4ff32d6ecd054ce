"""Whatever both sides do, in whatever order: what is agreed is what both accepted, and no more."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from foundation import deadlines
from foundation.errors import DomainError
from profiles.services.profile import make_profile
from projects.models import Agreement, Invitation, Project, Proposal
from projects.services import completion, offers, posting, proposals
from projects.tests.factories import make_project

WHO = st.sampled_from([0, 1])
TITLES = st.sampled_from(["Fix a tap", "Fix two taps", "Rebuild the whole house"])
PRICES = st.integers(1, 3)
COUNTRIES = st.sampled_from(["", "IN"])


def make_party(role: str) -> User:
    user: User = UserFactory(role=role)
    make_profile(user)
    return user


class Agreeing(RuleBasedStateMachine):
    """A client who rewrites a project, and two freelancers who say yes to what they have read."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone._from_testcase = True  # limits are counted in a transaction of their own
        self.undone.__enter__()
        self.client = make_party(Role.CLIENT)
        self.people = [make_party(Role.FREELANCER) for _number in range(2)]
        self.begin(is_private=False)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        deadlines.rest()

    @rule(is_private=st.booleans())
    def begin(self, is_private: bool) -> None:
        """A new project, once the last one is no longer open."""
        if Project.objects.filter(status="open").exists():
            return
        status = "draft" if is_private else "open"
        self.project = make_project(client=self.client, status=status, title="Fix a tap")
        # What each has read, and what each said yes to: text, country and price.
        self.read: dict[int, tuple[int, str, str]] = {}
        self.said: dict[int, tuple[str, str, Decimal]] = {}

    def do(self, event: Any, **arguments: Any) -> bool:
        """Do it, unless a rule forbids it; whether it was done."""
        try:
            event(**arguments)
        except DomainError:
            return False
        return True

    def proposal(self, who: int) -> Proposal | None:
        own = Proposal.objects.filter(project=self.project, freelancer=self.people[who])
        return own.order_by("-pk").first()

    # --- The client ---------------------------------------------------------------------------

    @rule(title=TITLES, country=COUNTRIES)
    def rewrite(self, title: str, country: str) -> None:
        changes = {"title": title, "country": country}
        self.do(posting.update_project, client=self.client, project=self.project, changes=changes)

    @rule(who=WHO)
    def accept(self, who: int) -> None:
        if proposal := self.proposal(who):
            self.do(proposals.accept_proposal, client=self.client, proposal=proposal)

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        if proposal := self.proposal(who):
            self.do(proposals.decline_proposal, client=self.client, proposal=proposal)

    @rule(who=WHO, price=PRICES)
    def offer(self, who: int, price: int) -> None:
        self.do(
            offers.offer_project,
            client=self.client,
            project=self.project,
            username=self.people[who].username,
            rate=Decimal(price),
            currency="EUR",
        )

    # --- The freelancers ----------------------------------------------------------------------

    def reads(self, who: int) -> tuple[int, str, str] | None:
        """What this freelancer has read, maybe long ago."""
        if who not in self.read:
            self.look(who)
        return self.read.get(who)

    @rule(who=WHO)
    def look(self, who: int) -> None:
        seen = Project.objects.visible_to(self.people[who]).filter(pk=self.project.pk).first()
        if seen is not None:
            self.read[who] = (seen.version, seen.title, seen.country)

    @rule(who=WHO, price=PRICES)
    def propose(self, who: int, price: int) -> None:
        if (read := self.reads(who)) is None:
            return
        version, title, country = read
        terms = {"rate": Decimal(price), "currency": "EUR", "cover_note": "I would do it."}
        person = {"freelancer": self.people[who], "project": self.project}
        if self.do(proposals.submit_proposal, **person, **terms, project_version=version):
            self.said[who] = (title, country, Decimal(price))

    @rule(who=WHO)
    def confirm(self, who: int) -> None:
        proposal, read = self.proposal(who), self.reads(who)
        if proposal is None or read is None:
            return
        version, title, country = read
        mine = {"freelancer": self.people[who], "proposal": proposal}
        if self.do(proposals.confirm_proposal, **mine, project_version=version):
            self.said[who] = (title, country, self.said[who][2])

    @rule(who=WHO)
    def withdraw(self, who: int) -> None:
        if proposal := self.proposal(who):
            self.do(proposals.withdraw_proposal, freelancer=self.people[who], proposal=proposal)

    @rule(who=WHO)
    def take_offer(self, who: int) -> None:
        own = Invitation.objects.filter(project=self.project, freelancer=self.people[who])
        offer, read = own.filter(is_offer=True).first(), self.reads(who)
        if offer is None or read is None:
            return
        version, title, country = read
        mine = {"freelancer": self.people[who], "invitation": offer}
        if self.do(offers.accept_offer, **mine, project_version=version):
            self.said[who] = (title, country, offer.rate)

    @rule(who=WHO)
    def part(self, who: int) -> None:
        mine = {"user": self.people[who], "project": self.project}
        self.do(completion.end_early, **mine, reason="Enough.")

    # --- What holds ---------------------------------------------------------------------------

    @invariant()
    def what_is_agreed_is_what_was_accepted(self) -> None:
        self.project.refresh_from_db()
        agreement = Agreement.objects.filter(project=self.project).first()
        assert (agreement is not None) == (self.project.freelancer_id is not None)
        if agreement is None:
            return
        who = [one.pk for one in self.people].index(agreement.freelancer_id)
        agreed = agreement.versions.get()
        assert (agreed.title, agreed.country, agreed.price) == self.said[who]
        assert agreement.freelancer_id == self.project.freelancer_id
        live = Proposal.objects.filter(project=self.project, status="submitted")
        assert not live.exists()


@pytest.mark.django_db
def test_any_sequence_of_moves() -> None:
    run_state_machine_as_test(
        Agreeing,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
