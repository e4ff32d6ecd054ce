"""The profile, as its owner writes it and as others see it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Role
from foundation.fields import LineField, TextField
from foundation.schema_rules import amount_without
from profiles.fields import CountryField, CurrencyField, LanguageField, RateField
from profiles.models import (
    Availability,
    EducationLevel,
    Evidence,
    ExperienceLevel,
    Fluency,
    LearningStyle,
    OrganisationKind,
    SkillLevel,
    SkillStatus,
    Visibility,
)
from profiles.serializers.history import (
    EducationSerializer,
    ExperienceSerializer,
    PortfolioItemSerializer,
    PublicLinkSerializer,
)
from profiles.services.profile import CLIENT_FIELDS, FREELANCER_FIELDS

OPTIONAL = {"required": False, "allow_blank": True, "default": ""}
MOST_LANGUAGES = 30
MOST_INTERESTS = 30


class SpokenLanguageSerializer(serializers.Serializer[Any]):
    language = LanguageField()
    fluency = serializers.ChoiceField(Fluency.choices, **OPTIONAL)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Each is whole: a PATCH of the profile is in part, not its languages."""
        if "language" not in attrs:
            message = self.fields["language"].error_messages["required"]
            raise serializers.ValidationError({"language": [message]}, code="required")
        return {"fluency": ""} | attrs


class EditProfileSerializer(serializers.Serializer[Any]):
    """What the owner says. A freelancer's and a client's own fields are refused to the other."""

    headline = LineField(max_length=120, **OPTIONAL)
    bio = TextField(max_length=4000, **OPTIONAL)
    city = LineField(max_length=100, **OPTIONAL)
    country = CountryField(**OPTIONAL)
    languages = SpokenLanguageSerializer(many=True, required=False, default=list)
    visibility = serializers.ChoiceField(
        Visibility.choices, required=False, default=Visibility.PUBLIC
    )
    organisation_name = LineField(max_length=150, help_text="Clients only.", **OPTIONAL)
    organisation_kind = serializers.ChoiceField(
        OrganisationKind.choices, help_text="Clients only.", **OPTIONAL
    )
    hourly_rate = RateField(
        required=False,
        allow_null=True,
        default=None,
        min_value=Decimal("0.01"),
        help_text="Freelancers only.",
    )
    currency = CurrencyField(**OPTIONAL)
    availability = serializers.ChoiceField(Availability.choices, **OPTIONAL)
    experience_level = serializers.ChoiceField(ExperienceLevel.choices, **OPTIONAL)
    education_level = serializers.ChoiceField(EducationLevel.choices, **OPTIONAL)
    preferred_career_track = LineField(max_length=100, help_text="Private.", **OPTIONAL)
    learning_style = serializers.ChoiceField(
        LearningStyle.choices, help_text="Private.", **OPTIONAL
    )
    interests = serializers.ListField(
        child=LineField(max_length=60),
        max_length=MOST_INTERESTS,
        required=False,
        default=list,
        help_text="Private.",
    )
    career_goals = TextField(max_length=2000, help_text="Private.", **OPTIONAL)
    not_allowed = amount_without("currency", "hourly_rate")

    def validate_languages(self, languages: list[dict[str, str]]) -> list[dict[str, str]]:
        codes = [one["language"] for one in languages]
        if len(codes) > MOST_LANGUAGES or len(set(codes)) < len(codes):
            message = _("Name each language once, and at most %(most)d.")
            raise serializers.ValidationError(message % {"most": MOST_LANGUAGES}, code="repeated")
        return languages

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.context["request"].user.role == Role.FREELANCER:
            foreign, code, message = CLIENT_FIELDS, "clients_only", _("Only a client has this.")
        else:
            foreign, code = FREELANCER_FIELDS, "freelancers_only"
            message = _("Only a freelancer has this.")
        if given := [name for name in foreign if name in self.initial_data]:
            errors = {name: [serializers.ErrorDetail(str(message), code=code)] for name in given}
            raise serializers.ValidationError(errors)
        return {name: value for name, value in attrs.items() if name not in foreign}


class ReputationSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="Of reviews that count.")
    mean = serializers.FloatField(allow_null=True, help_text="Null below three reviews.")
    is_new = serializers.BooleanField(help_text="Below three reviews.")
    histogram = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many ratings of 1 to 5 stars."
    )
    sub_ratings = serializers.DictField(
        child=serializers.FloatField(), help_text="Means of what three reviews or more rate."
    )
    would_work_again = serializers.FloatField(
        allow_null=True, help_text="The share of those who say; null below five."
    )
    formula = serializers.CharField(help_text="How the numbers are made, in words.")


class ShownSkillSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    level = serializers.ChoiceField(SkillLevel.choices, allow_blank=True)
    evidence = serializers.ChoiceField(
        Evidence.choices, help_text="From what somebody says to what a review confirmed."
    )


class ProfileSkillSerializer(ShownSkillSerializer):
    years = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(SkillStatus.choices)


class PicturesSerializer(serializers.Serializer[Any]):
    """Addresses of the same square picture in three sizes: 64, 192 and 512 pixels."""

    small = serializers.CharField()
    medium = serializers.CharField()
    large = serializers.CharField()


class PublicProfileSerializer(serializers.Serializer[Any]):
    """The public page. Never an address, an e-mail address or a phone number."""

    username = serializers.CharField()
    full_name = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    headline = serializers.CharField()
    bio = serializers.CharField(help_text="Plain text.")
    avatar = PicturesSerializer(allow_null=True)
    city = serializers.CharField()
    country = serializers.CharField(help_text="ISO 3166-1")
    languages = SpokenLanguageSerializer(many=True)
    organisation_name = serializers.CharField()
    organisation_kind = serializers.ChoiceField(OrganisationKind.choices, allow_blank=True)
    hourly_rate = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    availability = serializers.ChoiceField(Availability.choices, allow_blank=True)
    experience_level = serializers.ChoiceField(ExperienceLevel.choices, allow_blank=True)
    education_level = serializers.ChoiceField(EducationLevel.choices, allow_blank=True)
    skills = ProfileSkillSerializer(many=True)
    experience = ExperienceSerializer(many=True)
    education = EducationSerializer(many=True)
    links = PublicLinkSerializer(many=True)
    portfolio = PortfolioItemSerializer(many=True, help_text="Self-declared work.")
    reputation = ReputationSerializer()
    member_since = serializers.DateField()


class MissingPartSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class CompletenessSerializer(serializers.Serializer[Any]):
    percent = serializers.IntegerField()
    missing = MissingPartSerializer(many=True)


class OwnProfileSerializer(PublicProfileSerializer):
    """The public page, and what only the owner sees."""

    visibility = serializers.ChoiceField(Visibility.choices)
    is_public = serializers.BooleanField(
        help_text="Others see it: it is not hidden, and the account is active."
    )
    preferred_career_track = serializers.CharField()
    learning_style = serializers.ChoiceField(LearningStyle.choices, allow_blank=True)
    interests = serializers.ListField(child=serializers.CharField())
    career_goals = serializers.CharField()
    completeness = CompletenessSerializer()
    updated_at = serializers.DateTimeField()


class OwnAvatarSerializer(serializers.Serializer[Any]):
    avatar = PicturesSerializer(allow_null=True)


class PictureUploadSerializer(serializers.Serializer[Any]):
    """JPEG, PNG, WebP or GIF, at most 10 MB and 25 megapixels; the content decides."""

    file = serializers.FileField()
