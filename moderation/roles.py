"""The roles of staff: groups with the permissions that each needs. An administrator may add to
them; an account becomes staff by its role, and what it may do there by its group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.services.locking import locked_by_staff
from accounts.services.status import grant_administrator

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

APPS = ("accounts", "otp", "profiles", "projects", "reviews", "appointments", "moderation")
# What somebody wrote that nobody is to read yet: for administrators, and not by seeing all else.
WITHHELD = "view_hidden_review"


class StaffRole(models.TextChoices):
    SUPPORT = "support", _("Support: sees all, changes nothing")
    MODERATOR = "moderator", _("Moderator: decides cases and appeals")
    ADMINISTRATOR = "administrator", _("Administrator: everything")


_EVERYTHING = Q(content_type__app_label__in=APPS)
_SEEING = _EVERYTHING & Q(codename__startswith="view_") & ~Q(codename=WITHHELD)
# Whom people keep away from is for those who decide on it.
_OF_DECISIONS = Q(content_type__app_label="accounts", codename="view_block")
PERMISSIONS: dict[str, Q] = {
    StaffRole.SUPPORT: _SEEING & ~_OF_DECISIONS,
    StaffRole.MODERATOR: _SEEING | Q(codename="decide_case"),
    StaffRole.ADMINISTRATOR: _EVERYTHING,
}


def make_roles() -> None:
    """Make the groups, and give each all permissions of its role. What an administrator added
    stays.
    """
    for label in APPS:
        create_permissions(apps.get_app_config(label), verbosity=0)
    for role, permissions in PERMISSIONS.items():
        group, _is_new = Group.objects.get_or_create(name=role)
        group.permissions.add(*Permission.objects.filter(permissions))


def set_staff_role(
    *, user: User, role: StaffRole, by: User | None = None, session_id: UUID | None = None
) -> None:
    """Make an active user staff with this role, in place of another of these. `by` is who does it
    in the session `session_id`, nobody on the command line. Raises TransitionRefused for whoever is
    not active, and SessionEnded.
    """
    with transaction.atomic():
        locked_by_staff(user, by=by, session_id=session_id)
        grant_administrator(user=user)
        user.groups.remove(*Group.objects.filter(name__in=StaffRole.values))
        user.groups.add(Group.objects.get(name=role))
