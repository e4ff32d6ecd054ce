"""Which projects somebody sees, and which fit what they look for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Prefetch, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from accounts.blocks import not_between, not_blocking, unseen_by
from foundation.located import is_within
from foundation.moderated import ModerationState
from foundation.money import PARTS, StoredAmount
from foundation.text_queries import for_websearch
from profiles.models import Workplace
from profiles.showing import has_page
from projects.models.project_skill import ProjectSkill, needs
from projects.models.status import ANSWERABLE, POSTED, ProjectStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from profiles.models import Profile
    from profiles.search.nearby import Near
    from projects.models.project import Project


def _reaches(lowest: Decimal | None) -> Q:
    if lowest is None:
        return Q()
    most = Coalesce("budget_max", "budget_min", Value(lowest), output_field=StoredAmount())
    return Q(GreaterThanOrEqual(most, lowest))


def _starts_below(highest: Decimal | None) -> Q:
    if highest is None:
        return Q()
    least = Coalesce("budget_min", Value(Decimal(0)), output_field=StoredAmount())
    return Q(LessThanOrEqual(least, highest))


def _in_one_of(budgets: Mapping[str, tuple[int | None, int | None]]) -> Q:
    """Budgets within what each may be in its currency, and none."""
    fitting = Q(budget_min=None, budget_max=None)
    for currency, bounds in budgets.items():
        lowest, highest = (None if parts is None else Decimal(parts) / PARTS for parts in bounds)
        fitting |= Q(currency=currency) & _reaches(lowest) & _starts_below(highest)
    return fitting


class ProjectQuerySet(models.QuerySet["Project"]):
    def posted(self) -> ProjectQuerySet:
        """Those that are open to everybody who is logged in, of clients in good standing."""
        return self.filter(POSTED)

    def posted_to(self, user: User) -> ProjectQuerySet:
        """The posted ones, but of clients who blocked the user, or whom the user blocked."""
        return self.posted().filter(not_between(user, "client"))

    def kept_from(self, user: User) -> list[UUID]:
        """The posted ones that are not `posted_to` the user, for what asks no database, such as an
        index. One query by indexes alone.
        """
        clients = unseen_by(user)
        if not clients:
            return []
        return list(self.posted().filter(client__in=clients).values_list("pk", flat=True))

    def open_to(self, user: User) -> ProjectQuerySet:
        """Those that are `posted_to` the user, and the private ones to which the user is invited:
        what they may propose for.
        """
        return self.filter(self._answerable_by(user), not_between(user, "client"))

    def _answerable_by(self, user: User) -> Q:
        # By the relation: the model itself is made of projects.
        invitations = self.model.invitations.rel.related_model._default_manager  # type: ignore[attr-defined]
        own = invitations.filter(freelancer=user, expired_at=None)
        return ANSWERABLE & (Q(is_private=False) | Q(pk__in=own.values("project")))

    def visible_to(self, user: User) -> ProjectQuerySet:
        """Those that are `open_to` the user, those in which the user is a party, and those for an
        opening of which the user works at present.
        """
        return self._shown_to(user, not_between(user, "client"))

    def reportable_by(self, user: User) -> ProjectQuerySet:
        """Those that the user may see, and those of clients whom the user blocked: that takes no
        report away.
        """
        return self._shown_to(user, not_blocking(user, "client"))

    def _shown_to(self, user: User, condition: Q) -> ProjectQuerySet:
        running = self.model._default_manager.filter(
            freelancer=user, posting__isnull=False, status=ProjectStatus.IN_PROGRESS
        )
        may_answer = self._answerable_by(user) | Q(pk__in=running.values("posting"))
        return self.filter(Q(client=user) | Q(freelancer=user) | may_answer & condition)

    def of(self, user: User, side: str = "") -> ProjectQuerySet:
        """Those in which the user is a party, or one side of it."""
        sides = {"client": Q(client=user), "freelancer": Q(freelancer=user)}
        return self.filter(sides[side] if side else Q(client=user) | Q(freelancer=user))

    def with_openings(self, pk: UUID) -> ProjectQuerySet:
        """A project, and the work on its openings."""
        return self.filter(Q(pk=pk) | Q(posting=pk))

    def filling(self, posting: Project | UUID) -> ProjectQuerySet:
        """The work that fills openings of a posting, the first first."""
        return self.filter(posting=posting, freelancer__isnull=False).order_by("id")

    def history_of(self, profile: Profile) -> ProjectQuerySet:
        """What a freelancer completed, as far as no decision hides it."""
        return self.filter(
            freelancer=profile.pk,
            status=ProjectStatus.COMPLETED,
            standing=ModerationState.VISIBLE,
        )

    def matching(
        self,
        *,
        q: str | None = None,
        skill_ids: Sequence[int] = (),
        budget_min: Decimal | None = None,
        budget_max: Decimal | None = None,
        currency: str | None = None,
        country: str | None = None,
        budgets: Mapping[str, tuple[int | None, int | None]] | None = None,
        workplace: str | None = None,
        near: Near | None = None,
    ) -> ProjectQuerySet:
        """Those that fit what a freelancer looks for. A project without a budget fits any; one
        without a country is done from anywhere. With `budgets`, what each may be in several
        currencies counts (`Criteria.budgets`).
        """
        found = self
        if q:
            asked = SearchQuery(for_websearch(q), config="simple", search_type="websearch")
            found = found.filter(search=asked)
        for skill_id in skill_ids:
            found = found.filter(needs(skill_id))
        if budgets is not None:
            found = found.filter(_in_one_of(budgets))
        else:
            found = found.filter(_reaches(budget_min), _starts_below(budget_max))
        if currency:
            found = found.filter(Q(currency=currency) | Q(currency=""))
        if country:
            found = found.filter(country__in=("", country))
        if workplace:
            found = found.filter(workplace=workplace)
        if near:
            is_there = is_within(near.point, near.within_km)
            found = found.filter(is_there, workplace=Workplace.ON_SITE)
        return found

    def with_skills(self) -> ProjectQuerySet:
        """With the skills that they need: one query."""
        found = ProjectSkill.objects.select_related("skill", "skill__merged_into").order_by("id")
        return self.prefetch_related(Prefetch("needs", found))

    def with_client(self, viewer: User | None) -> ProjectQuerySet:
        """With the client, and whether this viewer may know who that is."""
        known = self.annotate(client_has_page=has_page(viewer, "client"))
        return known.select_related("client__profile")

    def with_cards(self, viewer: User) -> ProjectQuerySet:
        """With all that this viewer is shown of them: two queries."""
        known = self.annotate(freelancer_has_page=has_page(viewer, "freelancer"))
        return known.select_related("freelancer__profile").with_client(viewer).with_skills()
