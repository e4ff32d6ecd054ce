"""What a saved search looks for, as a page says it: in the words of the form of that search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from bookmarks.criteria import current_form
from bookmarks.models import MAX_NAME, Kind
from foundation.forms.asked import AskedSelect
from profiles.forms.asked import ORDERING, TEXT
from profiles.forms.search import SearchForm
from profiles.models import SkillAlias
from profiles.skill_search import skills_called
from projects.forms.browse import BrowseForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.forms import Field

    from bookmarks.models import SavedSearch

FORMS: dict[str, type[SearchForm | BrowseForm]] = {
    Kind.PEOPLE: SearchForm,
    Kind.PROJECTS: BrowseForm,
}
AMOUNTS_IN, SKILL = "amounts_in", "skill"
LABELS = {
    AMOUNTS_IN: _("Amounts in any currency, compared in"),
    "workplace": _("Where the work is done"),
}


def criteria_shown(searches: Sequence[SavedSearch]) -> list[list[tuple[str, str]]]:
    """The criteria of each search with their labels. At most one query."""
    found = [current_form(search) for search in searches]
    skills = _skill_names(one for criteria in found for one in criteria.get(SKILL, ()))
    return [
        _with_labels(FORMS[search.kind].base_fields, criteria, skills)
        for search, criteria in zip(searches, found, strict=True)
    ]


def _with_labels(
    fields: Mapping[str, Field], criteria: Mapping[str, Any], skills: Mapping[str, str]
) -> list[tuple[str, str]]:
    return [
        (str(LABELS.get(name) or fields[name].label), _shown(fields[name], criteria[name], skills))
        for name in sorted(criteria.keys() & fields.keys(), key=_telling_first)
    ]


def name_of(kind: str, criteria: Mapping[str, Any]) -> str:
    """What a search is called until its owner says otherwise."""
    fields = FORMS[kind].base_fields
    skills = _skill_names(criteria.get(SKILL, ()))
    names = sorted(criteria.keys() - {ORDERING}, key=_telling_first)
    words = [_shown(fields[name], criteria[name], skills) for name in names]
    return " ".join(", ".join(words).split())[:MAX_NAME]


def _telling_first(name: str) -> tuple[bool, bool, str]:
    """The text comes first, the order last."""
    return name != TEXT, name == ORDERING, name


def _shown(field: Field, value: Any, skills: Mapping[str, str]) -> str:
    if isinstance(value, list):
        labels = {**dict(getattr(field, "choices", ())), **skills}
        return ", ".join(str(labels.get(one, one)) for one in value)
    if isinstance(field.widget, AskedSelect):
        return field.widget.shown(str(value))
    return str(value)


def _skill_names(asked: Iterable[str]) -> dict[str, str]:
    """What skills are called that were asked for by any of their names."""
    meant = skills_called(asked, SkillAlias.objects.all())
    return {name: skill.name if skill else name for name, skill in meant.items()}
