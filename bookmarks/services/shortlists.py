"""Keeping lists of people and projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from accounts.errors import NotThere
from accounts.services.locking import locked_pair, locked_user
from bookmarks.errors import (
    AlreadyListed,
    NobodyToSave,
    NoProjectToSave,
    OfOtherKind,
    TooManySaved,
)
from bookmarks.models import Kind, Shortlist, ShortlistEntry
from bookmarks.services.limits import count_entry, count_list
from profiles.models import Profile
from projects.models import Project

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

MAX_LISTS = 20  # of one account
MAX_ENTRIES = 500  # of one list


def make_list(*, owner: User, kind: str, name: str) -> Shortlist:
    """A new list. Raises LimitExceeded, SessionEnded and TooManySaved."""
    count_list(owner)
    with transaction.atomic():
        locked_user(owner)
        return _make_list(owner, kind, name)


def _make_list(owner: User, kind: str, name: str) -> Shortlist:
    if Shortlist.objects.of(owner).count() >= MAX_LISTS:
        raise TooManySaved(MAX_LISTS)
    return Shortlist.objects.create(owner=owner, kind=kind, name=name)


def rename_list(*, owner: User, shortlist: Shortlist, name: str) -> None:
    """Raises LimitExceeded, SessionEnded and NotThere."""
    count_list(owner)
    with transaction.atomic():
        locked_user(owner)
        if not Shortlist.objects.of(owner).filter(pk=shortlist.pk).update(name=name):
            raise NotThere


def delete_list(*, owner: User, shortlist: Shortlist) -> None:
    """With all its entries and notes."""
    with transaction.atomic():
        locked_user(owner)
        Shortlist.objects.of(owner).filter(pk=shortlist.pk).delete()


def save_person(
    *,
    owner: User,
    username: str,
    shortlist: Shortlist | None = None,
    name: str = "",
    note: str = "",
) -> ShortlistEntry:
    """Put somebody else whose page the owner can open on a list or, without one, on a new one of
    this name. The locks of both accounts order it against a block and an erasure.

    Raises LimitExceeded, SessionEnded, NotThere, NobodyToSave, OfOtherKind, AlreadyListed and
    TooManySaved.
    """
    count_entry(owner)
    wanted = username.removeprefix("@").lower()
    others = Profile.objects.visible_to(owner).exclude(pk=owner.pk)
    found = others.filter(user__username=wanted).select_related("user").first()
    if found is None:
        raise NobodyToSave
    with transaction.atomic():
        locked_pair(owner, found.user)
        if not others.filter(pk=found.pk).exists():
            raise NobodyToSave
        listed = _list_of(owner, Kind.PEOPLE, shortlist, name)
        return _add(ShortlistEntry(shortlist=listed, person=found.user, note=note))


def save_project(
    *,
    owner: User,
    project: UUID,
    shortlist: Shortlist | None = None,
    name: str = "",
    note: str = "",
) -> ShortlistEntry:
    """Put somebody else's project that the owner can open on a list or, without one, on a new one
    of this name.

    Raises LimitExceeded, SessionEnded, NotThere, NoProjectToSave, OfOtherKind, AlreadyListed and
    TooManySaved.
    """
    count_entry(owner)
    others = Project.objects.visible_to(owner).exclude(client=owner)
    found = others.filter(pk=project).select_related("client").first()
    if found is None:
        raise NoProjectToSave
    with transaction.atomic():
        locked_pair(owner, found.client)
        if not others.filter(pk=found.pk).exists():
            raise NoProjectToSave
        listed = _list_of(owner, Kind.PROJECTS, shortlist, name)
        return _add(ShortlistEntry(shortlist=listed, project=found, note=note))


def _list_of(owner: User, kind: Kind, shortlist: Shortlist | None, name: str) -> Shortlist:
    """The list, locked, or a new one."""
    if shortlist is None:
        return _make_list(owner, kind, name)
    locked = Shortlist.objects.of(owner).select_for_update().filter(pk=shortlist.pk).first()
    if locked is None:
        raise NotThere
    if locked.kind != kind:
        raise OfOtherKind
    return locked


def _add(entry: ShortlistEntry) -> ShortlistEntry:
    """Under the lock of the list."""
    others = ShortlistEntry.objects.filter(shortlist=entry.shortlist_id)
    if others.filter(person=entry.person_id, project=entry.project_id).exists():
        raise AlreadyListed
    if others.count() >= MAX_ENTRIES:
        raise TooManySaved(MAX_ENTRIES)
    entry.save()
    return entry


def change_note(*, owner: User, entry: ShortlistEntry, note: str) -> None:
    """Raises LimitExceeded, SessionEnded and NotThere."""
    count_entry(owner)
    with transaction.atomic():
        locked_user(owner)
        own = ShortlistEntry.objects.of(owner).filter(pk=entry.pk)
        if not own.update(note=note, changed_at=Now()):
            raise NotThere


def remove_entry(*, owner: User, entry: ShortlistEntry) -> None:
    """Take something off a list, with its note."""
    with transaction.atomic():
        locked_user(owner)
        ShortlistEntry.objects.of(owner).filter(pk=entry.pk).delete()
