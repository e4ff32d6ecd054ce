"""All that a profile's page shows, in six queries whatever there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from foundation.moderated import ModerationState
from profiles import pictures
from profiles.completeness import completeness
from profiles.models import FreelancerDetails, Profile, ProfileSkill
from profiles.pictures import PictureKind
from profiles.ratings import formula
from profiles.serializers.history import (
    EducationSerializer,
    ExperienceSerializer,
    PortfolioItemSerializer,
    PublicLinkSerializer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from profiles.models import PortfolioItem
    from profiles.models.profile import ProfileQuerySet


def with_page(profiles: ProfileQuerySet) -> ProfileQuerySet:
    """Each profile with all that its page shows."""
    return profiles.select_related("user", "details").prefetch_related(
        Prefetch("skills", ProfileSkill.objects.best_first().select_related("skill")),
        "links",
        "experience",
        "education",
        "portfolio",
    )


def details_of(profile: Profile) -> FreelancerDetails:
    """The freelancer's details; empty ones for a client."""
    return getattr(profile, "details", None) or FreelancerDetails()


def page_data(profile: Profile) -> dict[str, Any]:
    """The public page, as the API answers it (PublicProfileSerializer)."""
    user, details = profile.user, details_of(profile)
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
        "hourly_rate": details.hourly_rate and str(details.hourly_rate),
        "currency": details.currency,
        "availability": details.availability,
        "experience_level": details.experience_level,
        "education_level": details.education_level,
        "skills": [skill_data(held) for held in profile.skills.all()],
        "experience": ExperienceSerializer(profile.experience.all(), many=True).data,
        "education": EducationSerializer(profile.education.all(), many=True).data,
        "links": PublicLinkSerializer(profile.links.all(), many=True).data,
        "portfolio": _works(
            one for one in profile.portfolio.all() if one.moderation == ModerationState.VISIBLE
        ),
        "reputation": reputation_data(profile),
        "member_since": user.created_at.date(),
    }


def _works(items: Iterable[PortfolioItem]) -> Any:
    return PortfolioItemSerializer(items, many=True).data


def skill_data(held: ProfileSkill) -> dict[str, Any]:
    """A skill that somebody has (ProfileSkillSerializer)."""
    return {
        "slug": held.skill.slug,
        "name": held.skill.name,
        "level": held.level,
        "years": held.years,
        "evidence": held.evidence,
        "status": held.skill.status,
    }


def reputation_data(profile: Profile) -> dict[str, Any]:
    """The reputation as shown: the plain mean, from three reviews on (ReputationSerializer)."""
    return {
        "count": profile.review_count,
        "mean": profile.mean_rating,
        "is_new": profile.is_new,
        "histogram": {
            str(stars): number for stars, number in enumerate(profile.rating_histogram, 1)
        },
        "sub_ratings": profile.sub_rating_means,
        "would_work_again": profile.would_work_again,
        "formula": formula(),
    }


def own_page_data(profile: Profile) -> dict[str, Any]:
    """The page, and what only its owner sees (OwnProfileSerializer)."""
    details = details_of(profile)
    found = completeness(user_id=profile.pk, role=profile.user.role)
    return page_data(profile) | {
        "avatar": pictures.own_urls(PictureKind.AVATAR, profile.avatar, profile.withheld_picture),
        "portfolio": _works(profile.portfolio.all()),
        "visibility": profile.visibility,
        "is_public": profile.is_public,
        "preferred_career_track": details.preferred_career_track,
        "learning_style": details.learning_style,
        "interests": details.interests,
        "career_goals": details.career_goals,
        "completeness": {
            "percent": found.percent,
            "missing": [{"code": one.code, "detail": one.advice} for one in found.missing],
        },
        "updated_at": profile.updated_at,
    }
