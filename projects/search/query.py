"""Which open projects somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from foundation.skill_keys import skill_key
from profiles.models import SkillAlias
from projects.errors import UnknownSkillsAsked

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal
    from uuid import UUID

    from profiles.search.nearby import Near, Nearby

RELEVANCE, NEWEST, DISTANCE = "relevance", "-opened", "distance"


@dataclass(frozen=True)
class Criteria:
    """The filters and the order of a search, each valid by itself."""

    q: str = ""
    skill: Sequence[str] = ()
    budget_min: Decimal | None = None
    budget_max: Decimal | None = None
    currency: str = ""
    country: str = ""
    workplace: str = ""
    near: Near | None = None
    ordering: str = RELEVANCE
    unseen: Collection[UUID] = field(default=(), repr=False)
    """Open projects that the reader does not see, whatever is asked for."""

    nearby: Nearby | None = field(default=None, repr=False)
    """What the index has near the point that is asked for."""


def skill_ids(names: Sequence[str]) -> list[int]:
    """The skills that these names mean. Raises UnknownSkillsAsked."""
    if not names:
        return []
    keys = {name: skill_key(name) for name in names}
    known = dict(SkillAlias.objects.filter(key__in=keys.values()).values_list("key", "skill_id"))
    if unknown := [name for name, key in keys.items() if key not in known]:
        raise UnknownSkillsAsked(unknown)
    return sorted({known[key] for key in keys.values()})
