"""JSON Resume 1.0.0 (https://jsonresume.org/schema), read in the terms of a profile.

Reading takes whatever is there and of the right type; nothing it answers is validated or saved yet.
`JsonResumeSerializer` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from profiles.models import Fluency, SkillLevel
from profiles.reference import language_names

if TYPE_CHECKING:
    from collections.abc import Iterator

# Our field and theirs. What is empty is left out.
WORK = {
    "organisation": "name",
    "title": "position",
    "started_on": "startDate",
    "ended_on": "endDate",
    "description": "summary",
}
EDUCATION = {
    "institution": "institution",
    "field_of_study": "area",
    "degree": "studyType",
    "started_on": "startDate",
    "ended_on": "endDate",
    "grade": "score",
}
PROJECT = {
    "title": "name",
    "description": "description",
    "url": "url",
    "started_on": "startDate",
    "ended_on": "endDate",
}
# What other programs write for our levels.
OTHER_LEVELS = {
    "master": SkillLevel.EXPERT,
    "senior": SkillLevel.EXPERT,
    "proficient": SkillLevel.ADVANCED,
    "medium": SkillLevel.INTERMEDIATE,
    "novice": SkillLevel.BEGINNER,
    "junior": SkillLevel.BEGINNER,
}
OTHER_FLUENCIES = {
    "native speaker": Fluency.NATIVE,
    "mother tongue": Fluency.NATIVE,
    "full professional": Fluency.FLUENT,
    "professional": Fluency.FLUENT,
    "professional working": Fluency.FLUENT,
    "limited working": Fluency.CONVERSATIONAL,
    "intermediate": Fluency.CONVERSATIONAL,
    "elementary": Fluency.BASIC,
    "beginner": Fluency.BASIC,
}


@dataclass
class ResumeContent:
    """What a JSON Resume says, in the terms of a profile."""

    profile: dict[str, Any] = field(default_factory=dict)
    skills: list[dict[str, str]] = field(default_factory=list)
    experience: list[dict[str, str]] = field(default_factory=list)
    education: list[dict[str, str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    portfolio: list[dict[str, str]] = field(default_factory=list)


def read_resume(resume: Any) -> ResumeContent:
    """What a JSON Resume says. Anything of another type than the format's is passed over."""
    whole = resume if isinstance(resume, dict) else {}
    basics = _section(whole, "basics")
    return ResumeContent(
        profile=_profile(basics, whole),
        skills=list(_skills(whole)),
        experience=[_ours(one, WORK) for one in _items(whole, "work")],
        education=[_ours(one, EDUCATION) for one in _items(whole, "education")],
        links=list(_links(basics)),
        portfolio=[_ours(one, PROJECT) for one in _items(whole, "projects")],
    )


def filled(section: dict[str, Any]) -> dict[str, Any]:
    """What of a section is not empty."""
    return {name: value for name, value in section.items() if value}


def _profile(basics: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    location = _section(basics, "location")
    return filled(
        {
            "headline": _text(basics, "label"),
            "bio": _text(basics, "summary"),
            "city": _text(location, "city"),
            "country": _text(location, "countryCode").upper(),
            "languages": list(_languages(whole)),
            "interests": [
                name for one in _items(whole, "interests") if (name := _text(one, "name"))
            ],
        }
    )


def _section(section: dict[str, Any], name: str) -> dict[str, Any]:
    found = section.get(name)
    return found if isinstance(found, dict) else {}


def _items(section: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = section.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(section: dict[str, Any], name: str) -> str:
    value = section.get(name)
    return value.strip() if isinstance(value, str) else ""


def _ours(item: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """An item in our names; highlights become lines below its description."""
    found = {ours: _text(item, theirs) for ours, theirs in names.items()}
    highlights = item.get("highlights")
    if "description" in found and isinstance(highlights, list):
        lines = [f"- {line}" for line in highlights if isinstance(line, str)]
        found["description"] = "\n".join([*filter(None, [found["description"]]), *lines])
    return found


def _skills(whole: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Each skill, and each of its keywords as one of the same level."""
    for one in _items(whole, "skills"):
        level = _value(SkillLevel, OTHER_LEVELS, _text(one, "level"))
        keywords = one.get("keywords")
        names = [_text(one, "name"), *(keywords if isinstance(keywords, list) else [])]
        for name in names:
            if isinstance(name, str) and name.strip():
                yield {"name": name.strip(), "level": level}


def _languages(whole: dict[str, Any]) -> Iterator[dict[str, str]]:
    codes = {name.casefold(): code for code, name in language_names().items()}
    for one in _items(whole, "languages"):
        name = _text(one, "language").casefold()
        code = codes.get(name, name)
        if code in language_names():
            fluency = _value(Fluency, OTHER_FLUENCIES, _text(one, "fluency"))
            yield {"language": code, "fluency": fluency}


def _value(choices: Any, others: dict[str, Any], label: str) -> str:
    """Our value for a label, ours or another program's; empty for what it might not mean."""
    ours = {str(choice.label).casefold(): choice.value for choice in choices}
    found = ours.get(label.casefold()) or others.get(label.casefold())
    return str(found) if found else ""


def _links(basics: dict[str, Any]) -> Iterator[dict[str, str]]:
    urls = [_text(basics, "url"), *(_text(one, "url") for one in _items(basics, "profiles"))]
    return ({"url": url} for url in dict.fromkeys(urls) if url.startswith("https://"))
