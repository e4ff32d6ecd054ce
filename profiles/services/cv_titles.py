"""Which part of a position is its title: the vocabulary knows more of them than the reader, who
goes by words and places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cv_reader.everyday import RANKS
from foundation.skill_keys import skill_key
from profiles.models import OccupationName, SkillStatus, SuggestionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cv_reader.findings import Finding

TITLE, ORGANISATION = "title", "organisation"


def with_known_titles(findings: Sequence[Finding]) -> list[Finding]:
    """The findings; a position whose employer, as it was read, is the name of an occupation, and
    whose title is none, the other way round. One query.
    """
    positions = [one for one in findings if one.kind == SuggestionKind.EXPERIENCE]
    names = (one.value[part] for one in positions for part in (TITLE, ORGANISATION))
    known = _known({_key(name) for name in names if name})
    return [
        _turned(one) if one.kind == SuggestionKind.EXPERIENCE and _is_turned(one, known) else one
        for one in findings
    ]


def _is_turned(position: Finding, known: set[str]) -> bool:
    title, organisation = _key(position.value[TITLE]), _key(position.value[ORGANISATION])
    return organisation in known and title not in known


def _turned(position: Finding) -> Finding:
    value = position.value
    turned = {TITLE: value[ORGANISATION], ORGANISATION: value[TITLE]}
    return replace(position, value=value | turned)


def _key(name: str) -> str:
    """As names are compared, without what only says how high somebody is: a senior tiler tiles."""
    words = skill_key(name).split()
    return " ".join(word for word in words if word not in RANKS)


def _known(keys: Iterable[str]) -> set[str]:
    """Those that are the name of an accepted occupation."""
    names = OccupationName.objects.filter(
        key__in=[key for key in keys if key], occupation__status=SkillStatus.ACCEPTED
    )
    return set(names.values_list("key", flat=True))
