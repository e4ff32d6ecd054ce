"""Questions about a project, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.fields import TextField
from profiles.showing import Seen
from projects.hints import hints_field, hints_of
from projects.models import MAX_ANSWER, MAX_QUESTION, Question
from projects.serializers.projects import PERSON, PersonSerializer

if TYPE_CHECKING:
    from projects.models import Answer, Project


class QuestionInputSerializer(serializers.Serializer[Any]):
    """What a freelancer wants to know."""

    text = TextField(max_length=MAX_QUESTION, min_length=3)


class AnswerInputSerializer(serializers.Serializer[Any]):
    """What the client answers."""

    text = TextField(max_length=MAX_ANSWER)


class AnswerSerializer(serializers.Serializer["Answer"]):
    """What the client says."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()

    def to_representation(self, answer: Answer) -> dict[str, Any]:
        return {"id": answer.pk, "text": answer.text, "created_at": answer.created_at}


ANSWER = AnswerSerializer()


class QuestionSerializer(serializers.Serializer["Question"]):
    """A question about a project, as the caller sees it."""

    id = serializers.UUIDField()
    project = serializers.UUIDField()
    text = serializers.CharField()
    author = PersonSerializer(
        allow_null=True, help_text="For the client and the author; null for others."
    )
    is_own = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    answer = AnswerSerializer(allow_null=True)
    hints = hints_field()

    def to_representation(self, question: Question) -> dict[str, Any]:
        """Of `with_answers`, as whoever makes the request sees it."""
        viewer, project = self.context["request"].user, question.project
        is_own = viewer.pk == question.author_id
        author = None
        if is_own or viewer.pk == project.client_id:
            seen = Seen(question.author, question.author_has_page, is_known=is_own)
            author = PERSON.to_representation(seen)
        answer = question.answer if question.is_answered else None
        shown = answer if answer and answer.is_shown_to(viewer) else None
        return {
            "id": question.pk,
            "project": question.project_id,
            "text": question.text,
            "author": author,
            "is_own": is_own,
            "created_at": question.created_at,
            "answer": shown and ANSWER.to_representation(shown),
            "hints": hints_of(question.text, status=project.status, country=project.country),
        }


def questions_shown(project: Project, request: Any) -> list[dict[str, Any]]:
    """All that was asked about a project, as whoever makes the request sees it, the oldest
    first.
    """
    found = Question.objects.visible_to(request.user).with_answers(request.user)
    rows = found.filter(project__in=project.asked_about).order_by("id")
    return [*QuestionSerializer(rows, many=True, context={"request": request}).data]
