"""Proposals of freelancers, and invitations to make one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.blocks import not_blocked_by
from foundation.moderated import ModerationState
from foundation.money import StoredAmount
from profiles.showing import Seen, has_page, is_among
from projects.knowing import is_known
from projects.models.project import Project
from projects.models.status import ProjectStatus

if TYPE_CHECKING:
    from accounts.models import User


class ProposalStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MAX_INCLUDED = 2000
# How long an invitation has to be open before it counts as left unanswered.
TIME_TO_ANSWER = timedelta(hours=48)
# Those are no longer live, and another may follow.
OVER = (ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN)


class InvitationStatus(models.TextChoices):
    """What came of an invitation. Nothing stores it: it follows from what happened since."""

    WAITING = "waiting", _("Waiting")
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")


class OfferQuerySet(models.QuerySet):
    """Proposals or invitations."""

    def with_people(self, viewer: User) -> OfferQuerySet:
        """With their freelancer and project: all that is shown of them, and which of both this
        viewer can open. Whose offer is over is named to the other side as to anybody.
        """
        return self.select_related("freelancer__profile", "project").annotate(
            freelancer_has_page=has_page(viewer, "freelancer"),
            freelancer_is_known=is_known(viewer, "freelancer"),
            project_is_visible=is_among(Project.objects.visible_to(viewer), "project"),
        )

    def concerning(self, user: User) -> OfferQuerySet:
        """Those that a user made or got."""
        return self.filter(Q(freelancer=user) | Q(project__client=user))


class ProposalQuerySet(OfferQuerySet):
    def reaching(self, user: User) -> ProposalQuerySet:
        """Without those of people whom the user blocked, but what both agreed on. Only whoever
        blocks may see that something is gone.
        """
        accepted = Q(status=ProposalStatus.ACCEPTED)
        return self.filter(not_blocked_by(user, "freelancer") | accepted)

    def live_first(self) -> ProposalQuerySet:
        """Each with `is_over`, by which the live ones come first, whatever there is of others."""
        return self.annotate(is_over=Case(When(status__in=OVER, then=1), default=0))


class InvitationQuerySet(OfferQuerySet):
    def waiting(self) -> InvitationQuerySet:
        """Those that nobody answered and no block ended; to one of an open project an answer may
        come.
        """
        return self.filter(answered_at=None, expired_at=None)

    def offers_waiting(self) -> InvitationQuerySet:
        """Those of the `waiting` ones that are offers."""
        return self.waiting().filter(is_offer=True)

    def counting(self) -> InvitationQuerySet:
        """Those that count in how often their freelancer answers: the answered ones, and those
        that stayed open without an answer for `TIME_TO_ANSWER`.
        """
        return self.filter(Q(answered_at__isnull=False) | Q(is_counted=True))

    def to_be_counted(self) -> InvitationQuerySet:
        """Those that will count at a time, or should by now, unless they are answered."""
        return self.filter(counts_at__isnull=False, is_counted=False, answered_at=None)

    def no_longer_open(self) -> None:
        """Note that nobody can answer them any more: those whose time has not come never count."""
        self.to_be_counted().filter(counts_at__gt=Now()).update(counts_at=None)

    def reaching(self, user: User) -> InvitationQuerySet:
        """Without those of clients, or to freelancers, whom the user blocked. Only whoever blocks
        may see that something is gone.
        """
        return self.filter(
            not_blocked_by(user, "project__client"), not_blocked_by(user, "freelancer")
        )

    def with_people(self, viewer: User) -> InvitationQuerySet:
        """With what came of them, too."""
        known = super().with_people(viewer).select_related("freelancer__profile__details")
        return known.with_status(viewer)  # type: ignore[attr-defined]

    def with_status(self, viewer: User) -> InvitationQuerySet:
        """Each with its `status`: an answer is a proposal if one was made since; of an offer, that
        the two agreed. One that nobody answered expires with its project, when the viewer can open
        that no more, and by a block: that its client does not see, to whom it waits as long as the
        project is open.
        """
        same = {"project": OuterRef("project"), "freelancer": OuterRef("freelancer")}
        proposed = Proposal.objects.filter(**same, created_at__gte=OuterRef("created_at"))
        is_open = is_among(Project.objects.open_to(viewer), "project")
        own_is_open = Q(
            project__client=viewer,
            project__status=ProjectStatus.OPEN,
            project__moderation=ModerationState.VISIBLE,
        )
        is_agreed = Q(is_offer=True, project__freelancer=F("freelancer"))
        return self.annotate(
            status=Case(
                When(Exists(proposed), then=Value(InvitationStatus.PROPOSED)),
                When(is_agreed, answered_at__isnull=False, then=Value(InvitationStatus.ACCEPTED)),
                When(answered_at__isnull=False, then=Value(InvitationStatus.DECLINED)),
                When(
                    expired_at__isnull=False,
                    freelancer=viewer,
                    then=Value(InvitationStatus.EXPIRED),
                ),
                When(own_is_open, then=Value(InvitationStatus.WAITING)),
                When(is_open, then=Value(InvitationStatus.WAITING)),
                default=Value(InvitationStatus.EXPIRED),
            )
        )


class Offer(models.Model):
    """What proposals and invitations have in common: who would do the project."""

    freelancer: models.ForeignKey[User, User]
    # As `with_people` reads them, of its viewer.
    freelancer_has_page: bool
    freelancer_is_known: bool
    project_is_visible: bool

    class Meta:
        abstract = True

    @property
    def freelancer_seen(self) -> Seen:
        """Who it is, as the viewer sees them."""
        return Seen(self.freelancer, self.freelancer_has_page, self.freelancer_is_known)


class Proposal(Offer):
    """A freelancer's offer to do a project, as that reads in `project_version`. The terms never
    change: another price is another proposal. One that was declined or withdrawn is no longer live,
    and may be followed by another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="proposals")
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", db_index=False
    )
    cover_note = models.TextField(max_length=4000)
    rate = StoredAmount(null=True, blank=True)
    rate_is_hourly = models.BooleanField(
        default=False, db_default=False, help_text=_("Else: for the whole.")
    )
    currency = models.CharField(max_length=3, blank=True, help_text=_("ISO 4217"))
    starts_on = models.DateField(null=True, blank=True)
    included = models.TextField(max_length=MAX_INCLUDED, blank=True, default="", db_default="")
    # As `AgreedStep` has them.
    steps = models.JSONField(default=list, blank=True)
    project_version = models.PositiveIntegerField(
        default=1, db_default=1, help_text=_("Which version of the project it answers.")
    )
    status = models.CharField(
        max_length=9, choices=ProposalStatus, default=ProposalStatus.SUBMITTED
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "freelancer"],
                condition=Q(status__in=("submitted", "accepted")),
                name="proposal_one_live_for_each_freelancer",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(status="accepted"),
                name="proposal_one_accepted_for_each_project",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values), name="proposal_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", decided_at__isnull=True)
                | ~Q(status="submitted") & Q(decided_at__isnull=False),
                name="proposal_decided_at_says_when",
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gte=0, currency__regex="^[A-Z]{3}$"),
                name="proposal_rate_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(project_version__gte=1), name="proposal_project_version_from_1"
            ),
        ]
        indexes = [models.Index(fields=["freelancer", "-id"], name="proposal_of_freelancer")]

    def __str__(self) -> str:
        return f"{self.freelancer_id} for {self.project_id}"

    @property
    def is_outdated(self) -> bool:
        """Whether the project changed since its author read it: it cannot be accepted then."""
        is_live = self.status == ProposalStatus.SUBMITTED
        return is_live and self.project_version < self.project.version


