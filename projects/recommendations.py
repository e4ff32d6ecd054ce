"""Open projects for a freelancer, with the reasons, and the skills that they ask for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from django.db import connections, router
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import cursors
from profiles.candidates import rarities
from profiles.models import Occupation, Skill
from profiles.recommendations import Recommendation, recommended_skills
from profiles.search.occupations import SURE, Finder
from profiles.search.source import occupation_tags
from profiles.search.tags import Kind
from profiles.services.profile import own_profile
from projects.fitting import Fitting, Shared, Terms, fitting, reasons_of
from projects.models import Project, ProjectSkill
from projects.offers import offer_of
from projects.search.for_freelancers import FoundProject, OfferSearch
from projects.search.index import project_index
from projects.search.source import words_written
from search.entries import Hit
from search.errors import EngineFailed
from search.listing import KeyedList, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from foundation.cursors import ListRequest
    from profiles.models import Profile
    from projects.offers import Offer
    from search.listing import Row

logger = structlog.get_logger("guildhall.search")

MAX_SKILLS = 40  # the rarest of one's own, by which projects are looked for without an index
NEWEST_OF_EACH = 20
MAX_PROJECTS = 150  # of all of these, those that need most of them
MIN_ASKING = 2  # projects, for a skill to be recommended by them
MAX_TOLD = 5  # words that the reasons name
FIRST = 10  # projects, where no page is asked for
ORDER = ("recommended",)
SCORE_UNITS, ID_BITS = 10_000, 128

# Through the index on (skill, project): ids go by time.
NEWEST = """
    SELECT newest.project_id
    FROM unnest(%s::int[]) AS wanted (skill_id)
    CROSS JOIN LATERAL (
        SELECT need.project_id
        FROM projects_projectskill need
        JOIN projects_project project ON project.id = need.project_id
        WHERE need.skill_id = wanted.skill_id AND project.status = 'open'
          AND project.moderation = 'visible' AND NOT project.is_private
        ORDER BY need.project_id DESC
        LIMIT %s
    ) newest
    GROUP BY newest.project_id
    ORDER BY count(*) DESC, newest.project_id DESC
    LIMIT %s
