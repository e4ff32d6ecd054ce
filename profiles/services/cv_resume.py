"""A JSON Resume file as a CV: what it says outright, a line of text for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from cv_reader.document import MOST_CHARACTERS, Refused
from cv_reader.findings import Finding
from cv_reader.formats import decode
from profiles.models import SuggestionKind
from profiles.resume import read_resume

if TYPE_CHECKING:
    from collections.abc import Iterator

STATED = 1.0
FIELDS = ("headline", "bio", "city", "country")
# What each kind cannot do without; what lacks it is passed over.
NEEDED = {
    SuggestionKind.EXPERIENCE: "title",
    SuggestionKind.EDUCATION: "institution",
    SuggestionKind.PORTFOLIO: "title",
    SuggestionKind.SKILL: "name",
    SuggestionKind.LINK: "url",
    SuggestionKind.LANGUAGE: "language",
}


def read_resume_file(content: bytes) -> tuple[str, list[Finding]]:
    """The text and the findings of a JSON Resume. Raises Refused."""
    text = decode(content)
    if text is None:
        raise Refused("corrupt")
    if len(text) > MOST_CHARACTERS:
        raise Refused("too_long")
    try:
        # PostgreSQL keeps no NUL.
        resume = orjson.loads(text.replace("\\u0000", ""))
    except orjson.JSONDecodeError as error:
        raise Refused("corrupt") from error
    lines: list[str] = []
    findings: list[Finding] = []
    start = 0
    for kind, value in _stated(resume):
        line = f"{kind.label}: " + ", ".join(
            part for one in value.values() if (part := str(one).strip()) and one
        ).replace("\n", " ")
        findings.append(Finding(kind, value, start, start + len(line), STATED))
        lines.append(line)
        start += len(line) + 1
    if not findings:
        raise Refused("no_text")
    return "\n".join(lines), findings


def _stated(resume: Any) -> Iterator[tuple[SuggestionKind, dict[str, Any]]]:
    """Each thing that a JSON Resume says, in the terms of a profile."""
    content = read_resume(resume)
    for name in FIELDS:
        if value := content.profile.get(name):
            yield SuggestionKind.PROFILE, {"field": name, "value": value}
    lists = {
        SuggestionKind.SKILL: content.skills,
        SuggestionKind.EXPERIENCE: content.experience,
        SuggestionKind.EDUCATION: content.education,
        SuggestionKind.LANGUAGE: content.profile.get("languages", []),
        SuggestionKind.LINK: content.links,
        SuggestionKind.PORTFOLIO: content.portfolio,
    }
    for kind, items in lists.items():
        for item in items:
            if item.get(NEEDED[kind]):
                yield kind, {name: one for name, one in item.items() if one}