class Invitation(Offer):
    """A client asked a freelancer for a proposal, or made an offer: then these are the terms, which
    never change, and the freelancer accepts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations", db_index=False)
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations", db_index=False
    )
    message = models.TextField(max_length=1000, blank=True)
    is_offer = models.BooleanField(default=False, db_default=False)
    rate = StoredAmount(null=True, blank=True)
    rate_is_hourly = models.BooleanField(
        default=False, db_default=False, help_text=_("Else: for the whole.")
    )
    currency = models.CharField(
        max_length=3, blank=True, default="", db_default="", help_text=_("ISO 4217")
    )
    starts_on = models.DateField(null=True, blank=True)
    included = models.TextField(max_length=MAX_INCLUDED, blank=True, default="", db_default="")
    steps = models.JSONField(default=list, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the freelancer proposed or declined.")
    )
    # No staff may see this: it says that one of the two blocked the other.
    expired_at = models.DateTimeField(null=True, editable=False)
    # When it counts as left unanswered; none if its project is no longer open before.
    counts_at = models.DateTimeField(null=True, db_default=Now() + TIME_TO_ANSWER, editable=False)
    is_counted = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = InvitationQuerySet.as_manager()

    status: str  # as `with_status` reads it, of its viewer

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "freelancer"], name="invitation_once_for_each_freelancer"
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gte=0, currency__regex="^[A-Z]{3}$"),
                name="invitation_rate_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(is_counted=False) | Q(counts_at__isnull=False),
                name="invitation_counts_from_some_time_on",
            ),
        ]
        indexes = [
            models.Index(fields=["freelancer", "-id"], name="invitation_of_freelancer"),
            models.Index(
                fields=["counts_at"],
                condition=Q(counts_at__isnull=False, is_counted=False, answered_at__isnull=True),
                name="invitation_to_be_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freelancer_id} to {self.project_id}"
