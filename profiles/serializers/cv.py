"""A CV and its suggestions, in and out."""

from __future__ import annotations

from typing import Any

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
)

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

    takes_any_field = True
    not_allowed = {"required": ["text"], "minProperties": 2}

    text = serializers.CharField(required=False)


class CvErrorSerializer(serializers.Serializer[CurriculumVitae]):
    """Why an upload cannot be read."""

    code = serializers.ChoiceField(sorted(REFUSALS))
    detail = serializers.CharField()

    def to_representation(self, cv: CurriculumVitae) -> dict[str, Any]:
        return {"code": cv.refusal, "detail": REFUSALS[cv.refusal]}


class SuggestionCountsSerializer(serializers.Serializer[CurriculumVitae]):
    """How many suggestions are in which state."""

    pending = serializers.IntegerField()
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()


class CvFileSerializer(serializers.Serializer[CurriculumVitae]):
    """The CV that was read, and which its suggestions are of."""

    id = serializers.UUIDField()
    format = serializers.ChoiceField(CvFormat.choices)
    file_name = serializers.CharField(help_text="As it was uploaded; may be empty.")
    size = serializers.IntegerField(help_text="In bytes.")
    uploaded_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField()
    suggestions = SuggestionCountsSerializer()

    def to_representation(self, cv: CurriculumVitae) -> dict[str, Any]:
        """Of a CV `with_counts`."""
        return {
            "id": cv.pk,
            "format": cv.format,
            "file_name": cv.file_name,
            "size": cv.size,
            "uploaded_at": cv.uploaded_at,
            "read_at": cv.read_at,
            "suggestions": SuggestionCountsSerializer(cv).data,
        }


class CvSerializer(serializers.Serializer["list[CurriculumVitae]"]):
    """The last upload, how far it is, and the CV that holds meanwhile."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(CvState.choices, help_text="Of the last upload: poll it.")
    error = CvErrorSerializer(allow_null=True, help_text="Why it was refused.")
    file_name = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    current = CvFileSerializer(allow_null=True, help_text="The CV; null while none was read.")

    def to_representation(self, cvs: list[CurriculumVitae]) -> dict[str, Any]:
        """Of a user's uploads `with_counts`, the last one first; at least one."""
        last = cvs[0]
        current = next((cv for cv in cvs if cv.state == CvState.READY), None)
        return {
            "id": last.pk,
            "state": last.state,
            "error": CvErrorSerializer(last).data if last.refusal else None,
            "file_name": last.file_name,
            "uploaded_at": last.uploaded_at,
            "current": CvFileSerializer(current).data if current else None,
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


class SuggestionsOfKindSerializer(serializers.Serializer[Any]):
    """All suggestions that are not decided, or those of one kind."""

    kind = serializers.ChoiceField(SuggestionKind.choices, required=False)


class NotAcceptedSerializer(serializers.Serializer[Any]):
    """A suggestion that cannot be accepted as it is."""

    id = serializers.UUIDField(source="suggestion.pk")
    detail = serializers.CharField(source="reason")


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
