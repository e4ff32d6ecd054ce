"""What a client and a freelancer agreed on: frozen when a proposal is accepted, and in versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from foundation.money import StoredAmount
from profiles.showing import has_page
from projects.models.project import Project
from projects.models.proposal import MAX_INCLUDED, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from profiles.models import Skill
    from projects.models.project_queries import ProjectQuerySet

MAX_LOCATION = 200
# Erasing an account takes words out; nothing else ever changes, whoever tries.
NEVER_CHANGED = pgtrigger.Trigger(
    name="agreement_version_is_never_changed",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'DELETE'
            OR (NEW.id, NEW.agreement_id, NEW.number, NEW.price, NEW.price_is_hourly, NEW.currency,
                NEW.starts_on, NEW.ends_on, NEW.country, NEW.project_version, NEW.accepted_at,
                NEW.accepted_by_id)
            IS DISTINCT FROM
               (OLD.id, OLD.agreement_id, OLD.number, OLD.price, OLD.price_is_hourly, OLD.currency,
                OLD.starts_on, OLD.ends_on, OLD.country, OLD.project_version, OLD.accepted_at,
                OLD.accepted_by_id)
            OR NEW.title NOT IN (OLD.title, '')
            OR NEW.description NOT IN (OLD.description, '')
            OR NEW.skills NOT IN (OLD.skills, '[]')
            OR NEW.included NOT IN (OLD.included, '')
            OR NEW.steps NOT IN (OLD.steps, '[]')
            OR NEW.location NOT IN (OLD.location, '')
            OR NEW.client_name NOT IN (OLD.client_name, '')
            OR NEW.client_organisation NOT IN (OLD.client_organisation, '')
            OR NEW.freelancer_name NOT IN (OLD.freelancer_name, '')
        THEN
            RAISE EXCEPTION 'versions of agreements are never changed'
            USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'agreement_version_is_never_changed';
        END IF;
        RETURN NEW;
    """,
)


class AgreedSkill(TypedDict):
    """A skill as it was called when it was agreed on."""

    slug: str
    name: str


def as_agreed(skills: Iterable[Skill]) -> list[AgreedSkill]:
    """These skills as an agreement keeps them, whatever becomes of the vocabulary."""
    return [{"slug": skill.slug, "name": skill.name} for skill in skills]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def live(self) -> AgreementQuerySet:
        """Those that stand: both sides undid the others."""
        return self.filter(undone_at=None)

    def of(self, user: User) -> AgreementQuerySet:
        """Those of which a user is a party."""
        return self.filter(Q(client=user) | Q(freelancer=user))

    def with_versions(self) -> AgreementQuerySet:
        """With their versions, the first one first: one query."""
        return self.prefetch_related(
            Prefetch("versions", AgreementVersion.objects.order_by("number"))
        )

    def with_parties(self, viewer: User) -> AgreementQuerySet:
        """With all that this viewer, a party, is shown of them: two queries."""
        known = self.select_related("client__profile", "freelancer__profile", "project").annotate(
            client_has_page=has_page(viewer, "client"),
            freelancer_has_page=has_page(viewer, "freelancer"),
        )
        return known.with_versions()


class Agreement(models.Model):
    """That a client and a freelancer agreed on work. What they agreed on is its last version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="agreements")
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    undone_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When both took it back, as if it had never been.")
    )

    objects = AgreementQuerySet.as_manager()

    # As `with_parties` reads them, of its viewer.
    client_has_page: bool
    freelancer_has_page: bool

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(undone_at__isnull=True),
                name="agreement_one_live_for_each_project",
            ),
            models.CheckConstraint(
                condition=~Q(freelancer=F("client")), name="agreement_has_two_parties"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-id"], name="agreement_of_client"),
            models.Index(fields=["freelancer", "-id"], name="agreement_of_freelancer"),
        ]

    def __str__(self) -> str:
        return f"{self.project} ({self.client}, {self.freelancer})"

    @property
    def current(self) -> AgreementVersion:
        """What holds now. Of `with_versions` without a query."""
        return list(self.versions.all())[-1]


def agreement_of(project: Project) -> Agreement | None:
    """The agreement of a project, if there is one, with its versions."""
    return Agreement.objects.live().with_versions().filter(project=project).first()


def with_agreed(projects: ProjectQuerySet) -> ProjectQuerySet:
    """These projects with `agreed_title` and `agreed_skills`, as they hold; None where nothing was
    frozen.
    """
    versions = AgreementVersion.objects.filter(
        agreement__project=OuterRef("pk"), agreement__undone_at=None
    )
    last = versions.order_by("-number")
    return projects.annotate(
        agreed_title=Subquery(last.values("title")[:1]),
        agreed_skills=Subquery(last.values("skills")[:1]),
    )


def public_title(project: Project) -> str:
    """What a completed project of `with_agreed` is called in public: as it was agreed, or that it
    was private.
    """
    if project.is_private:
        return gettext("A private project")
    return project.agreed_title or project.shown_title  # type: ignore[attr-defined]


class AgreementVersion(models.Model):
    """What both sides accepted, in full: nothing of it changes afterwards. Another version follows
    when both accept a change. Only erasing an account takes words out of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField(help_text=_("From 1, without a gap."))
    title = models.CharField(max_length=120)
    description = models.TextField(max_length=5000)
    skills = models.JSONField(default=list, help_text=_("As they were called."))
    price = StoredAmount(null=True, blank=True)
    price_is_hourly = models.BooleanField(default=False, help_text=_("Else: for the whole."))
    currency = models.CharField(max_length=3, blank=True, help_text=_("ISO 4217"))
    included = models.TextField(max_length=MAX_INCLUDED, blank=True)
    steps = models.JSONField(default=list, help_text=_("In which it is delivered, if in any."))
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text=_("Empty: anywhere."))
    location = models.CharField(max_length=MAX_LOCATION, blank=True)
    client_name = models.CharField(max_length=201, blank=True, help_text=_("As it was then."))
    client_organisation = models.CharField(max_length=150, blank=True)
    freelancer_name = models.CharField(max_length=201, blank=True, help_text=_("As it was then."))
    project_version = models.PositiveIntegerField(
        help_text=_("Which version of the project's text the agreement was made on.")
    )
    accepted_at = models.DateTimeField(db_default=Now(), editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        help_text=_("Whoever accepted last."),
    )

    class Meta:
        ordering = ("number",)
        triggers = (NEVER_CHANGED,)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="agreement_version_once_for_each_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="agreement_version_counts_from_1"
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0, currency__regex="^[A-Z]{3}$"),
                name="agreement_version_price_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="agreement_version_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Version %(number)d") % {"number": self.number}

    @property
    def shown_title(self) -> str:
        """What the work is called, or that it was a former member's, who took the words along."""
        return self.title or gettext("A former member's project")
