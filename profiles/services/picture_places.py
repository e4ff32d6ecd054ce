"""Where the files of pictures belong: in the public storage while what they show is in sight, else
in the private one, which nobody is served from but their owner. Out of sight is what its owner or a
decision hides, and all of those whose account is not active.

What was hidden is out of sight at once, since whoever serves a picture asks its row
(`is_shown`). The files follow, as a task: a storage may be slow, or away. First a
copy is made under another name, then the row names it, then the old files go; so whoever stops in
the middle loses nothing, and what is not finished is done again (`retry_due`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Now
from django_tasks import task

from foundation.moderated import ModerationState
from profiles import pictures
from profiles.models import PortfolioItem, Profile
from profiles.pictures import PictureKind
from profiles.search.mirror import mirror

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User

RETRY_AFTER = timedelta(minutes=10)  # not before `foundation.deadlines` would know of it

Row = Profile | PortfolioItem


def is_in_sight(row: Row) -> bool:
    """Whether others see what the picture is of: a page that its owner and moderation show, of
    somebody whose account is active, and on it no work that a decision takes away.
    """
    profile = row if isinstance(row, Profile) else row.profile
    return profile.is_public and row.moderation == ModerationState.VISIBLE


def is_shown(kind: PictureKind, name: str) -> bool:
    """Whether a picture is that of a row that is in sight now, wherever its files are still."""
    shown = Profile.objects.shown_to_some()
    if kind is PictureKind.AVATAR:
        return shown.filter(avatar=name).exclude(avatar="").exists()
    works = PortfolioItem.objects.filter(image=name, moderation=ModerationState.VISIBLE)
    return works.exclude(image="").filter(profile__in=shown).exists()


def is_own(kind: PictureKind, name: str, user: User) -> bool:
    """Whether it is a picture of this user's, in sight or not."""
    if kind is PictureKind.AVATAR:
        return Profile.objects.filter(
            Q(avatar=name) | Q(withheld_picture=name), pk=user.pk
        ).exists()
    works = PortfolioItem.of(user.pk)
    return works.filter(Q(image=name) | Q(withheld_picture=name)).exists()


def replace(row: Row, name: str, *, is_withheld: bool) -> None:
    """Make an uploaded picture that of the row, or with "" none; the former one goes on commit.
    Within a transaction that has locked the profile.
    """
    kind, column = _kind_of(row), _column_of(row)
    former = _rows(kind).get(pk=row.pk)
    pictures.remove_on_commit(kind, getattr(former, column), former.withheld_picture)
    setattr(row, column, "" if is_withheld else name)
    row.withheld_picture = name if is_withheld else ""
    row.picture_due_at = None
    row.save(update_fields=[column, "withheld_picture", "picture_due_at", "updated_at"])
    move_later(_rows(kind).get(pk=row.pk))


def move_all_of(profile: Profile) -> None:
    """Have all pictures of a profile brought to where they belong by now, after the commit."""
    move_later(profile)
    works = _rows(PictureKind.PORTFOLIO).filter(profile=profile)
    for item in works.exclude(image="", withheld_picture=""):
        move_later(item)


def move_later(row: Row) -> None:
    """Have the row's picture brought to where it belongs by now, after the commit."""
    is_misplaced = row.withheld_picture if is_in_sight(row) else getattr(row, _column_of(row))
    if is_misplaced:
        type(row)._default_manager.filter(pk=row.pk).update(
            picture_due_at=Now() + Value(RETRY_AFTER)
        )
        move_picture_task.enqueue(_kind_of(row).value, str(row.pk))


@task()
def move_picture_task(kind: str, pk: str) -> None:
    """Bring a picture to where it belongs, unless its row is gone."""
    row = _rows(PictureKind(kind)).filter(pk=pk).first()
    if row:
        move_picture(row)


def move_picture(row: Row) -> None:
    """Bring the picture of a row, as it was just read, to where it belongs.

    Raises FileNotFoundError when its files are lost, and what a storage raises that is away.
    """
    if is_in_sight(row):
        _show(row)
    else:
        _withhold(row)


def _withhold(row: Row) -> None:
    kind, column = _kind_of(row), _column_of(row)
    name = getattr(row, column)
    if name and not row.withheld_picture:
        copied = pictures.copy(kind, name, is_withheld=True)
        if not _switch(row, withheld_picture=copied):
            pictures.remove(kind, copied, is_withheld=True)
            return
        row.withheld_picture = copied
    # Gone before the row forgets it: else nobody would know what is still to be deleted.
    pictures.remove(kind, name)
    _switch(row, **{column: ""}, picture_due_at=None)


def _show(row: Row) -> None:
    kind, column = _kind_of(row), _column_of(row)
    withheld, former = row.withheld_picture, getattr(row, column)
    if not withheld:
        _switch(row, picture_due_at=None)
        return
    copied = pictures.copy(kind, withheld, is_withheld=False)
    if not _switch(row, **{column: copied}, withheld_picture="", picture_due_at=None):
        pictures.remove(kind, copied)
        return
    pictures.remove(kind, withheld, is_withheld=True)
    pictures.remove(kind, former)  # of a move that broke off


def _switch(row: Row, **changes: Any) -> bool:
    """Write the changes, unless the row or what it belongs to says something else by now; whoever
    changed that has another move queued.
    """
    kind, column = _kind_of(row), _column_of(row)
    owner = row.pk if isinstance(row, Profile) else row.profile_id
    with transaction.atomic():
        Profile.objects.lock().filter(pk=owner).first()
        now = _rows(kind).filter(pk=row.pk).first()
        if now is None or _state(now) != _state(row):
            return False
        _rows(kind).filter(pk=row.pk).update(**changes)
        if column in changes:
            mirror([owner])
    return True


def _state(row: Row) -> tuple[str, str, bool]:
    return getattr(row, _column_of(row)), row.withheld_picture, is_in_sight(row)


def next_due() -> datetime | None:
    """When the next move is looked after again; past, if it is due."""
    moments = [
        _rows(kind)
        .filter(picture_due_at__isnull=False)
        .order_by("picture_due_at")
        .values_list("picture_due_at", flat=True)
        .first()
        for kind in PictureKind
    ]
    return min((moment for moment in moments if moment), default=None)


def retry_due() -> int:
    """Queue again the moves that did not end; answers how many. May run at once anywhere."""
    return sum(_retry(kind, pk) for kind in PictureKind for pk in _due(kind))


def _due(kind: PictureKind) -> list[UUID]:
    return list(_rows(kind).filter(picture_due_at__lte=Now()).values_list("pk", flat=True))


def _retry(kind: PictureKind, pk: UUID) -> bool:
    due = _rows(kind).filter(pk=pk, picture_due_at__lte=Now())
    is_mine = bool(due.update(picture_due_at=Now() + Value(RETRY_AFTER)))
    if is_mine:
        move_picture_task.enqueue(kind.value, str(pk))
    return is_mine


def _rows(kind: PictureKind) -> QuerySet[Any]:
    """The rows with such pictures, each with what decides whether it is in sight."""
    if kind is PictureKind.AVATAR:
        return Profile.objects.select_related("user")
    return PortfolioItem.objects.select_related("profile__user")


def _kind_of(row: Row) -> PictureKind:
    return PictureKind.AVATAR if isinstance(row, Profile) else PictureKind.PORTFOLIO


def _column_of(row: Row) -> str:
    """The field with the name of a picture that is in sight."""
    return "avatar" if isinstance(row, Profile) else "image"
