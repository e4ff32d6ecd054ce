"""What is told of questions about projects, and of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.blocks import unseen_by
from notifications.kinds import Facts, Kind, Words
from notifications.telling.people import actors_of, named
from notifications.telling.project_readers import offered
from projects import events
from projects.models import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from notifications.models import Notification

RECEIVED = "question_received"


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of questions that the reader sees: four queries."""
    ids = {one.subject_id for one in notifications}
    seen = Question.objects.visible_to(reader).select_related("project", "answer").in_bulk(ids)
    actors, unseen = actors_of(notifications, reader), unseen_by(reader)
    return {
        one.pk: Facts(
            names={
                "by": named(actors, one.actor_id),
                "title": seen[one.subject_id].project.shown_title,
            },
            path=f"/projects/{seen[one.subject_id].project_id}#questions",
            quote=_quote(one, seen[one.subject_id], reader),
            project_id=seen[one.subject_id].project_id,
            is_outdated=one.actor_id in unseen or _is_late(one, seen[one.subject_id]),
        )
        for one in notifications
        if one.subject_id in seen
    }


def _quote(one: Notification, question: Question, reader: User) -> str:
    """What the other side wrote."""
    if one.kind == RECEIVED:
        return question.text
    is_shown = question.is_answered and question.answer.is_shown_to(reader)
    return question.answer.text if is_shown else ""


def _is_late(one: Notification, question: Question) -> bool:
    return one.kind == RECEIVED and question.is_answered


KINDS = (
    Kind(
        name=RECEIVED,
        title=_("Questions about your projects"),
        who="the client, when a freelancer asks something",
        tells={events.QUESTION_ASKED: offered},
        words=Words(
            _("A question about your project"),
            _("%(by)s asks something about your project “%(title)s”."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="question_answered",
        title=_("Answers to your questions about projects"),
        who="the freelancer who asked, when the client answers",
        tells={events.QUESTION_ANSWERED: offered},
        words=Words(
            _("Your question has an answer"),
            _("%(by)s answered your question about “%(title)s”."),
        ),
        look_up=look_up,
    ),
)
