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

    from foundation.exchange.table import ExchangeTable
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
    amounts_in: str = ""
    country: str = ""
    workplace: str = ""
    near: Near | None = None
    ordering: str = RELEVANCE
    unseen: Collection[UUID] = field(default=(), repr=False)
    """Open projects that the reader does not see, whatever is asked for."""

    nearby: Nearby | None = field(default=None, repr=False)
    """What the index has near the point that is asked for."""

    exchange: ExchangeTable | None = field(default=None, repr=False)
    """By which budgets in other currencies are compared with those that `amounts_in` is about."""

    @property
    def names_amounts(self) -> bool:
        """Whether budgets are compared with what is asked for."""
        return self.budget_min is not None or self.budget_max is not None

    @property
    def budgets(self) -> dict[str, tuple[int | None, int | None]] | None:
        """In each currency that is compared, from where a budget has to reach and where it may
        start at most, in parts; None if it is compared in the one currency alone.
        """
        if self.exchange is None:
            return None
        return self.exchange.bounds(self.budget_min, self.budget_max, self.amounts_in)


def skill_ids(names: Sequence[str]) -> list[int]:
    """The skills that these names mean. Raises UnknownSkillsAsked."""
    if not names:
        return []
    keys = {name: skill_key(name) for name in names}
    known = dict(SkillAlias.objects.filter(key__in=keys.values()).values_list("key", "skill_id"))
    if unknown := [name for name, key in keys.items() if key not in known]:
        raise UnknownSkillsAsked(unknown)
    return sorted({known[key] for key in keys.values()})
