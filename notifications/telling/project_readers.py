"""Who is told what of projects, proposals and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from accounts.blocks import unseen_by
from accounts.models import User
from projects.models import (
    Invitation,
    Project,
    Proposal,
    ProposalStatus,
    Question,
    Transition,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foundation.models import Event

STARTS = ("start", "take_offer")
FILLING = (*STARTS, "fill")
ENDING = (*FILLING, "cancel", "expire")  # after each of them no proposal is live


def client(event: Event) -> Iterable[UUID]:
    return Project.objects.filter(pk=event.subject_id).values_list("client", flat=True)


def unblocked(event: Event, people: Iterable[UUID]) -> Iterable[UUID]:
    """These people, but for those who blocked whoever acted, or were blocked, until now."""
    actor = User.objects.filter(pk=event.actor_id).first()
    unseen = unseen_by(actor)
    return [one for one in people if one not in unseen]


def offered(event: Event) -> Iterable[UUID]:
    """Whom a proposal or an invitation is made to."""
    return unblocked(event, event.concerns)


def invited_without_answer(event: Event) -> Iterable[UUID]:
    waiting = Invitation.objects.waiting().filter(project=event.subject_id)
    return unblocked(event, waiting.values_list("freelancer", flat=True))


def answering_until_then(event: Event) -> Iterable[UUID]:
    """Whose live proposal was for the text that a change replaced, and who has an offer to answer.
    Who was told of an earlier change, and has not confirmed the proposal since, knows.
    """
    before = event.body["version"] - 1
    live = Proposal.objects.filter(
        project=event.subject_id, status=ProposalStatus.SUBMITTED, project_version=before
    )
    offers = Invitation.objects.offers_waiting().filter(project=event.subject_id)
    people = {
        *live.values_list("freelancer", flat=True),
        *offers.values_list("freelancer", flat=True),
    }
    return unblocked(event, sorted(people))


def hoping(event: Event) -> Iterable[UUID]:
    """Who was invited to a project and has not answered, and who asked something about it; those
    who proposed are told of their proposals, and those who were chosen know.
    """
    chosen = Project.objects.filling(event.subject_id)
    proposed = Proposal.objects.filter(project=event.subject_id)
    asked = Question.objects.filter(project=event.subject_id).exclude(
        Q(author__in=proposed.values("freelancer")) | Q(author__in=chosen.values("freelancer"))
    )
    people = {
        *invited_without_answer(event),
        *unblocked(event, asked.values_list("author", flat=True)),
    }
    return [one for one in sorted(people) if one not in event.concerns]


def declined(event: Event) -> Iterable[UUID]:
    """Whom the client turned down, and neither gave the project to another nor cancelled it, nor
    did it expire. Also by a block: a decline of which nobody is told would tell of it.
    """
    return [] if _along_with(event) else event.concerns


def not_chosen(event: Event) -> Iterable[UUID]:
    return unblocked(event, event.concerns) if _along_with(event) in FILLING else []


def proposed_in_vain(event: Event) -> Iterable[UUID]:
    return unblocked(event, event.concerns) if _along_with(event) == "cancel" else []


def proposed_until_it_expired(event: Event) -> Iterable[UUID]:
    freelancer = Proposal.objects.filter(pk=event.subject_id).values_list("freelancer", flat=True)
    return freelancer if _along_with(event) == "expire" else []


def _along_with(event: Event) -> str | None:
    """The move of the project with which a proposal was declined. It comes first, and leaves none
    that could be declined before the project is open again.
    """
    moves = Transition.objects.filter(
        project=UUID(event.body["project"]), proposal=None, pk__lt=event.body["transition"]
    )
    last = moves.order_by("-pk").values_list("action", flat=True).first()
    return last if last in ENDING else None
