"""Whatever both sides do, in whatever order: what is agreed is what both accepted, and no more."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from foundation.errors import DomainError
from profiles.services.profile import make_profile
from projects.models import Agreement, Invitation, Project, Proposal
from projects.services import offers, posting, proposals
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from collections.abc import Callable

TITLES = ("Fix a tap", "Fix two taps", "Rebuild the whole house")
COUNTRIES = ("", "IN")
MAX_MOVES = 120


def make_party(role: str) -> User:
    user: User = UserFactory(role=role)
    make_profile(user)
    return user


class Agreeing:
    """A client who rewrites a project, and two freelancers who say yes to what they have read."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.client = make_party(Role.CLIENT)
        self.people = [make_party(Role.FREELANCER) for _number in range(2)]
        self.begin(is_private=False, who=0, price=1)

    def move(self) -> None:
        """Whatever comes to somebody's mind."""
        who, price = self.chance.randrange(2), self.chance.randint(1, 3)
        title, country = self.chance.choice(TITLES), self.chance.choice(COUNTRIES)
        is_so = self.chance.random() < 0.5
        moves: list[Callable[[], None]] = [
            lambda: self.begin(is_so, who, price),
            lambda: self.rewrite(title, country),
            lambda: self.accept(who),
            lambda: self.give_up(who, by_client=is_so),
            lambda: self.look(who),
            lambda: self.propose(who, price),
            lambda: self.confirm(who),
            lambda: self.take_offer(who),
        ]
        self.chance.choice(moves)()

    def begin(self, is_private: bool, who: int, price: int) -> None:
        """A new project, once the last one is no longer open; a private one is an offer."""
        if Project.objects.filter(status="open").exists():
            return
        status = "draft" if is_private else "open"
        self.project = make_project(client=self.client, status=status, title="Fix a tap")
        # What each has read, and what each said yes to: text, country and price.
        self.read: dict[int, tuple[int, str, str]] = {}
        self.said: dict[int, tuple[str, str, Decimal]] = {}
        if is_private:
            terms = {"rate": Decimal(price), "currency": "EUR"}
            made = {"client": self.client, "project": self.project}
            assert self.do(
                offers.offer_project, **made, username=self.people[who].username, **terms
            )

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

    def rewrite(self, title: str, country: str) -> None:
        changes = {"title": title, "country": country}
        self.do(posting.update_project, client=self.client, project=self.project, changes=changes)

    def accept(self, who: int) -> None:
        if proposal := self.proposal(who):
            self.do(proposals.accept_proposal, client=self.client, proposal=proposal)

    # --- The freelancers ----------------------------------------------------------------------

    def reads(self, who: int) -> tuple[int, str, str] | None:
        """What this freelancer has read, maybe long ago."""
        if who not in self.read:
            self.look(who)
        return self.read.get(who)

    def look(self, who: int) -> None:
        seen = Project.objects.visible_to(self.people[who]).filter(pk=self.project.pk).first()
        if seen is not None:
            self.read[who] = (seen.version, seen.title, seen.country)

    def propose(self, who: int, price: int) -> None:
        if (read := self.reads(who)) is None:
            return
        version, title, country = read
        terms = {"rate": Decimal(price), "currency": "EUR", "cover_note": "I would do it."}
        person = {"freelancer": self.people[who], "project": self.project}
        if self.do(proposals.submit_proposal, **person, **terms, project_version=version):
            self.said[who] = (title, country, Decimal(price))

    def confirm(self, who: int) -> None:
        proposal, read = self.proposal(who), self.reads(who)
        if proposal is None or read is None:
            return
        version, title, country = read
        mine = {"freelancer": self.people[who], "proposal": proposal}
        if self.do(proposals.confirm_proposal, **mine, project_version=version):
            self.said[who] = (title, country, self.said[who][2])

    def give_up(self, who: int, by_client: bool) -> None:
        """The client cancels it all, or a freelancer withdraws."""
        proposal = self.proposal(who)
        if by_client:
            self.do(posting.cancel_project, client=self.client, project=self.project)
        elif proposal:
            mine = {"freelancer": self.people[who], "proposal": proposal}
            self.do(proposals.withdraw_proposal, **mine)

    def take_offer(self, who: int) -> None:
        own = Invitation.objects.filter(project=self.project, freelancer=self.people[who])
        offer, read = own.filter(is_offer=True).first(), self.reads(who)
        if offer is None or read is None:
            return
        version, title, country = read
        mine = {"freelancer": self.people[who], "invitation": offer}
        if self.do(offers.accept_offer, **mine, project_version=version):
            self.said[who] = (title, country, offer.rate)

    # --- What holds ---------------------------------------------------------------------------

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
@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_moves(seed: int) -> None:
    sequence = Agreeing(Random(seed))
    for _number in range(MAX_MOVES):
        sequence.move()
        sequence.what_is_agreed_is_what_was_accepted()
    assert Agreement.objects.exists()
