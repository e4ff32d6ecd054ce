"""What staff see of profiles and skills, and what they may do: by the services."""

from __future__ import annotations

from profiles.admin.cvs import CvAdmin
from profiles.admin.links import LinkAdmin
from profiles.admin.occupations import OccupationAdmin
from profiles.admin.popular_searches import PopularSearchAdmin
from profiles.admin.profiles import ProfileAdmin
from profiles.admin.skills import SkillAdmin

__all__ = [
    "CvAdmin",
    "LinkAdmin",
    "OccupationAdmin",
    "PopularSearchAdmin",
    "ProfileAdmin",
    "SkillAdmin",
]
