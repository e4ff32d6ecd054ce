"""What becomes of a profile when its account is erased: nothing of it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from foundation.row_history import forget, forget_names
from profiles import pictures
from profiles.models import Profile, Skill, SkillStatus
from profiles.pictures import PictureKind
from profiles.popular_searches.periods import forget_account
from profiles.search.mirror import mirror
from profiles.services.cv import erase_cvs

if TYPE_CHECKING:
    from accounts.models import User


def erase_profile(user: User) -> None:
    """Delete the profile with all that hangs on it, its pictures and files, the names of skills
    that the user proposed and nobody has taken up, and what marks the user among those who
    searched.
    """
    proposed = _lock_proposed(user)  # before any profile, as whoever adds a skill
    profile = Profile.objects.lock().filter(user=user).first()
    if profile:
        pictures.remove_on_commit(PictureKind.AVATAR, profile.avatar, profile.withheld_picture)
        erase_cvs(profile)
        for names in profile.portfolio.values_list("image", "withheld_picture"):
            pictures.remove_on_commit(PictureKind.PORTFOLIO, *names)
        profile.delete()
        mirror([user.pk])  # the engine follows: its words find nobody and count for nothing
        forget(Profile, [user.pk])
    _forget_proposed(user, proposed)
    forget_account(user)


def _lock_proposed(user: User) -> list[int]:
    """The skills that the user proposed and staff have not accepted, locked: nobody takes one up
    meanwhile.
    """
    own = Skill.objects.filter(proposed_by=user, status=SkillStatus.PROPOSED)
    return list(own.select_for_update().order_by("pk").values_list("pk", flat=True))


def _forget_proposed(user: User, locked: list[int]) -> None:
    """Delete those that nobody else has. The others are words of more people than one, or of the
    vocabulary, and nobody's in particular.
    """
    Skill.objects.filter(proposed_by=user).exclude(pk__in=locked).update(proposed_by=None)
    unused = Skill.objects.filter(
        *(Q(**{name: None}) for name in ("holders", "projects", "occupations")),
        *(Q(**{name: None}) for name in ("children", "merged_from")),
        pk__in=locked,
    )
    ids = list(unused.values_list("pk", flat=True))
    forget_names(Skill, ids)
    Skill.objects.filter(pk__in=ids).delete()
    Skill.objects.filter(pk__in=locked).update(proposed_by=None)