"""


class FittingProject(NamedTuple):
    """An open project with all that is shown of it, how it fits, and why."""

    project: Project
    fit: Fitting
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Recommendations:
    """What a freelancer may want to learn and to do, the best first."""

    skills: list[Recommendation]
    projects: list[FittingProject] = field(default_factory=list)
    next: str | None = None
    previous: str | None = None


def recommendations_for(user: User) -> Recommendations:
    """The first open projects for a freelancer, and skills, each with its reasons. A constant
    number of queries.
    """
    profile = own_profile(user)
    chosen = ProjectsFor(user, offer_of(profile), timezone.now())
    page = page_of(KeyedList(chosen.keyed, chosen.read), None, FIRST, is_backwards=False)
    return Recommendations(_skills(profile, chosen), [row.shown for row in page.rows])


def page_for(user: User, request: ListRequest) -> Recommendations:
    """The page of open projects that the request asks for and, beside the first, skills, each with
    its reasons. A constant number of queries.

    Raises ValidationError for a cursor or page size that is not valid.
    """
    size, cursor = cursors.asked_for(request, ORDER)
    now = timezone.now()
    position, is_backwards, seconds = cursor or (None, False, now.timestamp())
    profile = own_profile(user)
    moment = datetime.fromtimestamp(seconds, UTC)
    chosen = ProjectsFor(user, offer_of(profile), moment)
    page = page_of(KeyedList(chosen.keyed, chosen.read), position, size, is_backwards=is_backwards)

    def link(row: Row[FittingProject], *, is_backwards: bool) -> str:
        return cursors.link(request, ORDER, (row.position, is_backwards, seconds))

    return Recommendations(
        skills=[] if cursor else _skills(profile, chosen),
        projects=[row.shown for row in page.rows],
        next=link(page.rows[-1], is_backwards=False) if page.has_next else None,
        previous=link(page.rows[0], is_backwards=True) if page.has_previous else None,
    )


class ProjectsFor:
    """The open projects that may suit a freelancer's offer, as new as they are at some moment: the
    pages of a list are of one.
    """

    def __init__(self, user: User, offer: Offer, now: datetime) -> None:
        self.user = user
        self.offer = offer
        self.now = now
        self.search: OfferSearch | None = None

    @cached_property
    def found(self) -> list[FoundProject]:
        """Those that the index finds; while there is none, those that need a skill."""
        index = project_index.index()
        if index is not None:
            try:
                self.search = OfferSearch(index, self.offer, Project.objects.kept_from(self.user))
                return self.search.found()
            except EngineFailed as error:
                self.search = None
                logger.error("search_engine_failed", error=str(error))
        return [FoundProject(pk, 0.0, is_of_trade=True) for pk in self._newest_needing_skills()]

    def _newest_needing_skills(self) -> list[UUID]:
        rare = rarities(self.offer.skills)
        rarest = sorted(rare, key=rare.__getitem__, reverse=True)[:MAX_SKILLS]
        with connections[router.db_for_read(Project)].cursor() as cursor:
            cursor.execute(NEWEST, [rarest, NEWEST_OF_EACH, MAX_PROJECTS])
            return [pk for (pk,) in cursor.fetchall()]

    @cached_property
    def needs(self) -> Mapping[UUID, list[int]]:
        """The skills that each of them needs; of merged ones, those that they were merged into."""
        current = Coalesce(F("skill__merged_into_id"), F("skill_id"))
        rows = ProjectSkill.objects.filter(project__in=[one.project_id for one in self.found])
        needs: dict[UUID, list[int]] = defaultdict(list)
        for project_id, skill_id in rows.order_by("pk").values_list("project_id", current):
            if skill_id not in needs[project_id]:
                needs[project_id].append(skill_id)
        return needs

    @cached_property
    def fits(self) -> list[Fitting]:
        """How well those fit that the user may see at this moment, and comes to if they are done at
        a place, the best first.
        """
        by_id = {one.project_id: one for one in self.found}
        posted = Project.objects.posted_to(self.user).filter(pk__in=[*by_id])
        rows = posted.values_list(*Terms._fields)
        terms = [Terms(*row) for row in rows]
        rare = rarities({skill for needs in self.needs.values() for skill in needs})
        fits = []
        for one in terms:
            needs = {skill: rare[skill] for skill in self.needs.get(one.pk, ())}
            fits.append(fitting(self.offer, by_id[one.pk], one, needs, self.now))
        reached = [fit for fit in fits if self.offer.whereabouts.reaches(fit.place)]
        return sorted(reached, key=_key, reverse=True)

    def keyed(self) -> list[tuple[int, Hit]]:
        return [(_key(fit), Hit(fit.terms.pk.int, fit.score)) for fit in self.fits]

    def read(self, ids: Sequence[UUID]) -> dict[UUID, FittingProject]:
        """Those that the user may see now, with the reasons."""
        projects = Project.objects.posted_to(self.user).with_cards(self.user).in_bulk(ids)
        fits = {fit.terms.pk: fit for fit in self.fits if fit.terms.pk in projects}
        shared = self._shared(projects)
        needed = {skill for fit in fits.values() for skill in fit.needs}
        names = dict(Skill.objects.filter(pk__in=needed).values_list("pk", "name"))
        return {
            pk: FittingProject(
                project, fit := fits[pk], reasons_of(self.offer, fit, shared[pk], names)
            )
            for pk, project in projects.items()
        }

    def _shared(self, projects: Mapping[UUID, Project]) -> dict[UUID, Shared]:
        """What the texts of these projects share with the offer."""
        if self.search is not None:
            try:
                return _shared(self.search, projects)
            except EngineFailed as error:
                logger.error("search_engine_failed", error=str(error))
        return dict.fromkeys(projects, Shared())


def _shared(search: OfferSearch, projects: Mapping[UUID, Project]) -> dict[UUID, Shared]:
    finder = Finder.now()
    sure = [one for one, weight in search.occupations.items() if weight > SURE]
    tags = {one: Kind.OCCUPATION.tag(one) for one in sure}
    meant = {
        pk: next((one for one, tag in tags.items() if tag in titled), 0)
        for pk, project in projects.items()
        for titled in [occupation_tags(finder, project.title)]
    }
    names = dict(Occupation.objects.filter(pk__in={*meant.values()}).values_list("pk", "name"))
    words = [*search.headline.words, *search.skill_words.words]
    return {
        pk: Shared(names.get(meant[pk], ""), words_written(project, words)[:MAX_TOLD])
        for pk, project in projects.items()
    }


def _key(fit: Fitting) -> int:
    """The score, and the id, so that no two are equal."""
    return (round(fit.score * SCORE_UNITS) << ID_BITS) | fit.terms.pk.int


def _skills(profile: Profile, chosen: ProjectsFor) -> list[Recommendation]:
    """Skills that freelancers alike have, and those that suitable projects ask for."""
    found = {one.skill.pk: one for one in recommended_skills(profile)}
    for skill, share, reason in skills_asked_for(chosen):
        known = found.get(skill.pk) or Recommendation(skill, 0.0)
        score = round(min(1.0, known.score + share / 2), 4)
        found[skill.pk] = Recommendation(skill, score, [*known.reasons, reason])
    return sorted(found.values(), key=lambda one: (-one.score, one.skill.name))


def skills_asked_for(
    chosen: ProjectsFor, *, most: int = 10
) -> list[tuple[Skill, float, dict[str, Any]]]:
    """The skills that several projects of the trade ask for and the freelancer lacks, with the
    share of projects and the reason.
    """
    of_trade = {one.project_id for one in chosen.found if one.is_of_trade}
    needs = [set(fit.needs) for fit in chosen.fits if fit.terms.pk in of_trade]
    asked = Counter(skill for wanted in needs for skill in wanted - chosen.offer.skills)
    common = [(pk, number) for pk, number in asked.most_common(most) if number >= MIN_ASKING]
    skills = Skill.objects.accepted().in_bulk([pk for pk, _number in common])
    return [
        (
            skills[pk],
            round(number / len(needs), 4),
            {
                "code": "asked_for",
                "detail": _("Required by %(number)d open projects that match your profile.")
                % {"number": number},
                "share": round(number / len(needs), 3),
            },
        )
        for pk, number in common
        if pk in skills
    ]
