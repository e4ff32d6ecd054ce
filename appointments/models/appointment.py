"""When the two people of a project meet, and how far they are with agreeing on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Prefetch, Q, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from profiles.showing import has_page, is_among
from projects.joined import in_touch, joined
from projects.knowing import is_known
from projects.models import Project, Side

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from appointments.models.move import AppointmentMove


class AppointmentStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


LIVE = (AppointmentStatus.PROPOSED, AppointmentStatus.CONFIRMED)


def coming() -> Q:
    """What is still to come: a confirmed time that is not over, or one that can be confirmed."""
    return Q(status__in=LIVE) & (Q(ends_at__gt=Now()) | Q(open_until__gt=Now()))


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def of(self, user: User) -> AppointmentQuerySet:
        """Those in which the user is one of the two."""
        return self.filter(Q(client=user) | Q(freelancer=user))

    def coming(self) -> AppointmentQuerySet:
        """Those that are still to come, or still to be agreed on."""
        return self.filter(coming())

    def confirmed(self) -> AppointmentQuerySet:
        """Those with a time that both agreed on."""
        return self.filter(status=AppointmentStatus.CONFIRMED)

    def joined(self) -> AppointmentQuerySet:
        """Those whose two sides have something to do with each other now."""
        return self.filter(joined())

    def with_cards(self, viewer: User) -> AppointmentQuerySet:
        """With all that one of the two is shown of them: both people and the project, and which of
        these the viewer can open, what was proposed, agreed and done last, and who did not come.
        """
        people = self.select_related("project", "client__profile", "freelancer__profile")
        moves = Appointment.moves.rel.related_model.objects  # type: ignore[attr-defined]
        shown = moves.filter(
            Q(position=F("appointment__waiting"))
            | Q(position=F("appointment__agreed"))
            | Q(position=F("appointment__last_position"))
        ).prefetch_related("times")
        return people.annotate(
            is_in_touch=Case(When(in_touch(), then=True), default=False),
            client_has_page=has_page(viewer, "client"),
            client_is_known=is_known(viewer, "client"),
            freelancer_has_page=has_page(viewer, "freelancer"),
            freelancer_is_known=is_known(viewer, "freelancer"),
            project_is_visible=is_among(Project.objects.visible_to(viewer), "project"),
        ).prefetch_related(Prefetch("moves", queryset=shown, to_attr="shown_moves"), "absences")


class Appointment(models.Model):
    """One meeting. Of its moves, `waiting` is the number of the proposal that the other side has
    not answered, and `agreed` of the one of which a time was confirmed: moving an appointment is a
    new proposal, and until one of its times is confirmed the agreed one stays.

    `happens_at` is when it is or, before that is agreed, the first time that was proposed;
    `open_until` the last of those that wait. `sequence` counts what calendars have to learn.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="appointments", db_index=False
    )
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(
        max_length=9, choices=AppointmentStatus, default=AppointmentStatus.PROPOSED
    )
    last_position = models.PositiveIntegerField(default=1)
    waiting = models.PositiveIntegerField(null=True, blank=True)
    agreed = models.PositiveIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    happens_at = models.DateTimeField()
    open_until = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reminds_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-happens_at", "-id"], name="appointment_of_client"),
            models.Index(
                fields=["freelancer", "-happens_at", "-id"], name="appointment_of_freelancer"
            ),
            models.Index(fields=["project", "-happens_at", "-id"], name="appointment_of_project"),
            models.Index(
                fields=["reminds_at"],
                condition=Q(status="confirmed", reminds_at__isnull=False),
                name="appointment_to_remind_of",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=AppointmentStatus.values),
                name="appointment_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(client=F("freelancer")), name="appointment_has_two_parties"
            ),
            models.CheckConstraint(
                condition=Q(agreed=None, starts_at=None, ends_at=None)
                | Q(agreed__isnull=False, starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="appointment_agreed_on_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(waiting=None, open_until=None)
                | Q(waiting__isnull=False, open_until__isnull=False),
                name="appointment_waits_until_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", waiting__isnull=False, agreed=None)
                | Q(status="confirmed", agreed__isnull=False)
                | Q(status="declined", waiting=None, agreed=None)
                | Q(status="cancelled", waiting=None),
                name="appointment_status_fits_what_was_said",
            ),
            models.CheckConstraint(
                condition=Q(reminds_at=None) | Q(status="confirmed", reminds_at__lt=F("starts_at")),
                name="appointment_reminds_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.happens_at:%Y-%m-%d %H:%M}"

    def side_of(self, user: User) -> Side:
        """As whom one of the two acts."""
        return Side.CLIENT if user.pk == self.client_id else Side.FREELANCER

    def other_of(self, user: User) -> User:
        """Whom one of the two meets."""
        return self.freelancer if user.pk == self.client_id else self.client

    def person(self, side: str) -> User:
        """Who acts as this side."""
        return self.client if side == Side.CLIENT else self.freelancer

    @property
    def party_ids(self) -> tuple[UUID, UUID]:
        return self.client_id, self.freelancer_id

    @property
    def standing(self) -> AppointmentMove | None:
        """The proposal that waits, or else the one that was agreed. One query."""
        position = self.waiting or self.agreed
        return self.moves.get(position=position) if position else None

    def is_over(self, now: datetime) -> bool:
        """Whether nothing of it is still to come."""
        last = max(one for one in (self.ends_at, self.open_until, self.happens_at) if one)
        return last <= now
