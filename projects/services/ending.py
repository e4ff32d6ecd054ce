"""How work ends before it is done, and against whom that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from foundation.events import record as record_event
from foundation.moderated import ModerationState
from projects.errors import NothingToAgreeTo, NotYourMove
from projects.events import ENDING_SETTLED, NOBODY
from projects.models import Ending, EndRuling, Project, Side, charged_side
from projects.services.locking import locked_project
from projects.services.records import update_records
from projects.transitions import move, party_of

if TYPE_CHECKING:
    from accounts.models import User


def end_in_the_name_of(user: User, project: Project, *, reason: str, caused_by: str = "") -> Ending:
    """End a locked project early; the caller updates the records."""
    moved = move(project, "end_early", actor=user, reason=reason, closed_at=Now())
    side = str(party_of(project, user))
    is_removed = project.standing == ModerationState.REMOVED
    ending = Ending(
        project=project,
        transition=moved,
        ended_by=side,
        caused_by="" if is_removed else caused_by or side,
    )
    return _charge(ending)


def end_by_consent(user: User, project: Project) -> Ending:
    """End a locked project as both sides want it; the caller updates the records."""
    moved = move(project, "end_by_consent", actor=user, closed_at=Now())
    return _charge(Ending(project=project, transition=moved))


def agree_to_ending(*, user: User, project: Project) -> Ending:
    """Say that one caused the end oneself, as the other side says: it counts against oneself. To
    agree again changes nothing.

    Raises NotYourMove for whoever ended it, and NothingToAgreeTo where nobody says so or a
    moderator decided.
    """
    with transaction.atomic():
        locked = locked_project(project.pk)
        ending = Ending.objects.filter(project=locked).first()
        if ending is None or not ending.blames_the_other or ending.ruling:
            raise NothingToAgreeTo
        if party_of(locked, user) != ending.caused_by:
            raise NotYourMove
        if ending.agreed_at is None:
            ending.project = locked
            ending.agreed_at = Now()
            _settle(ending, actor=user)
            ending.refresh_from_db()
    return ending


def rule_on_ending(*, ending: Ending, ruling: EndRuling | None) -> None:
    """What a moderator decides of the word that the other side caused it; None takes back what was
    decided. The caller keeps who decided and why.
    """
    with transaction.atomic():
        project = locked_project(ending.project_id)
        locked = Ending.objects.get(pk=project.pk)
        locked.project = project
        locked.ruling = ruling or ""
        _settle(locked, actor=None)


def _settle(ending: Ending, *, actor: User | None) -> None:
    before = ending.charged_to
    _charge(ending)
    if ending.charged_to != before:
        project = ending.project
        update_records(project.client, project.freelancer)
        parties = [pk for pk in (ending.person(side) for side in Side.values) if pk]
        actor_id = actor.pk if actor else None
        record_event(
            ENDING_SETTLED(
                project.pk,
                actor=actor_id,
                concerns=parties,
                charged_to=ending.charged_to or NOBODY,
            )
        )


def _charge(ending: Ending) -> Ending:
    ending.charged_to = charged_side(
        ended_by=ending.ended_by,
        caused_by=ending.caused_by,
        is_agreed=ending.agreed_at is not None,
        ruling=ending.ruling,
    )
    ending.save()
    return ending
