"""How complete a profile is, and what it lacks.

One table of points says it for the owner's page and for the search (quality, docs/search.md): each
item is a condition in SQL over the profile's row, its details and the user's other rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

if TYPE_CHECKING:
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

FREELANCER, CLIENT = Role.FREELANCER, Role.CLIENT
BOTH = (FREELANCER, CLIENT)


@dataclass(frozen=True)
class Item:
    """Something that makes a profile more complete, and its share of the whole."""

    code: str
    points: int
    advice: StrOrPromise
    condition: str
    roles: tuple[Role, ...] = BOTH


def _has(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM profiles_{table} WHERE profile_id = profile.user_id)"


ITEMS = (
    Item("name", 10, _("Say who you are."), "account.first_name <> ''"),
    Item("headline", 15, _("Say in one line what you do."), "profile.headline <> ''"),
    Item("bio", 15, _("Write something about yourself."), "profile.bio <> ''"),
    Item(
        "avatar",
        10,
        _("Add a picture."),
        "profile.avatar || profile.withheld_picture <> ''",
    ),
    Item("country", 5, _("Say in which country you are."), "profile.country <> ''"),
    Item("languages", 5, _("Name your languages."), "profile.languages <> '[]'"),
    Item("skills", 15, _("Add your skills."), _has("profileskill"), (FREELANCER,)),
    Item("experience", 10, _("Add your experience."), _has("experience"), (FREELANCER,)),
    Item("hourly_rate", 5, _("Name your rate."), "details.hourly_rate IS NOT NULL", (FREELANCER,)),
    Item(
        "availability",
        5,
        _("Say when you are available."),
        "coalesce(details.availability, '') <> ''",
        (FREELANCER,),
    ),
    Item(
        "experience_level",
        5,
        _("Say how experienced you are."),
        "coalesce(details.experience_level, '') <> ''",
        (FREELANCER,),
    ),
    Item(
        "organisation",
        20,
        _("Say who you hire for."),
        "profile.organisation_kind <> ''",
        (CLIENT,),
    ),
)


def items_for(role: str) -> list[Item]:
    """What counts for this role."""
    return [item for item in ITEMS if role in item.roles]


def share_sql(role: str) -> str:
    """The share that is complete, 0 to 1, of `account`, `profile` and `details`."""
    items = items_for(role)
    whole = sum(item.points for item in items)
    points = " + ".join(f"({item.condition})::int * {item.points}" for item in items)
    return f"({points})::float8 / {whole}"


@cache
def _conditions_sql(role: str) -> str:
    conditions = ", ".join(item.condition for item in items_for(role))
    return f"""
        SELECT {conditions} FROM profiles_profile profile
        JOIN accounts_user account ON account.id = profile.user_id
        LEFT JOIN profiles_freelancerdetails details ON details.profile_id = profile.user_id
        WHERE profile.user_id = %s
    """


@dataclass(frozen=True)
class Completeness:
    """The percentage that is complete, and the items that are not."""

    percent: int
    missing: list[Item]


def completeness(*, user_id: UUID, role: str) -> Completeness:
    """How complete the profile of this user is. One query."""
    items = items_for(role)
    if not items:
        return Completeness(100, [])
    with connection.cursor() as cursor:
        cursor.execute(_conditions_sql(role), [user_id])
        row = cursor.fetchone() or [False] * len(items)
    missing = [item for item, is_there in zip(items, row, strict=True) if not is_there]
    whole = sum(item.points for item in items)
    return Completeness(round(100 * (1 - sum(item.points for item in missing) / whole)), missing)
