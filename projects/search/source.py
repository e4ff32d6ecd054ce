"""What the engine is told of each open project: the words that it shows, the occupations that its
title means, what it is filtered by, and when it was opened.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django_countries import countries

from foundation.grid import NOWHERE
from foundation.money import in_parts
from profiles.models import SkillAlias, Workplace
from profiles.search.nearby import CELL, COLUMN, numbers_of
from profiles.search.occupations import Finder
from profiles.search.reading import normaliser
from profiles.search.source import occupation_tags
from profiles.search.tags import Kind, country_tag, currency_tag, workplace_tag
from projects.models import Project
from projects.search.noting import TOPIC
from search.entries import MAX_NUMBER, Declaration, Entry
from search.words import with_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from search.entries import Wanted
    from search.words import Word

BATCH = 1000
WORDS, TITLE, OTHERS = "words", "title", "others"
"""All that a project says; its title, once more; what the skills it needs are called besides."""

OPENED, BUDGET_LEAST, BUDGET_MOST = "opened", "budget_least", "budget_most"
CHANGED = "changed"
"""When it was opened, or said something else."""

PROJECTS = Declaration(
    TOPIC,
    texts=(WORDS, TITLE, OTHERS),
    numbers=(OPENED, BUDGET_LEAST, BUDGET_MOST, CHANGED, CELL, COLUMN),
)
# Behind the last code of two letters, and of three.
ANYWHERE = Kind.COUNTRY.tag(26**2)
ANY_CURRENCY = Kind.CURRENCY.tag(26**3)
NO_BUDGET = Kind.CURRENCY.tag(26**3 + 1)


class ProjectSource:
    """The open projects that everybody who is logged in may see."""

    declaration = PROJECTS
    topic = TOPIC

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        finder = Finder.when_made()
        projects = [*Project.objects.posted().filter(pk__in=list(row_ids)).with_skills()]
        other_names = _other_names(projects)
        return [_entry(finder, project, other_names) for project in projects]

    def batches(self) -> Iterator[list[UUID]]:
        after = None
        while True:
            found = Project.objects.posted().order_by("pk")
            found = found.filter(pk__gt=after) if after else found
            ids = list(found.values_list("pk", flat=True)[:BATCH])
            if not ids:
                return
            yield ids
            after = ids[-1]


def _other_names(projects: Sequence[Project]) -> Mapping[int, list[str]]:
    """All names of the skills that these projects need."""
    skills = {skill.pk for project in projects for skill in project.needed_skills()}
    found = defaultdict(list)
    names = SkillAlias.objects.filter(skill__in=skills).order_by("key")
    for skill_id, name in names.values_list("skill_id", "name"):
        found[skill_id].append(name)
    return found


def _entry(finder: Finder, project: Project, other_names: Mapping[int, list[str]]) -> Entry:
    skills = project.needed_skills()
    others = [name for skill in skills for name in other_names[skill.pk] if name != skill.name]
    return Entry(
        project.pk,
        texts={
            WORDS: _words(*_shown(project)),
            TITLE: _words(project.title),
            OTHERS: _words(*others),
        },
        tags={
            *(Kind.SKILL.tag(skill.pk) for skill in skills),
            country_tag(project.country) if project.country else ANYWHERE,
            currency_tag(project.currency) if project.currency else ANY_CURRENCY,
            *_without_budget(project),
            *([workplace_tag(project.workplace)] if project.workplace else ()),
            *occupation_tags(finder, project.title),
        },
        numbers=_numbers(project),
    )


def _shown(project: Project) -> tuple[str, ...]:
    names = (skill.name for skill in project.needed_skills())
    places = (project.city, country_names(project.country))
    return project.title, project.description, *places, *names


def words_written(project: Project, wanted: Iterable[Wanted]) -> list[str]:
    """Which of these words a project of `with_skills` shows, as it writes them."""
    written: dict[str, str] = {}
    for word in _words(*_shown(project)):
        for form in word.forms:
            written.setdefault(form, word.forms[0])
    found = (written[form] for word in wanted for form in word.forms if form in written)
    return [*dict.fromkeys(found)]


def _without_budget(project: Project) -> list[int]:
    has_budget = project.budget_min is not None or project.budget_max is not None
    return [] if has_budget else [NO_BUDGET]


def _numbers(project: Project) -> dict[str, int]:
    """A project without a budget fits any."""
    least, most = project.budget_min, project.budget_max
    most = least if most is None else most
    return {
        OPENED: microseconds(project.opened_at),
        CHANGED: max(microseconds(project.opened_at), microseconds(project.updated_at)),
        BUDGET_LEAST: 0 if least is None else in_parts(least),
        BUDGET_MOST: MAX_NUMBER if most is None else in_parts(most),
        **dict(zip((CELL, COLUMN), numbers_of(cell_of(project)), strict=True)),
    }


def cell_of(project: Project) -> int:
    """Of the place where it is done: what is done remotely is near nowhere."""
    point = project.point
    return point.cell if point and project.workplace == Workplace.ON_SITE else NOWHERE


def microseconds(moment: datetime | None) -> int:
    """A moment as a whole number."""
    return round(moment.timestamp() * 1_000_000) if moment else 0


@cache
def country_names(code: str) -> str:
    """What a country is called in the product's languages; nothing for no country."""
    if not code:
        return ""
    names = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.append(str(countries.name(code)))
    return " ".join(dict.fromkeys(names))


def _words(*parts: str) -> list[Word]:
    return with_stems(normaliser().words("\n".join(parts)))
