"""Sharing contact data for one project."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.blocks import is_between
from accounts.errors import SessionEnded
from accounts.models import LIVE_STATUSES
from accounts.services.locking import lock_all
from foundation import limits
from foundation.events import record
from projects.contacts import can_share, other_party
from projects.errors import EmailNotVerified, PhoneNotVerified, WrongState
from projects.events import CONTACT_SHARED
from projects.models import Project, SharedContact
from projects.services.locking import locked_project
from projects.transitions import require_not_removed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

CHANGES = limits.Limit("contacts:shared", 30, timedelta(days=1))
NOTHING: dict[str, Any] = {"name": "", "address": "", "phone_number": False, "email": False}


def share_contact(*, user: User, project: Project, **shared: Any) -> None:
    """Choose what the other party of a running project sees: `name`, `address`, and whether the
    verified `phone_number` and `email`. It takes the place of what was chosen before; the other
    party is told when there is something new in it.

    The locks of both accounts order it against a block and an erasure, that of the project against
    its end. Raises LimitExceeded, SessionEnded, WrongState, ProjectRemoved, PhoneNotVerified and
    EmailNotVerified.
    """
    limits.hit((CHANGES, user.pk))
    chosen = NOTHING | shared
    with transaction.atomic():
        owner = _locked_owner(user, project)
        locked = locked_project(project.pk)
        require_not_removed(locked)
        if not can_share(locked):
            raise WrongState("share contact data", locked.status)
        _require_verified(owner, chosen)
        own = SharedContact.objects.of(owner, locked.pk)
        before = own.values(*NOTHING).first() or NOTHING
        if chosen == NOTHING:
            own.delete()
        elif chosen != before:
            SharedContact.objects.update_or_create(
                project=locked, user=owner, defaults=chosen | {"changed_at": Now()}
            )
        if any(value and value != before[name] for name, value in chosen.items()):
            _tell(owner, locked)


def _locked_owner(user: User, project: Project) -> User:
    owner = lock_all([project.client_id, project.freelancer_id])[user.pk]
    if owner.status not in LIVE_STATUSES:
        raise SessionEnded
    return owner


def _require_verified(owner: User, chosen: dict[str, Any]) -> None:
    if chosen["phone_number"] and owner.phone_verified_at is None:
        raise PhoneNotVerified
    if chosen["email"] and owner.email_verified_at is None:
        raise EmailNotVerified


def _tell(owner: User, project: Project) -> None:
    """Have the other party told, unless one of the two blocked the other: that is silent."""
    other = other_party(project, owner)
    if other and not is_between(owner, other):
        parties = [project.client_id, other.pk, owner.pk]
        record(CONTACT_SHARED(project.pk, actor=owner.pk, concerns=sorted(set(parties))))


def forget_contacts(user: User) -> None:
    """Delete what a user shares, and when they shared what."""
    SharedContact.objects.filter(user=user).delete()
    history = SharedContact.history.rel.related_model  # type: ignore[attr-defined]
    history.objects.filter(user=user.pk).delete()


def export_contacts(user: User) -> Iterable[dict[str, Any]]:
    """What a user shares now."""
    own = SharedContact.objects.filter(user=user).order_by("id")
    return list(own.values("project_id", "project__title", *NOTHING, "changed_at"))
