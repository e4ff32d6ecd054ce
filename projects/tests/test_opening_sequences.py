"""Whatever a client and those who would work for them do, in whatever order: the posting counts its
work, and each agreement has some of its own. A model in plain Python says what is right.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from foundation import deadlines
from foundation.errors import DomainError
from profiles.services.profile import make_profile
from projects.models import Agreement, ChangeKind, Project, Proposal
from projects.services import changing, completion, posting, proposals
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_MOVES = 150
OVER = ("completed", "ended_early")


def make_party(role: str) -> User:
    user: User = UserFactory(role=role)
    make_profile(user)
    return user


class Hiring:
    """A client with a few openings, and four who would fill them."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.client = make_party(Role.CLIENT)
        self.people = [make_party(Role.FREELANCER) for _number in range(4)]
        self.begin()

    def begin(self) -> None:
        self.openings = self.chance.randint(2, 3)
        self.project = make_project(client=self.client, openings=self.openings)
        self.taken = 0
        self.working: dict[int, str] = {}  # who has an agreement, and where that stands

    def move(self) -> None:
        """Whatever comes to somebody's mind."""
        who = self.chance.randrange(4)
        moves: list[Callable[[int], None]] = [
            *(self.propose, self.propose, self.accept, self.accept, self.accept),
            *(self.undo, self.say_it_did_not_happen, self.complete, self.end),
            *(self.change_openings, self.withdraw),
        ]
        if self.chance.random() < 0.04:
            moves = [self.stop]
        self.chance.choice(moves)(who)

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

    def work(self, who: int) -> Project | None:
        found: Project | None = self.project.works.filter(freelancer=self.people[who]).first()
        return found

    # --- Moves --------------------------------------------------------------------------------

    def propose(self, who: int) -> None:
        said = {"freelancer": self.people[who], "project": self.project, "cover_note": "I would."}
        is_made = self.do(proposals.submit_proposal, **said)
        assert not (is_made and who in self.working)

    def accept(self, who: int) -> None:
        proposal = self.proposal(who)
        if proposal and self.do(proposals.accept_proposal, client=self.client, proposal=proposal):
            self.working[who] = "in_progress"
            self.taken += 1

    def withdraw(self, who: int) -> None:
        if proposal := self.proposal(who):
            mine = {"freelancer": self.people[who], "proposal": proposal}
            self.do(proposals.withdraw_proposal, **mine)

    def undo(self, who: int) -> None:
        self.take_back(who, ChangeKind.UNDO)

    def say_it_did_not_happen(self, who: int) -> None:
        self.take_back(who, ChangeKind.DID_NOT_HAPPEN)

    def take_back(self, who: int, kind: str) -> None:
        work = self.work(who)
        if work is None:
            return
        agreement = Agreement.objects.live().get(project=work)
        request = {"user": self.client, "agreement": agreement, "kind": kind}
        if not self.do(changing.request_change, **request):
            return
        (asked,) = agreement.change_requests.waiting()
        if self.do(changing.accept_change, user=self.people[who], request=asked):
            del self.working[who]
            self.taken -= 1

    def complete(self, who: int) -> None:
        work = self.work(who)
        if work and self.do(completion.complete, client=self.client, project=work):
            self.working[who] = "completed"

    def end(self, who: int) -> None:
        work = self.work(who)
        said = {"user": self.people[who], "reason": "Enough"}
        if work and self.do(completion.end_early, project=work, **said):
            self.working[who] = "ended_early"

    def change_openings(self, who: int) -> None:
        wanted = self.chance.randint(1, 4)
        change = {"client": self.client, "changes": {"openings": wanted}}
        if self.do(posting.update_project, project=self.project, **change):
            self.openings = wanted

    def stop(self, who: int) -> None:
        """The client looks for nobody any more, or time is over; and begins anew."""
        if self.chance.random() < 0.5:
            self.do(posting.cancel_project, client=self.client, project=self.project)
        else:
            Project.objects.filter(pk=self.project.pk, status="open").update(
                expires_at=timezone.now()
            )
            deadlines.forget()
            completion.expire_due()
        self.holds()
        self.begin()

    # --- What holds ---------------------------------------------------------------------------

    def holds(self) -> None:
        project = Project.objects.get(pk=self.project.pk)
        if project.freelancer_id:  # of one opening it is the work itself
            self.begin()
            return
        assert (project.openings, project.openings_taken) == (self.openings, self.taken)
        works = {one.freelancer_id: one for one in project.works.filter(freelancer__isnull=False)}
        assert {self.people[who].pk: state for who, state in self.working.items()} == {
            pk: one.status for pk, one in works.items()
        }
        if project.status == "open":
            assert project.openings_left > 0
        else:
            assert not project.proposals.filter(status="submitted").exists()
        assert (project.status == "filled") <= (self.taken == self.openings)
        live = Agreement.objects.live().filter(project__posting=project)
        assert {one.project_id for one in live} == {one.pk for one in works.values()}
        # What was accepted is where it is worked on, and nowhere else.
        accepted = Proposal.objects.filter(status="accepted", project__freelancer__isnull=False)
        assert not accepted.exclude(freelancer=F("project__freelancer")).exists()
        assert not project.proposals.filter(status="accepted").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_hiring(seed: int) -> None:
    sequence = Hiring(Random(seed))
    for _number in range(MAX_MOVES):
        sequence.move()
        sequence.holds()
    assert Agreement.objects.exists()
