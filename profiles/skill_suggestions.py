"""Skills that a text may ask for: to choose from, never added by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from foundation.skill_keys import skill_key
from profiles.models import Occupation, OccupationSkill, Skill, SkillStatus
from profiles.search.mentioned_skills import clearly_named
from profiles.search.occupations import SURE, Finder, telling_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_SUGGESTED = 12


class SuggestedSkill(NamedTuple):
    """A skill, and why it is suggested: the `text` names it, or it belongs to an `occupation`."""

    skill: Skill
    code: str
    detail: str


def suggested_skills(
    *, title: str, description: str = "", skills: Sequence[str] = ()
) -> list[SuggestedSkill]:
    """The skills of the vocabulary that a text names, then those of the occupation that it means,
    without those that were chosen. A constant number of queries.
    """
    chosen = {skill_key(name) for name in skills}
    found: dict[int, SuggestedSkill] = {}
    for one in (*_named(f"{title}\n{description}"), *_of_occupations(title, description)):
        if chosen.isdisjoint((skill_key(one.skill.name), skill_key(one.skill.slug))):
            found.setdefault(one.skill.pk, one)
    return [*found.values()][:MAX_SUGGESTED]


def _named(text: str) -> Iterator[SuggestedSkill]:
    for skill in clearly_named(text):
        yield SuggestedSkill(skill, "text", _("Your text names it."))


def _of_occupations(title: str, description: str) -> Iterator[SuggestedSkill]:
    meant = _meant(title, description)
    links = OccupationSkill.objects.filter(
        occupation__in=Occupation.objects.accepted().filter(pk__in=meant),
        skill__status=SkillStatus.ACCEPTED,
    ).select_related("occupation", "skill")
    for link in sorted(links, key=lambda link: (meant.index(link.occupation_id), link.pk)):
        detail = _("Usual in the occupation: %(name)s.") % {"name": link.occupation.name}
        yield SuggestedSkill(link.skill, "occupation", detail)


def _meant(title: str, description: str) -> list[int]:
    """The occupations that the title surely means and the description may mean, the likeliest
    first; where one of both tells nothing, what the other means. Some occupation is always the
    nearest: both have to agree.
    """
    finder = Finder.now()
    of_title = finder.of_query(telling_words(title))
    of_text = finder.of_query(telling_words(description))
    if not of_title or not of_text:
        found = of_title or of_text
        return [occupation for occupation, weight in found.items() if weight > SURE]
    return [one for one, weight in of_title.items() if weight > SURE and one in of_text]
