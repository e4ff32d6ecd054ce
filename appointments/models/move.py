"""What each side said of an appointment, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from appointments.models.appointment import Appointment
from projects.models import Side

if TYPE_CHECKING:
    from accounts.models import User

MAX_TIMES = 3
MAX_PLACE = 300
MAX_TEXT = 1000


class MoveAction(models.TextChoices):
    PROPOSE = "propose", _("Proposed times")
    CONFIRM = "confirm", _("Confirmed a time")
    DECLINE = "decline", _("Declined")
    CANCEL = "cancel", _("Cancelled")


class AppointmentMoveQuerySet(models.QuerySet["AppointmentMove"]):
    def of(self, user: User) -> AppointmentMoveQuerySet:
        """Those of the user's appointments."""
        return self.filter(appointment__in=Appointment.objects.of(user).values("pk"))

    def withheld_from(self, user: User) -> AppointmentMoveQuerySet:
        """Those whose words do not reach the user."""
        theirs = Q(appointment__client=user, side=Side.FREELANCER)
        theirs |= Q(appointment__freelancer=user, side=Side.CLIENT)
        return self.filter(theirs, is_withheld=True)

    def by(self, user: User) -> AppointmentMoveQuerySet:
        """Those that the user made."""
        own = Q(appointment__client=user, side=Side.CLIENT)
        return self.filter(own | Q(appointment__freelancer=user, side=Side.FREELANCER))


class AppointmentMove(models.Model):
    """A proposal with its place and words, or what was done about one. Never changed, but that an
    erasure takes place and words away. No side made what followed from something else: that nothing
    joins the two any more, or that an account was erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="moves", db_index=False
    )
    position = models.PositiveIntegerField()
    side = models.CharField(max_length=10, choices=Side, blank=True)
    action = models.CharField(max_length=7, choices=MoveAction)
    time_zone = models.CharField(max_length=64, blank=True, help_text=_("IANA: Europe/Berlin"))
    is_online = models.BooleanField(default=False)
    place = models.CharField(max_length=MAX_PLACE, blank=True)
    text = models.TextField(max_length=MAX_TEXT, blank=True)
    # No staff may see this: it says that one of the two blocked the other.
    is_withheld = models.BooleanField(default=False, db_default=False, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AppointmentMoveQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "position"], name="appointment_move_has_its_position"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1), name="appointment_move_counts_from_1"
            ),
            models.CheckConstraint(
                condition=Q(side__in=["", *Side.values]), name="appointment_move_side_is_known"
            ),
            models.CheckConstraint(
                condition=Q(action__in=MoveAction.values),
                name="appointment_move_action_is_known",
            ),
            models.CheckConstraint(
                condition=Q(action="propose") & ~Q(side="") & ~Q(time_zone="")
                | ~Q(action="propose") & Q(time_zone="", is_online=False, place=""),
                name="appointment_move_proposes_in_a_zone",
            ),
            models.CheckConstraint(
                condition=Q(is_online=False) | Q(place=""),
                name="appointment_move_is_online_or_at_a_place",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), MAX_TEXT)),
                name="appointment_move_text_has_1000_characters_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id}: {self.position} {self.action}"

    def text_for(self, side: str) -> str:
        """The words as one of the two reads them: across a block they reach nobody, and whoever
        wrote them does not learn of it.
        """
        return "" if self.is_withheld and side != self.side else self.text

    @property
    def author(self) -> User:
        """Who made it; of what nobody made, the client."""
        return self.appointment.person(self.side or Side.CLIENT)


class AppointmentTime(models.Model):
    """One of the times of a proposal."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    move = models.ForeignKey(AppointmentMove, models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointment_time_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
