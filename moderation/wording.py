"""Decisions in the words of whoever they are about: the labels of `Action` are what moderators
choose from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from moderation.models import Action

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AS_TOLD: dict[str, StrOrPromise] = {
    Action.KEEP: _("Nothing is wrong"),
    Action.HIDE: _("It is hidden"),
    Action.REMOVE: _("It is removed for good"),
    Action.WARN: _("You are warned"),
    Action.RESTRICT: _("You are kept out of search"),
    Action.SUSPEND: _("Your account is suspended"),
    Action.UPHOLD: _("You caused the end of the work, and it counts against you"),
    Action.DISMISS: _("You caused the end of the work, and it counts against you"),
    Action.RESTORE: _("What an earlier decision restricted is restored"),
}
