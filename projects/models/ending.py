"""Who ended work before it was done, who caused that, and against whom it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.project import Project
from projects.models.transition import Transition

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


class Side(models.TextChoices):
    """A party of a project."""

    CLIENT = "client", _("The client")
    FREELANCER = "freelancer", _("The freelancer")


class EndRuling(models.TextChoices):
    """What a moderator decided of the word that the other side caused an end."""

    UPHELD = "upheld", _("The other side caused it")
    DISMISSED = "dismissed", _("Whoever ended it caused it")


def charged_side(*, ended_by: str, caused_by: str, is_agreed: bool, ruling: str) -> str:
    """Against whom an end counts: the one rule.

    Whoever says nothing else caused it. That the other side caused it counts once that side agrees,
    or a moderator decides so; until then, as an end by consent, it counts against nobody.
    """
    if caused_by in ("", ended_by):
        return caused_by
    if ruling == EndRuling.DISMISSED:
        return ended_by
    return caused_by if is_agreed or ruling == EndRuling.UPHELD else ""


class EndingQuerySet(models.QuerySet["Ending"]):
    def charged_to(self, user: User) -> EndingQuerySet:
        """Those that count against a user."""
        return self.filter(
            Q(project__client=user, charged_to=Side.CLIENT)
            | Q(project__freelancer=user, charged_to=Side.FREELANCER)
        )

    def of(self, user: User) -> EndingQuerySet:
        """Those of projects of which a user is a party."""
        return self.filter(Q(project__client=user) | Q(project__freelancer=user))

    def blaming_the_other(self) -> EndingQuerySet:
        """Those of which whoever ended said that the other side caused them."""
        return self.exclude(caused_by="").exclude(caused_by=F("ended_by"))


class Ending(models.Model):
    """How work ended before it was done. Its reason is that of the move. `charged_to` is what
    `charged_side` says of the rest.
    """

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="ending")
    transition = models.OneToOneField(Transition, models.CASCADE, related_name="+")
    ended_by = models.CharField(
        max_length=10, choices=Side, blank=True, help_text=_("Empty: both, by consent.")
    )
    caused_by = models.CharField(
        max_length=10,
        choices=Side,
        blank=True,
        help_text=_("As whoever ended it says. Empty: nobody."),
    )
    agreed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the other side agreed that they caused it.")
    )
    ruling = models.CharField(
        max_length=9, choices=EndRuling, blank=True, help_text=_("Of a moderator.")
    )
    charged_to = models.CharField(
        max_length=10, choices=Side, blank=True, help_text=_("Empty: it counts against nobody.")
    )

    objects = EndingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ended_by__in=["", *Side.values],
                    caused_by__in=["", *Side.values],
                    charged_to__in=["", *Side.values],
                ),
                name="ending_sides_are_known",
            ),
            models.CheckConstraint(
                condition=Q(ruling__in=["", *EndRuling.values]), name="ending_ruling_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(ended_by="") | Q(caused_by=""),
                name="ending_by_consent_blames_nobody",
            ),
            models.CheckConstraint(
                condition=Q(charged_to="")
                | ~Q(caused_by="")
                & (
                    Q(charged_to=F("ended_by"), ruling=EndRuling.DISMISSED)
                    | Q(charged_to=F("ended_by"), caused_by=F("ended_by"))
                    | Q(charged_to=F("caused_by"), agreed_at__isnull=False)
                    | Q(charged_to=F("caused_by"), ruling=EndRuling.UPHELD)
                ),
                name="ending_counts_against_who_caused_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.charged_to or _('nobody')}"

    @property
    def blames_the_other(self) -> bool:
        """Whether whoever ended it said that the other side caused it."""
        return self.caused_by not in ("", self.ended_by)

    @property
    def is_contested(self) -> bool:
        """Whether it counts against nobody as long as the other side does not agree."""
        return self.blames_the_other and not self.charged_to

    def person(self, side: str) -> UUID | None:
        """Who was on a side. Of one with its project."""
        project = self.project
        return project.client_id if side == Side.CLIENT else project.freelancer_id
