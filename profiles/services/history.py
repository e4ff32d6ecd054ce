"""What somebody did, learned and made, and their links: things of a profile, all kept alike."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from profiles import pictures
from profiles.errors import AlreadyThere, EndsBeforeStart, ItemGone, TooMany
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.pictures import PictureKind
from profiles.search.mirror import mirror
from profiles.services import picture_places
from profiles.services.profile import locked_profile

if TYPE_CHECKING:
    from accounts.models import User
    from profiles.models import Profile
    from profiles.models.history import Owned

# Of each, at most so many; generous for a person, and short enough to be shown whole.
MOST: dict[type[Owned], int] = {Experience: 100, Education: 50, Link: 30, PortfolioItem: 100}


def add_item(*, user: User, model: type[Owned], fields: dict[str, Any]) -> Owned:
    """Add a thing to the user's profile. Raises TooMany, and AlreadyThere for a link that is."""
    with transaction.atomic():
        profile = locked_profile(user)
        if model.of(profile).count() >= MOST[model]:
            raise TooMany(MOST[model])
        item = _saved(model(**fields, **{"profile": profile}))
        _touch(profile)
    return item


def change_item(*, user: User, item: Owned, changes: dict[str, Any]) -> Owned:
    """Change a thing of the user's profile. A link with another address is not verified any more.
    Raises AlreadyThere, and what another change at the same time leaves of it: EndsBeforeStart or
    ItemGone.
    """
    with transaction.atomic():
        profile = locked_profile(user)
        if not _is_there(profile, item):
            raise ItemGone
        for name, value in changes.items():
            setattr(item, name, value)
        # No other field: a decision may have hidden the item since it was read.
        written = [*changes, "updated_at"]
        if isinstance(item, Link) and "url" in changes:
            item.verified_at = item.checked_at = None
            item.problem = ""
            written += ["kind", "verified_at", "checked_at", "problem"]
        _saved(item, update_fields=written)
        _touch(profile)
    return item


def _is_there(profile: Profile, item: Owned) -> bool:
    return type(item).of(profile).filter(pk=item.pk).exists()


def _saved(item: Owned, **options: Any) -> Owned:
    try:
        with transaction.atomic():
            item.save(**options)
    except IntegrityError as error:
        if "link_once_for_each_profile" in str(error):
            raise AlreadyThere(attr="url") from error
        if "_ends_after_it_starts" in str(error):
            raise EndsBeforeStart from error
        raise
    item.refresh_from_db()
    return item


def _touch(profile: Profile) -> None:
    """Note that the owner was active, and mirror the change."""
    profile.save(update_fields=["updated_at"])
    mirror([profile.pk])


def remove_item(*, user: User, item: Owned) -> None:
    """Delete a thing of the user's profile, and its picture. That it is gone is no error."""
    with transaction.atomic():
        profile = locked_profile(user)
        if not _is_there(profile, item):
            return
        if isinstance(item, PortfolioItem):
            item.refresh_from_db(fields=["image", "withheld_picture"])
            pictures.remove_on_commit(PictureKind.PORTFOLIO, item.image, item.withheld_picture)
        item.delete()
        _touch(profile)


def set_picture(*, user: User, item: PortfolioItem, upload: IO[bytes]) -> PortfolioItem:
    """Replace the picture of a piece of work by an uploaded one. Raises UploadRefused."""
    is_withheld = not picture_places.is_in_sight(item)
    name = pictures.store(PictureKind.PORTFOLIO, upload, is_withheld=is_withheld)
    with pictures.gone_unless_kept(PictureKind.PORTFOLIO, name, is_withheld=is_withheld):
        return _change_picture(user, item, name, is_withheld=is_withheld)


def remove_picture(*, user: User, item: PortfolioItem) -> PortfolioItem:
    """Take the picture of a piece of work away."""
    return _change_picture(user, item, "")


def _change_picture(
    user: User, item: PortfolioItem, name: str, *, is_withheld: bool = False
) -> PortfolioItem:
    with transaction.atomic():
        profile = locked_profile(user)
        picture_places.replace(item, name, is_withheld=is_withheld)
        _touch(profile)
    return item
