"""Accepting what a CV suggests, for the API and the pages: its input is judged by the serializers
that judge what is added by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rest_framework.exceptions import APIException

from foundation.errors import DomainError
from profiles.models import CvSuggestion, SuggestionKind
from profiles.serializers.history import (
    EducationSerializer,
    ExperienceSerializer,
    LinkSerializer,
    PortfolioItemSerializer,
)
from profiles.serializers.profile import EditProfileSerializer, SpokenLanguageSerializer
from profiles.serializers.skills import AddSkillSerializer
from profiles.services.cv_decisions import accept_suggestion

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

BY_HAND: dict[str, type[BaseSerializer[Any]]] = {
    SuggestionKind.SKILL: AddSkillSerializer,
    SuggestionKind.EXPERIENCE: ExperienceSerializer,
    SuggestionKind.EDUCATION: EducationSerializer,
    SuggestionKind.LINK: LinkSerializer,
    SuggestionKind.PORTFOLIO: PortfolioItemSerializer,
    SuggestionKind.LANGUAGE: SpokenLanguageSerializer,
    SuggestionKind.PROFILE: EditProfileSerializer,
}


class NotAccepted(NamedTuple):
    """A suggestion that cannot be accepted as it is."""

    suggestion: CvSuggestion
    error: DomainError | APIException

    @property
    def reason(self) -> str:
        return reason_of(self.error)


def accept(request: Request, suggestion: CvSuggestion, corrections: dict[str, Any]) -> None:
    """Add a suggestion to the profile by the rules that hold by hand, some of it set right.

    Raises ValidationError, and what adding the same by hand raises.
    """
    fields = _valid_fields(request, suggestion, corrections)
    accept_suggestion(user=request.user, suggestion=suggestion, fields=fields)


def accept_all(request: Request, *, kind: str = "") -> tuple[int, list[NotAccepted]]:
    """Accept what is not decided yet, all of it or of one kind: how many were, and which could not
    be.
    """
    accepted, refused = 0, []
    for suggestion in CvSuggestion.objects.of(request.user).pending(kind).order_by("position"):
        try:
            accept(request, suggestion, {})
            accepted += 1
        except (DomainError, APIException) as error:
            refused.append(NotAccepted(suggestion, error))
    return accepted, refused


def _valid_fields(
    request: Request, suggestion: CvSuggestion, corrections: dict[str, Any]
) -> dict[str, Any]:
    """What accepting a suggestion adds. Raises ValidationError."""
    value = suggestion.value | corrections
    if suggestion.kind == SuggestionKind.PROFILE:
        value = {suggestion.value["field"]: value["value"]}
    elif suggestion.kind == SuggestionKind.SKILL and value.get("slug"):
        value = {name: part for name, part in value.items() if name != "name"}
    serializer = BY_HAND[suggestion.kind](
        data=value,
        partial=suggestion.kind == SuggestionKind.PROFILE,
        context={"request": request},
    )
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def reason_of(error: DomainError | APIException) -> str:
    """What is wrong, in one line."""
    if isinstance(error, DomainError):
        return str(error)
    detail = error.detail
    texts = (
        [text for texts in detail.values() for text in texts]
        if isinstance(detail, dict)
        else [detail]
    )
    return " ".join(map(str, texts))
