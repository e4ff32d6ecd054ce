"""The record of every move of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.blocks import not_blocked_by
from projects.models.project import Project
from projects.models.proposal import Proposal, ProposalStatus

if TYPE_CHECKING:
    from accounts.models import User


class TransitionQuerySet(models.QuerySet["Transition"]):
    def known_to(self, user: User) -> TransitionQuerySet:
        """What a party of the project may know: others' proposals are the client's, but those of
        people whom the client blocked. So is what happened before an acceptance was undone: it was
        between the client and somebody else.
        """
        accepted = Q(proposal__status=ProposalStatus.ACCEPTED)
        undone = Transition.objects.filter(
            project=OuterRef("project"), action="undo", pk__gte=OuterRef("pk")
        )
        is_own = Q(proposal=None) & ~Exists(undone)
        return self.filter(
            Q(project__client=user) | Q(proposal__freelancer=user) | is_own,
            not_blocked_by(user, "proposal__freelancer") | accepted,
        )


class Transition(models.Model):
    """That a project, or one proposal to it, went from one state to another: the record."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="transitions")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, null=True, blank=True, related_name="transitions"
    )
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=11, blank=True, help_text=_("Empty: it was made."))
    to_status = models.CharField(max_length=11)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: time did it."),
    )
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.from_status} to {self.to_status}"
