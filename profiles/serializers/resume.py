"""A profile as a JSON Resume 1.0.0 (https://jsonresume.org/schema).

What the format has no place for (rates, availability, years of a skill) stays behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from foundation.free_form import FreeFormSerializer
from profiles import pictures
from profiles.models import Fluency, LinkKind, SkillLevel
from profiles.pictures import PictureKind
from profiles.reference import language_names
from profiles.resume import EDUCATION, PROJECT, WORK, filled

if TYPE_CHECKING:
    from profiles.models import Profile

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
VERSION = "v1.0.0"


class JsonResumeSerializer(FreeFormSerializer):
    """A JSON Resume 1.0.0: https://jsonresume.org/schema"""

    def to_representation(self, profile: Profile) -> dict[str, Any]:
        """Of a profile `with_sections`."""
        sections = {
            "basics": _basics(profile),
            "work": [_theirs(one, WORK) for one in profile.experience.all()],
            "education": [_theirs(one, EDUCATION) for one in profile.education.all()],
            "skills": [
                filled({"name": held.skill.name, "level": _label(SkillLevel, held.level)})
                for held in profile.skills.all()
            ],
            "languages": [_language(spoken) for spoken in profile.languages],
            "interests": [{"name": name} for name in profile.freelancer_details.interests],
            "projects": [_theirs(item, PROJECT) for item in profile.portfolio.all()],
        }
        return {"$schema": SCHEMA, **filled(sections), "meta": {"version": VERSION}}


def _basics(profile: Profile) -> dict[str, Any]:
    user = profile.user
    avatar = pictures.urls(PictureKind.AVATAR, profile.avatar)
    return filled(
        {
            "name": user.full_name,
            "label": profile.headline,
            "image": f"{settings.SITE_URL}{avatar['large']}" if avatar else "",
            "email": user.email,
            "phone": user.phone_number,
            "summary": profile.bio,
            "location": filled({"city": profile.city, "countryCode": profile.country}),
            "profiles": [
                {"network": LinkKind(link.kind).label, "url": link.url}
                for link in profile.links.all()
            ],
        }
    )


def _language(spoken: dict[str, str]) -> dict[str, str]:
    code = spoken["language"]
    fluency = _label(Fluency, spoken.get("fluency", ""))
    return filled({"language": language_names().get(code, code), "fluency": fluency})


def _theirs(item: Any, names: dict[str, str]) -> dict[str, str]:
    """What is filled of an item, in the names of the format."""
    return filled({theirs: getattr(item, ours) for ours, theirs in names.items()})


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""
