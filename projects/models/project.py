"""Projects, what they need, and where they stand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Coalesce, Now
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.blocks import not_between, not_blocking, unseen_by
from accounts.models import Status
from foundation.moderated import Moderated, ModerationState, needs_decision
from foundation.row_history import tracked
from foundation.text_queries import for_websearch
from profiles.models import Skill
from profiles.showing import has_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import User
    from profiles.models import Profile


# How long a delivery waits for the client's answer until the project counts as completed.
ANSWER_TO_DELIVERY = timedelta(days=14)
# How long before that the client is reminded, the longest first.
REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))


class ProjectStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    ENDED_EARLY = "ended_early", _("Ended early")
    CANCELLED = "cancelled", _("Cancelled")


WITH_FREELANCER = (ProjectStatus.IN_PROGRESS, ProjectStatus.COMPLETED, ProjectStatus.ENDED_EARLY)
# Work was done, and whoever took part may review it.
REVIEWABLE = (ProjectStatus.COMPLETED, ProjectStatus.ENDED_EARLY)
CLOSED = (*REVIEWABLE, ProjectStatus.CANCELLED)
# Open, in sight, and the client's account is in use.
POSTED = Q(
    status=ProjectStatus.OPEN,
    moderation=ModerationState.VISIBLE,
    client__status__in=(Status.ACTIVE, Status.PENDING),
)


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

    def visible_to(self, user: User) -> ProjectQuerySet:
        """Those that are `posted_to` the user, and those in which the user is a party."""
        return self._shown_to(user, not_between(user, "client"))

    def reportable_by(self, user: User) -> ProjectQuerySet:
        """Those that the user may see, and those of clients whom the user blocked: that takes no
        report away.
        """
        return self._shown_to(user, not_blocking(user, "client"))

    def _shown_to(self, user: User, condition: Q) -> ProjectQuerySet:
        return self.filter(Q(client=user) | Q(freelancer=user) | (POSTED & condition))

    def of(self, user: User, side: str = "") -> ProjectQuerySet:
        """Those in which the user is a party, or one side of it."""
        sides = {"client": Q(client=user), "freelancer": Q(freelancer=user)}
        return self.filter(sides[side] if side else Q(client=user) | Q(freelancer=user))

    def history_of(self, profile: Profile) -> ProjectQuerySet:
        """What a freelancer completed, as far as no decision hides it."""
        return self.filter(
            freelancer=profile.pk,
            status=ProjectStatus.COMPLETED,
            moderation=ModerationState.VISIBLE,
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
    ) -> ProjectQuerySet:
        """Those that fit what a freelancer looks for. A project without a budget fits any; one
        without a country is done from anywhere.
        """
        found = self
        if q:
            asked = SearchQuery(for_websearch(q), config="simple", search_type="websearch")
            found = found.filter(search=asked)
        for skill_id in skill_ids:
            found = found.filter(_needs(skill_id))
        if budget_min is not None:
            most = Coalesce("budget_max", "budget_min", Value(budget_min))
            found = found.filter(GreaterThanOrEqual(most, budget_min))
        if budget_max is not None:
            least = Coalesce("budget_min", Value(Decimal(0)))
            found = found.filter(LessThanOrEqual(least, budget_max))
        if currency:
            found = found.filter(Q(currency=currency) | Q(currency=""))
        if country:
            found = found.filter(country__in=("", country))
        return found

    def with_skills(self) -> ProjectQuerySet:
        """With the skills that they need: one query."""
        needs = ProjectSkill.objects.select_related("skill", "skill__merged_into").order_by("id")
        return self.prefetch_related(Prefetch("needs", needs))

    def with_client(self, viewer: User | None) -> ProjectQuerySet:
        """With the client, and whether this viewer may know who that is."""
        known = self.annotate(client_has_page=has_page(viewer, "client"))
        return known.select_related("client__profile")

    def with_cards(self, viewer: User) -> ProjectQuerySet:
        """With all that this viewer is shown of them: two queries."""
        known = self.annotate(freelancer_has_page=has_page(viewer, "freelancer"))
        return known.select_related("freelancer__profile").with_client(viewer).with_skills()


def _needs(skill_id: int) -> Exists:
    """Whether a project needs a skill, or one that was merged into it."""
    meant = Skill.objects.filter(Q(pk=skill_id) | Q(merged_into=skill_id)).values("pk")
    return Exists(ProjectSkill.objects.filter(project=OuterRef("pk"), skill__in=meant))


@tracked(without=("updated_at", "search", "reminds_at"))
class Project(Moderated):
    """What a client needs done. With `delivered_at`, the freelancer says that it is done: it is
    completed at `completes_at` unless the client answers before, who is next reminded at
    `reminds_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posted_projects", db_index=False
    )
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="worked_projects",
        db_index=False,
    )
    title = models.CharField(max_length=120)
    description = models.TextField(max_length=5000)
    skills = models.ManyToManyField(Skill, through="ProjectSkill", related_name="projects")
    budget_min = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    budget_max = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    budget_is_hourly = models.BooleanField(default=False, help_text=_("Else: for the whole."))
    currency = models.CharField(max_length=3, blank=True, help_text=_("ISO 4217"))
    country = models.CharField(max_length=2, blank=True, help_text=_("Empty: anywhere."))
    names_client = models.BooleanField(
        default=False, help_text=_("Whether the freelancer's public history names the client.")
    )
    status = models.CharField(max_length=11, choices=ProjectStatus, default=ProjectStatus.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    completes_at = models.DateTimeField(null=True, blank=True)
    reminds_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="simple")
        + SearchVector("description", weight="B", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="project_text"),
            models.Index(
                F("opened_at").desc(),
                F("id").desc(),
                condition=Q(status="open"),
                name="project_open_newest_first",
            ),
            models.Index(
                fields=["completes_at"],
                condition=Q(status="in_progress", completes_at__isnull=False),
                name="project_due",
            ),
            models.Index(
                fields=["reminds_at"],
                condition=Q(status="in_progress", reminds_at__isnull=False),
                name="project_to_remind_of",
            ),
            models.Index(
                fields=["closed_at"],
                condition=Q(status__in=("completed", "ended_early")),
                name="project_reviewable",
            ),
            models.Index(fields=["client", "-id"], name="project_of_client"),
            models.Index(fields=["freelancer", "-id"], name="project_of_freelancer"),
            models.Index(
                fields=["freelancer", "-closed_at", "-id"],
                condition=Q(status__in=("completed", "ended_early")),
                name="project_history",
            ),
        ]
        constraints = [
            needs_decision("project"),
            models.CheckConstraint(
                condition=Q(status__in=ProjectStatus.values), name="project_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=WITH_FREELANCER)
                & Q(freelancer__isnull=False, started_at__isnull=False)
                | ~Q(status__in=WITH_FREELANCER)
                & Q(freelancer__isnull=True, started_at__isnull=True),
                name="project_has_freelancer_once_started",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | ~Q(status__in=CLOSED) & Q(closed_at__isnull=True),
                name="project_closed_at_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "cancelled")) | Q(opened_at__isnull=False),
                name="project_opened_at_says_when",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True, completes_at__isnull=True)
                | Q(
                    delivered_at__isnull=False,
                    completes_at__gt=F("delivered_at"),
                    started_at__isnull=False,
                ),
                name="project_delivery_completes_later",
            ),
            models.CheckConstraint(
                condition=Q(reminds_at__isnull=True)
                | Q(completes_at__isnull=False, reminds_at__lt=F("completes_at")),
                name="project_reminds_before_it_completes",
            ),
            models.CheckConstraint(
                condition=Q(freelancer__isnull=True) | ~Q(freelancer=F("client")),
                name="project_has_two_parties",
            ),
            models.CheckConstraint(
                condition=Q(budget_min__isnull=True) | Q(budget_min__gte=0),
                name="project_budget_min_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(budget_max__isnull=True) | Q(budget_max__gte=0),
                name="project_budget_max_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(budget_min__isnull=True)
                | Q(budget_max__isnull=True)
                | Q(budget_min__lte=F("budget_max")),
                name="project_budget_min_up_to_max",
            ),
            models.CheckConstraint(
                condition=Q(budget_min__isnull=True, budget_max__isnull=True)
                | Q(currency__regex="^[A-Z]{3}$"),
                name="project_budget_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """What it is called, or that it was a former member's, who took its words along."""
        return self.title or gettext("A former member's project")

    def needed_skills(self) -> list[Skill]:
        """The skills that it needs, of `with_skills`; in place of merged ones, those that they were
        merged into.
        """
        return [need.skill.merged_into or need.skill for need in self.needs.all()]

    @property
    def public_client_name(self) -> str | None:
        """What the freelancer's public history calls the client, if it may. Of `with_client`."""
        client = self.client
        if not (self.names_client and self.client_has_page):  # type: ignore[attr-defined]
            return None
        profile = getattr(client, "profile", None)
        return (profile and profile.organisation_name) or client.full_name or client.username

    def needed_skill_ids(self) -> list[int]:
        """The skills that it needs; of merged ones, those that they were merged into."""
        current = Coalesce(F("skill__merged_into_id"), F("skill_id"))
        return list(self.needs.annotate(current=current).values_list("current", flat=True))


class ProjectSkill(models.Model):
    """A skill that a project needs."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="needs", db_index=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "skill"], name="project_needs_skill_once")
        ]
        # The newest projects that need a skill: ids go by time.
        indexes = [models.Index(fields=["skill", "-project"], name="project_skill_newest_first")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.skill_id}"
