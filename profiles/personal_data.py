"""What profiles hold about a user, for the user to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foundation.money import with_written
from foundation.row_history import versions_of
from profiles.models import CurriculumVitae, CvSuggestion, FreelancerDetails, Profile, Skill

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from accounts.models import User

# What a file is called in a private storage says nothing.
NOT_EXPORTED = {"profile", "profile_id", "city_key", "geonames_id", "file", "cv", "queued_at"}
NOT_EXPORTED |= {"withheld_picture", "picture_due_at", "pause_ends_at"}
NOT_EXPORTED |= {"pgh_id", "pgh_label", "pgh_obj", "pgh_obj_id", "pgh_context"}


def export(user: User) -> dict[str, Any]:
    """The profile and all that belongs to it, as stored, what it said before, and the skills that
    the user proposed.
    """
    proposed = Skill.objects.filter(proposed_by=user).order_by("id")
    sections = {
        "profile": None,
        "profile_changed": _rows(versions_of(Profile, [user.pk])),
        "skills_proposed": list(proposed.values("slug", "name", "status", "created_at")),
    }
    profile = Profile.objects.filter(user=user).first()
    return sections | (_profile_sections(profile) if profile else {})


def _profile_sections(profile: Profile) -> dict[str, Any]:
    details = _rows(FreelancerDetails.objects.filter(profile=profile))
    return {
        "profile": _rows(Profile.objects.filter(pk=profile.pk))[0],
        "freelancer_details": with_written(details[0], "hourly_rate") if details else None,
        "skills": list(
            profile.skills.order_by("id").values(
                "skill__slug", "skill__name", "level", "years", "evidence", "created_at"
            )
        ),
        "experience": _rows(profile.experience.all()),
        "education": _rows(profile.education.all()),
        "links": _rows(profile.links.all()),
        "portfolio": _rows(profile.portfolio.all()),
        "cvs": [
            row | {"suggestions": _rows(CvSuggestion.objects.filter(cv=row["id"]))}
            for row in _rows(CurriculumVitae.objects.filter(profile=profile))
        ],
    }


def _rows(queryset: QuerySet[Model]) -> list[dict[str, Any]]:
    names = [field.name for field in queryset.model._meta.concrete_fields]
    return list(queryset.values(*(name for name in names if name not in NOT_EXPORTED)))
