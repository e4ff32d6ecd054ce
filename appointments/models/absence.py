"""That somebody did not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from appointments.models.appointment import Appointment

if TYPE_CHECKING:
    from accounts.models import User


class AbsenceStatus(models.TextChoices):
    CLAIMED = "claimed", _("Said by the other side")
    ADMITTED = "admitted", _("Agreed to")
    DENIED = "denied", _("Denied")
    WITHDRAWN = "withdrawn", _("Taken back")


ON_RECORD = Q(status=AbsenceStatus.ADMITTED) | Q(upheld_by__isnull=False)


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on_record(self) -> AbsenceQuerySet:
        """Those that the person agreed to, or that a moderator decided."""
        return self.filter(ON_RECORD)

    def said_by(self, user: User) -> AbsenceQuerySet:
        """Those that the user, as the other side, says, and has not taken back."""
        own = Appointment.objects.of(user).values("pk")
        standing = self.exclude(status=AbsenceStatus.WITHDRAWN)
        return standing.filter(appointment__in=own).exclude(person=user)


class Absence(models.Model):
    """One side says that the other, `person`, did not come to an appointment. It is between the two
    unless that person agrees, or a decision of moderation, `upheld_by`, says so: then it counts on
    their record. It holds no words: what happened is told to moderators, in a report.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="absences", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    status = models.CharField(max_length=9, choices=AbsenceStatus, default=AbsenceStatus.CLAIMED)
    claimed_at = models.DateTimeField(db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    upheld_by = models.UUIDField(null=True, editable=False, help_text=_("The decision."))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "person"], name="absence_once_for_each_person"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AbsenceStatus.values), name="absence_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="claimed", answered_at=None)
                | ~Q(status="claimed") & Q(answered_at__isnull=False),
                name="absence_answered_at_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.appointment_id}"

    @property
    def is_on_record(self) -> bool:
        return self.status == AbsenceStatus.ADMITTED or self.upheld_by is not None
