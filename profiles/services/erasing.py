"""What becomes of a profile when its account is erased: nothing of it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.row_history import forget
from profiles import pictures
from profiles.models import Profile
from profiles.pictures import PictureKind
from profiles.popular_searches.periods import forget_account
from profiles.search.mirror import mirror
from profiles.services.cv import erase_cvs

if TYPE_CHECKING:
    from accounts.models import User


def erase_profile(user: User) -> None:
    """Delete the profile with all that hangs on it, its pictures and files, and what marks the user
    among those who searched.
    """
    profile = Profile.objects.lock().filter(user=user).first()
    if profile:
        pictures.remove_on_commit(PictureKind.AVATAR, profile.avatar, profile.withheld_picture)
        erase_cvs(profile)
        for names in profile.portfolio.values_list("image", "withheld_picture"):
            pictures.remove_on_commit(PictureKind.PORTFOLIO, *names)
        profile.delete()
        mirror([user.pk])  # the engine follows: its words find nobody and count for nothing
        forget(Profile, [user.pk])
    forget_account(user)
