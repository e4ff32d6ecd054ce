"""What is held about a person's work, a file for each kind of thing."""

from profiles.models.choices import (
    Availability,
    EducationLevel,
    ExperienceLevel,
    Fluency,
    LearningStyle,
    OrganisationKind,
    Visibility,
    Workplace,
)
from profiles.models.cv import (
    CurriculumVitae,
    CvFormat,
    CvState,
    CvSuggestion,
    SuggestionKind,
    SuggestionState,
)
from profiles.models.history import Education, Experience, Link, LinkKind, PortfolioItem
from profiles.models.occupations import (
    Occupation,
    OccupationName,
    OccupationSkill,
    RelatedOccupation,
)
from profiles.models.popular_searches import (
    MAX_SEARCH_LENGTH,
    NEEDED_ASKERS,
    PopularSearch,
    SearchMark,
    SearchPeriod,
    SearchState,
)
from profiles.models.profile import FreelancerDetails, Profile
from profiles.models.search import SearchCard, SearchEntry
from profiles.models.skills import (
    Evidence,
    ProfileSkill,
    Skill,
    SkillAlias,
    SkillKind,
    SkillLevel,
    SkillStatus,
)

__all__ = [
    "MAX_SEARCH_LENGTH",
    "NEEDED_ASKERS",
    "Availability",
    "CurriculumVitae",
    "CvFormat",
    "CvState",
    "CvSuggestion",
    "Education",
    "EducationLevel",
    "Evidence",
    "Experience",
    "ExperienceLevel",
    "Fluency",
    "FreelancerDetails",
    "LearningStyle",
    "Link",
    "LinkKind",
    "Occupation",
    "OccupationName",
    "OccupationSkill",
    "OrganisationKind",
    "PopularSearch",
    "PortfolioItem",
    "Profile",
    "ProfileSkill",
    "RelatedOccupation",
    "SearchCard",
    "SearchEntry",
    "SearchMark",
    "SearchPeriod",
    "SearchState",
    "Skill",
    "SkillAlias",
    "SkillKind",
    "SkillLevel",
    "SkillStatus",
    "SuggestionKind",
    "SuggestionState",
    "Visibility",
    "Workplace",
]
