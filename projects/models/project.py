"""What a client needs done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from foundation.located import Located, on_the_grid
from foundation.moderated import Moderated, ModerationState, needs_decision
from foundation.money import StoredAmount
from foundation.row_history import tracked
from profiles.models import Skill, Workplace
from projects.models.project_queries import ProjectQuerySet
from projects.models.status import CLOSED, MAX_OPENINGS, WITH_FREELANCER, ProjectStatus

if TYPE_CHECKING:
    from uuid import UUID


@tracked(
    without=(
        *("updated_at", "search", "reminds_at", "expires_at", "version", "is_private"),
        *("geonames_id", "openings", "openings_taken", "posting"),
        *("posting_moderation", "standing"),
    )
)
class Project(Moderated, Located):
    """What a client needs done. With `delivered_at`, the freelancer says that it is done: it is
    completed at `completes_at` unless the client answers before, who is next reminded at
    `reminds_at`.

    One with a single opening becomes the work of whoever is chosen. One with several is a posting
    and no more: each agreement has work of its own, a project that names its `posting`
    (`projects.services.openings`).
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
    budget_min = StoredAmount(null=True, blank=True)
    budget_max = StoredAmount(null=True, blank=True)
    budget_is_hourly = models.BooleanField(default=False, help_text=_("Else: for the whole."))
    currency = models.CharField(max_length=3, blank=True, help_text=_("ISO 4217"))
    country = models.CharField(max_length=2, blank=True, help_text=_("Empty: anywhere."))
    workplace = models.CharField(
        max_length=7, choices=Workplace, blank=True, help_text=_("Where it is done, if it is said.")
    )
    city = models.CharField(max_length=100, blank=True, help_text=_("One that is known by name."))
    names_client = models.BooleanField(
        default=False, help_text=_("Whether the freelancer's public history names the client.")
    )
    is_private = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Only those whom the client invites see it."),
    )
    openings = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text=_("For how many people there is work.")
    )
    openings_taken = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    posting = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="works",
        db_index=False,
        help_text=_("The project with several openings of which this fills one."),
    )
    posting_moderation = models.CharField(
        max_length=7,
        choices=ModerationState,
        default=ModerationState.VISIBLE,
        db_default=ModerationState.VISIBLE,
        editable=False,
        help_text=_("What a decision did with its posting."),
    )
    standing = models.GeneratedField(
        expression=Case(
            When(Q(moderation="removed") | Q(posting_moderation="removed"), then=Value("removed")),
            When(Q(moderation="hidden") | Q(posting_moderation="hidden"), then=Value("hidden")),
            default=Value("visible"),
        ),
        output_field=models.CharField(max_length=7, choices=ModerationState),
        db_persist=True,
        help_text=_("What moderation did with it, or with its posting: the stricter of the two."),
    )
    # Of its terms, as those who propose answer them.
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    status = models.CharField(max_length=11, choices=ProjectStatus, default=ProjectStatus.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
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

    distance_km: int | None = None
    """About how far away it is, in a search near some place."""

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
                fields=["expires_at"],
                condition=Q(status="open"),
                name="project_expiring",
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
            models.Index(
                fields=["posting", "id"],
                condition=Q(posting__isnull=False),
                name="project_of_posting",
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
            on_the_grid("project"),
            models.CheckConstraint(
                condition=Q(workplace__in=["", *Workplace.values]),
                name="project_workplace_is_known",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | ~Q(country=""),
                name="project_point_has_a_country",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProjectStatus.values), name="project_status_is_known"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="project_version_from_1"),
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
                condition=~Q(status="open") | Q(expires_at__isnull=False),
                name="project_expires_while_open",
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
                condition=Q(openings__range=(1, MAX_OPENINGS)), name="project_openings_1_to_50"
            ),
            models.CheckConstraint(
                condition=Q(openings_taken=0)
                | Q(openings__gt=1, openings_taken__lt=F("openings"))
                | Q(openings__gt=1, openings_taken=F("openings"))
                & ~Q(status__in=("draft", "open", "expired")),
                name="project_open_while_an_opening_is_free",
            ),
            models.CheckConstraint(
                condition=~Q(status="filled") | Q(openings__gt=1, openings_taken=F("openings")),
                name="project_filled_once_all_openings_are_taken",
            ),
            models.CheckConstraint(
                condition=Q(openings=1) | Q(freelancer__isnull=True, posting__isnull=True),
                name="project_with_openings_is_a_posting",
            ),
            models.CheckConstraint(
                condition=Q(posting__isnull=True)
                | Q(status__in=(*WITH_FREELANCER, ProjectStatus.CANCELLED)),
                name="project_of_posting_is_work",
            ),
            models.CheckConstraint(
                condition=Q(posting_moderation__in=ModerationState.values)
                & (Q(posting__isnull=False) | Q(posting_moderation="visible")),
                name="project_posting_moderation_is_of_a_posting",
            ),
            models.UniqueConstraint(
                fields=["posting", "freelancer"],
                condition=Q(freelancer__isnull=False),
                name="project_one_opening_for_each_freelancer",
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

    @property
    def openings_left(self) -> int:
        """How many more people can be chosen."""
        is_over = self.freelancer_id or self.closed_at
        return 0 if is_over else self.openings - self.openings_taken

    @property
    def asked_about(self) -> list[UUID]:
        """The projects whose questions belong to it: itself, and its posting."""
        return [pk for pk in (self.pk, self.posting_id) if pk]

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

    def current_skills(self) -> list[Skill]:
        """The skills that it needs, asked for now; of merged ones, those that they were merged
        into, each once.
        """
        needs = self.needs.select_related("skill__merged_into").order_by("id")
        skills = [need.skill.merged_into or need.skill for need in needs]
        return list({skill.pk: skill for skill in skills}.values())

    def needed_skill_ids(self) -> list[int]:
        """The skills that it needs; of merged ones, those that they were merged into."""
        current = Coalesce(F("skill__merged_into_id"), F("skill_id"))
        return list(self.needs.annotate(current=current).values_list("current", flat=True))
