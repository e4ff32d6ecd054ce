"""The profile, as its owner writes it and as others see it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Role
from foundation.fields import LineField, TextField, WholeNumberField
from foundation.moderated import ModerationState
from foundation.money import AmountField, refuse_decimals, written
from foundation.parameters import RefusesUnknown
from foundation.point_fields import PointSerializer
from foundation.schema_rules import amount_without
from profiles import pictures
from profiles.completeness import Completeness, Item, completeness
from profiles.fields import CountryField, CurrencyField, DayField, LanguageField
from profiles.models import (
    Availability,
    EducationLevel,
    ExperienceLevel,
    Fluency,
    LearningStyle,
    OrganisationKind,
    PortfolioItem,
    Profile,
    Visibility,
    Workplace,
)
from profiles.models.profile import CLIENT_FIELDS, FREELANCER_FIELDS, MAX_TRAVEL_KM
from profiles.pictures import PictureKind
from profiles.serializers.history import (
    EducationSerializer,
    ExperienceSerializer,
    PortfolioItemSerializer,
    PublicLinkSerializer,
)
from profiles.serializers.pictures import OwnAvatarSerializer, PicturesSerializer
from profiles.serializers.places import PlaceSerializer, own_point_of, place_of
from profiles.serializers.reputation import RecordSerializer, ReputationSerializer
from profiles.serializers.skills import ProfileSkillSerializer

OPTIONAL = {"required": False, "allow_blank": True, "default": ""}
LEAST_RATE = Decimal("0.001")  # a fils, or any currency's smallest part
MAX_LANGUAGES = 30
MAX_INTERESTS = 30


class SpokenLanguageSerializer(RefusesUnknown):
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
    hourly_rate = AmountField(
        required=False,
        allow_null=True,
        default=None,
        min_value=LEAST_RATE,
        help_text="Freelancers only. More than nothing, with the decimals of its currency.",
    )
    currency = CurrencyField(**OPTIONAL)
    availability = serializers.ChoiceField(Availability.choices, **OPTIONAL)
    paused_until = DayField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Freelancers only: back on this day. Until it begins in one's own time zone, one "
        "is out of matches, and found as unavailable. Null: no pause.",
    )
    pause_note = LineField(
        max_length=200, help_text="A few words on it; they go with the pause.", **OPTIONAL
    )
    experience_level = serializers.ChoiceField(ExperienceLevel.choices, **OPTIONAL)
    education_level = serializers.ChoiceField(EducationLevel.choices, **OPTIONAL)
    workplace = serializers.ChoiceField(
        Workplace.choices, help_text="Where they work; empty: either. Freelancers only.", **OPTIONAL
    )
    travel_radius_km = WholeNumberField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=MAX_TRAVEL_KM,
        help_text="How far they travel to work at a place; null counts as 50. Freelancers only.",
    )
    point = PointSerializer(
        required=False,
        allow_null=True,
        default=None,
        help_text="Where they are found by distance, instead of the city. Only the nearest point "
        "of a grid of about a kilometre is kept, and nobody else is shown it. At most 100 km from "
        "the city, if that is known. Freelancers only.",
    )
    preferred_career_track = LineField(max_length=100, help_text="Private.", **OPTIONAL)
    learning_style = serializers.ChoiceField(
        LearningStyle.choices, help_text="Private.", **OPTIONAL
    )
    interests = serializers.ListField(
        child=LineField(max_length=60),
        max_length=MAX_INTERESTS,
        required=False,
        default=list,
        help_text="Private.",
    )
    career_goals = TextField(max_length=2000, help_text="Private.", **OPTIONAL)
    not_allowed = amount_without("currency", "hourly_rate")

    def validate_languages(self, languages: list[dict[str, str]]) -> list[dict[str, str]]:
        codes = [one["language"] for one in languages]
        if len(codes) > MAX_LANGUAGES or len(set(codes)) < len(codes):
            message = _("Name each language once, and at most %(most)d.")
            raise serializers.ValidationError(message % {"most": MAX_LANGUAGES}, code="repeated")
        return languages

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.context["request"].user.role == Role.FREELANCER:
            foreign, code, message = CLIENT_FIELDS, "clients_only", _("Only a client has this.")
        else:
            foreign, code = (*FREELANCER_FIELDS, "point"), "freelancers_only"
            message = _("Only a freelancer has this.")
        if given := [name for name in foreign if name in self.initial_data]:
            errors = {name: [serializers.ErrorDetail(str(message), code=code)] for name in given}
            raise serializers.ValidationError(errors)
        if attrs.get("currency"):
            refuse_decimals(attrs, ["hourly_rate"], attrs["currency"])
        return {name: value for name, value in attrs.items() if name not in foreign}


class PublicProfileSerializer(serializers.Serializer[Profile]):
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
    paused_until = serializers.DateField(allow_null=True, help_text="Away, and back on this day.")
    pause_note = serializers.CharField()
    experience_level = serializers.ChoiceField(ExperienceLevel.choices, allow_blank=True)
    education_level = serializers.ChoiceField(EducationLevel.choices, allow_blank=True)
    workplace = serializers.ChoiceField(
        Workplace.choices, allow_blank=True, help_text="Where they work; empty: either."
    )
    travel_radius_km = serializers.IntegerField(
        allow_null=True, help_text="How far they travel to work at a place, if they say so."
    )
    skills = ProfileSkillSerializer(many=True)
    experience = ExperienceSerializer(many=True)
    education = EducationSerializer(many=True)
    links = PublicLinkSerializer(many=True)
    portfolio = PortfolioItemSerializer(many=True, help_text="Self-declared work.")
    reputation = ReputationSerializer()
    appointments_missed = serializers.IntegerField(
        help_text="Confirmed appointments to which they did not come, as they agree or a moderator "
        "decided."
    )
    record = RecordSerializer()
    member_since = serializers.DateField()

    def to_representation(self, profile: Profile) -> dict[str, Any]:
        """Of a profile `with_sections`. By hand, as it is what the public asks for most."""
        user, details = profile.user, profile.freelancer_details
        return {
            "username": user.username,
            "full_name": user.full_name,
            "role": user.role,
            "headline": profile.headline,
            "bio": profile.bio,
            "avatar": pictures.urls(PictureKind.AVATAR, profile.avatar),
            "city": profile.city,
            "country": profile.country,
            "languages": profile.languages,
            "organisation_name": profile.organisation_name,
            "organisation_kind": profile.organisation_kind,
            "hourly_rate": written(details.hourly_rate, details.currency),
            "currency": details.currency,
            "availability": details.availability,
            "paused_until": details.paused_until if details.is_paused else None,
            "pause_note": details.pause_note if details.is_paused else "",
            "experience_level": details.experience_level,
            "education_level": details.education_level,
            "workplace": details.workplace,
            "travel_radius_km": details.travel_radius_km,
            "skills": ProfileSkillSerializer(profile.skills.all(), many=True).data,
            "experience": ExperienceSerializer(profile.experience.all(), many=True).data,
            "education": EducationSerializer(profile.education.all(), many=True).data,
            "links": PublicLinkSerializer(profile.links.all(), many=True).data,
            "portfolio": PortfolioItemSerializer(self.works(profile), many=True).data,
            "reputation": ReputationSerializer(profile).data,
            "appointments_missed": profile.appointments_missed,
            "record": RecordSerializer(profile).data,
            "member_since": user.created_at.date(),
        }

    def works(self, profile: Profile) -> list[PortfolioItem]:
        """The work that is shown: what no decision hides."""
        return [
            item for item in profile.portfolio.all() if item.moderation == ModerationState.VISIBLE
        ]


class MissingPartSerializer(serializers.Serializer[Item]):
    code = serializers.CharField()
    detail = serializers.CharField(source="advice")


class CompletenessSerializer(serializers.Serializer[Completeness]):
    percent = serializers.IntegerField()
    missing = MissingPartSerializer(many=True)


class OwnProfileSerializer(PublicProfileSerializer):
    """The public page, and what only the owner sees."""

    visibility = serializers.ChoiceField(Visibility.choices)
    is_public = serializers.BooleanField(
        help_text="Others see it: it is not hidden, and the account is active."
    )
    point = PointSerializer(allow_null=True, help_text="The own one, if there is one.")
    place = PlaceSerializer(
        allow_null=True, help_text="Where searches by distance find it. Null: none is known."
    )
    preferred_career_track = serializers.CharField()
    learning_style = serializers.ChoiceField(LearningStyle.choices, allow_blank=True)
    interests = serializers.ListField(child=serializers.CharField())
    career_goals = serializers.CharField()
    completeness = CompletenessSerializer()
    updated_at = serializers.DateTimeField()

    def to_representation(self, profile: Profile) -> dict[str, Any]:
        details = profile.freelancer_details
        found = completeness(user_id=profile.pk, role=profile.user.role)
        return (
            super().to_representation(profile)
            | OwnAvatarSerializer(profile).data
            | {
                "visibility": profile.visibility,
                "is_public": profile.is_public,
                "point": own_point_of(profile),
                "place": place_of(profile),
                "preferred_career_track": details.preferred_career_track,
                "learning_style": details.learning_style,
                "interests": details.interests,
                "career_goals": details.career_goals,
                "completeness": CompletenessSerializer(found).data,
                "updated_at": profile.updated_at,
            }
        )

    def works(self, profile: Profile) -> list[PortfolioItem]:
        """All of the work, also what is hidden from others."""
        return list(profile.portfolio.all())
