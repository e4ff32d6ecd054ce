"""What of a CV's findings a profile does not say already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cv_reader.lexicon import plain
from foundation.skill_keys import skill_key
from profiles.models import SuggestionKind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from cv_reader.findings import Finding
    from profiles.models import Profile


def not_known(profile: Profile, findings: list[Finding]) -> list[Finding]:
    """The findings that neither the profile nor one before them has."""
    known = _known(profile)
    new: list[Finding] = []
    for finding in findings:
        mark = _mark(finding)
        if mark not in known:
            known.add(mark)
            new.append(finding)
    return new


def _known(profile: Profile) -> set[Hashable]:
    held = profile.skills.values_list("skill__name", "skill__slug")
    known: set[Hashable] = {(SuggestionKind.SKILL, skill_key(one)) for row in held for one in row}
    known |= {
        (SuggestionKind.EXPERIENCE, plain(one.title), plain(one.organisation), one.started_on[:4])
        for one in profile.experience.all()
    }
    known |= {
        (SuggestionKind.EDUCATION, plain(one.institution), plain(one.degree))
        for one in profile.education.all()
    }
    known |= {
        (SuggestionKind.PORTFOLIO, plain(title))
        for title in profile.portfolio.values_list("title", flat=True)
    }
    known |= {
        (SuggestionKind.LINK, url.rstrip("/").casefold())
        for url in profile.links.values_list("url", flat=True)
    }
    known |= {(SuggestionKind.LANGUAGE, one["language"]) for one in profile.languages}
    return known | {(SuggestionKind.PROFILE, name) for name in _filled(profile)}


def _filled(profile: Profile) -> list[str]:
    """What the profile says itself: a CV does not suggest another headline."""
    details = getattr(profile, "details", None)
    names = ("headline", "bio", "city", "country")
    filled = [name for name in names if getattr(profile, name)]
    if details and details.experience_level:
        filled.append("experience_level")
    return filled


# By what two things of a kind are the same.
MARKS: dict[SuggestionKind, Callable[[dict[str, Any]], tuple[Hashable, ...]]] = {
    SuggestionKind.SKILL: lambda value: (skill_key(value.get("slug") or value["name"]),),
    SuggestionKind.EXPERIENCE: lambda value: (
        plain(value["title"]),
        plain(value.get("organisation", "")),
        value.get("started_on", "")[:4],
    ),
    SuggestionKind.EDUCATION: lambda value: (
        plain(value["institution"]),
        plain(value.get("degree", "")),
    ),
    SuggestionKind.PORTFOLIO: lambda value: (plain(value["title"]),),
    SuggestionKind.LINK: lambda value: (value["url"].rstrip("/").casefold(),),
    SuggestionKind.LANGUAGE: lambda value: (value["language"],),
    SuggestionKind.PROFILE: lambda value: (value["field"],),
}


def _mark(finding: Finding) -> Hashable:
    kind = SuggestionKind(finding.kind)
    return (kind, *MARKS[kind](finding.value))
