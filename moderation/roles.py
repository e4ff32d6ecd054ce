"""The roles of staff: groups with the permissions that each needs. An administrator may add to
them; an account becomes staff by its role, and what it may do there by its group.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

APPS = ("accounts", "otp", "profiles", "projects", "reviews", "moderation")
# What somebody wrote that nobody is to read yet: for administrators, and not by seeing all else.
WITHHELD = "view_hidden_review"


class StaffRole(models.TextChoices):
    SUPPORT = "support", _("Support: sees all, changes nothing")
    MODERATOR = "moderator", _("Moderator: decides cases and appeals")
    ADMINISTRATOR = "administrator", _("Administrator: everything")


_EVERYTHING = Q(content_type__app_label__in=APPS)
_SEEING = _EVERYTHING & Q(codename__startswith="view_") & ~Q(codename=WITHHELD)
PERMISSIONS: dict[str, Q] = {
    StaffRole.SUPPORT: _SEEING,
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
