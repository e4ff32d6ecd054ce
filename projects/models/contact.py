"""What a party of a project lets the other one know to be reached by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from foundation.row_history import tracked
from projects.models.project import Project

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

MAX_CONTACT_NAME = 150
MAX_CONTACT_ADDRESS = 500


class SharedContactQuerySet(models.QuerySet["SharedContact"]):
    def of(self, user: User, project: UUID) -> SharedContactQuerySet:
        """What this party shares for this project: one row or none."""
        return self.filter(user=user, project=project)


@tracked(without=("name", "address"))
class SharedContact(models.Model):
    """The choice of one party, for one project, while work goes on: who ends it deletes it. Phone
    and e-mail are those of the account at the time when somebody reads it, so that a number given
    up is not passed on. The history has what was shared when, and neither name nor address.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="shared_contacts", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="shared_contacts"
    )
    name = models.CharField(max_length=MAX_CONTACT_NAME, blank=True)
    address = models.TextField(max_length=MAX_CONTACT_ADDRESS, blank=True)
    phone_number = models.BooleanField(default=False)
    email = models.BooleanField(default=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SharedContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"], name="shared_contact_once_by_each_party"
            ),
            models.CheckConstraint(
                condition=~Q(name="", address="", phone_number=False, email=False),
                name="shared_contact_shares_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.user_id}"
