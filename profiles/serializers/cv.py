"""A CV and its suggestions, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.free_form import FreeFormSerializer
from profiles.models import (
    CurriculumVitae,
    CvFormat,
    CvState,
    CvSuggestion,
    SuggestionKind,
    SuggestionState,
)
from profiles.serializers.history import (
    EducationSerializer,
    ExperienceSerializer,
    LinkSerializer,
    PortfolioItemSerializer,
)
from profiles.serializers.profile import EditProfileSerializer, SpokenLanguageSerializer
from profiles.serializers.skills import AddSkillSerializer

if TYPE_CHECKING:
    from rest_framework.request import Request

REFUSALS = {
    "encrypted": _("The file is protected by a password, or is an old Word document (.doc)."),
    "no_text": _("There is no text in the file; a scan is a picture of text."),
    "corrupt": _("The file is damaged."),
    "unsupported": _("The file is a package of another program, not a Word document."),
    "hostile": _("The file unpacks to far more than a CV has, or is built to do harm."),
    "too_many_pages": _("The file has more than 30 pages."),
    "too_long": _("The text has more than 200,000 characters."),
    "too_complex": _("Reading the file took more memory or time than a CV may."),
    "lost": _("The file is gone from the storage."),
}


class CvUploadSerializer(serializers.Serializer[Any]):
    """A form with the file; its content says what it is, whatever its name."""

    file = serializers.FileField(help_text="PDF, DOCX, JSON Resume or text, of at most 5 MB.")


class CvDocumentSerializer(serializers.Serializer[Any]):
    """A CV as plain `text`, or the fields of a JSON Resume 1.0.0: https://jsonresume.org/schema"""

    text = serializers.CharField(required=False)


class CvErrorSerializer(serializers.Serializer[Any]):
    """Why an upload cannot be read."""

    code = serializers.ChoiceField(sorted(REFUSALS))
    detail = serializers.CharField()


class SuggestionCountsSerializer(serializers.Serializer[Any]):
    """How many suggestions are in which state."""

    pending = serializers.IntegerField()
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()


class CvFileSerializer(serializers.Serializer[Any]):
    """The CV that was read, and which its suggestions are of."""

    id = serializers.UUIDField()
    format = serializers.ChoiceField(CvFormat.choices)
    file_name = serializers.CharField(help_text="As it was uploaded; may be empty.")
    size = serializers.IntegerField(help_text="In bytes.")
    uploaded_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField()
    suggestions = SuggestionCountsSerializer()


class CvSerializer(serializers.Serializer[Any]):
    """The last upload, how far it is, and the CV that holds meanwhile."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(CvState.choices, help_text="Of the last upload: poll it.")
    error = CvErrorSerializer(allow_null=True, help_text="Why it was refused.")
    file_name = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    current = CvFileSerializer(allow_null=True, help_text="The CV; null while none was read.")


def cv_data(cvs: list[CurriculumVitae], counts: dict[str, int]) -> dict[str, Any]:
    """The last upload and the CV in force, as the API answers them."""
    last = cvs[0]
    ready = next((one for one in cvs if one.state == CvState.READY), None)
    error = {"code": last.refusal, "detail": REFUSALS[last.refusal]} if last.refusal else None
    return {
        "id": last.pk,
        "state": last.state,
        "error": error,
        "file_name": last.file_name,
        "uploaded_at": last.uploaded_at,
        "current": ready
        and {
            "id": ready.pk,
            "format": ready.format,
            "file_name": ready.file_name,
            "size": ready.size,
            "uploaded_at": ready.uploaded_at,
            "read_at": ready.read_at,
            "suggestions": {state: counts.get(state, 0) for state in SuggestionState.values},
        },
    }


class SpanSerializer(serializers.Serializer[Any]):
    """Where in the CV's text it says so."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField(help_text="What stands there, at most 300 characters of it.")


class SuggestionSerializer(serializers.ModelSerializer[CvSuggestion]):
    """What a CV seems to say. `value` is the input of the route that would add it by hand."""

    source = serializers.SerializerMethodField()
    value = serializers.DictField()
    confidence = serializers.FloatField(help_text="0 to 1.")

    class Meta:
        model = CvSuggestion
        fields = ("id", "kind", "value", "source", "confidence", "state", "decided_at")

    @extend_schema_field(SpanSerializer())
    def get_source(self, suggestion: CvSuggestion) -> dict[str, Any]:
        text = getattr(suggestion, "source_text", None)
        if text is None:
            text = suggestion.cv.text[suggestion.start : suggestion.end]
        return {"start": suggestion.start, "end": suggestion.end, "text": text[:300]}


class SuggestionFilterSerializer(serializers.Serializer[Any]):
    """Which suggestions."""

    kind = serializers.ChoiceField(SuggestionKind.choices, required=False)
    state = serializers.ChoiceField(SuggestionState.choices, required=False)


class SuggestionsOfKindSerializer(serializers.Serializer[Any]):
    """All suggestions that are not decided, or those of one kind."""

    kind = serializers.ChoiceField(SuggestionKind.choices, required=False)


class NotAcceptedSerializer(serializers.Serializer[Any]):
    """A suggestion that cannot be accepted as it is."""

    id = serializers.UUIDField()
    detail = serializers.CharField()


class AcceptedAllSerializer(serializers.Serializer[Any]):
    """How many were accepted, and which could not be: these stay undecided."""

    accepted = serializers.IntegerField()
    refused = NotAcceptedSerializer(many=True)


class RejectedAllSerializer(serializers.Serializer[Any]):
    """How many were rejected."""

    rejected = serializers.IntegerField()


class CorrectionSerializer(FreeFormSerializer):
    """What to set right before it is accepted: any field of `value`."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError({"non_field_errors": [_("Send a JSON object.")]})
        return data


BY_HAND: dict[str, type[serializers.BaseSerializer[Any]]] = {
    SuggestionKind.SKILL: AddSkillSerializer,
    SuggestionKind.EXPERIENCE: ExperienceSerializer,
    SuggestionKind.EDUCATION: EducationSerializer,
    SuggestionKind.LINK: LinkSerializer,
    SuggestionKind.PORTFOLIO: PortfolioItemSerializer,
    SuggestionKind.LANGUAGE: SpokenLanguageSerializer,
    SuggestionKind.PROFILE: EditProfileSerializer,
}


def fields_of(
    suggestion: CvSuggestion, corrections: dict[str, Any], request: Request
) -> dict[str, Any]:
    """What accepting a suggestion adds, by the rules that hold by hand. Raises ValidationError."""
    value = suggestion.value | corrections
    if suggestion.kind == SuggestionKind.PROFILE:
        value = {suggestion.value["field"]: value["value"]}
    elif suggestion.kind == SuggestionKind.SKILL and value.get("slug"):
        value = {name: one for name, one in value.items() if name != "name"}
    serializer = BY_HAND[suggestion.kind](
        data=value,
        partial=suggestion.kind == SuggestionKind.PROFILE,
        context={"request": request},
    )
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
