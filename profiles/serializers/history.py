"""Experience, education, links and portfolio, in and out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.fields import LineField, TextField
from profiles import pictures
from profiles.fields import HttpsField, PartialDateField
from profiles.models import Education, Experience, Link, LinkKind, PortfolioItem
from profiles.pictures import PictureKind
from profiles.serializers.pictures import PortfolioPicturesSerializer

OPTIONAL = {"required": False, "allow_blank": True, "default": ""}


class PeriodSerializer(serializers.ModelSerializer[Any]):
    """`from` and `to` as partial dates; an empty `to` is to this day."""

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of Python's: it cannot be a class attribute.
        return super().get_fields() | {
            "from": PartialDateField(source="started_on"),
            "to": PartialDateField(source="ended_on", help_text="Empty: to this day."),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start = attrs.get("started_on", getattr(self.instance, "started_on", ""))
        end = attrs.get("ended_on", getattr(self.instance, "ended_on", ""))
        known = min(len(start), len(end))
        if end[:known] < start[:known]:
            message = _("It cannot end before it starts.")
            raise serializers.ValidationError({"to": [message]}, code="ends_before_start")
        return attrs


class ExperienceSerializer(PeriodSerializer):
    """A position that was held."""

    title = LineField(max_length=150)
    organisation = LineField(max_length=150, **OPTIONAL)
    description = TextField(max_length=4000, **OPTIONAL)

    class Meta:
        model = Experience
        fields = ("id", "title", "organisation", "description")


class EducationSerializer(PeriodSerializer):
    """What was learned where."""

    institution = LineField(max_length=150)
    degree = LineField(max_length=150, **OPTIONAL)
    field_of_study = LineField(max_length=150, **OPTIONAL)
    grade = LineField(max_length=50, **OPTIONAL)

    class Meta:
        model = Education
        fields = ("id", "institution", "degree", "field_of_study", "grade")


class LinkSerializer(serializers.ModelSerializer[Link]):
    """An address where somebody is to be found; verified when that page links back."""

    url = HttpsField()
    kind = serializers.ChoiceField(
        LinkKind.choices, read_only=True, help_text="Detected from the address."
    )

    class Meta:
        model = Link
        fields = ("id", "url", "kind", "verified_at", "checked_at", "problem")
        read_only_fields = ("verified_at", "checked_at", "problem")


class PublicLinkSerializer(LinkSerializer):
    """A link as others see it."""

    class Meta(LinkSerializer.Meta):
        fields = ("id", "url", "kind", "verified_at")


class PortfolioItemSerializer(PeriodSerializer):
    """Work that somebody says they did."""

    title = LineField(max_length=150)
    description = TextField(max_length=4000, **OPTIONAL)
    url = HttpsField(**OPTIONAL)
    image = serializers.SerializerMethodField()

    class Meta:
        model = PortfolioItem
        fields = ("id", "title", "description", "url", "image")

    @extend_schema_field(PortfolioPicturesSerializer(allow_null=True))
    def get_image(self, item: PortfolioItem) -> dict[str, str] | None:
        # Others are shown no item that is out of sight, so this is its owner. (When it comes back,
        # its picture is there a moment later.)
        return pictures.own_urls(PictureKind.PORTFOLIO, item.image, item.withheld_picture)
