"""Keeps the search entries equal to what they mirror: one statement, whether for one profile in
the transaction of a change, for all of them (`rebuild_search`), or to compare (`--check`).

Writers lock the profile's row first (`Profile.objects.lock`), so that of two simultaneous changes
the second mirrors both.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.db import connection

from accounts.models import Role, Status
from foundation import feed
from foundation.grid import CELLS_A_ROW, HALF, HUNDREDTHS, NOWHERE, QUARTER
from foundation.moderated import ModerationState
from foundation.money import in_parts_sql, written_sql
from profiles.completeness import share_sql
from profiles.models import Availability, Evidence, SkillLevel, Visibility
from profiles.models.profile import SHOWN_FROM
from profiles.pictures import PictureKind, urls_sql
from profiles.ratings import PRIOR_MEAN
from profiles.search import tags
from profiles.search.source import TOPIC
from profiles.search.tags import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

SHOWN_SKILLS = 12  # on a card
SUMMARY_LENGTH = 200  # characters of the bio on a card
HALF_LIFE_DAYS = 90  # after so long without a change, recency counts half

# Quality (docs/search.md). With little to go by, a share starts from what is usual:
# (happened + 4) / (possible + 5), a prior of 0.8 that weighs five projects.
QUALITY = f"""
    0.45 * (coalesce(profile.rating_score, {PRIOR_MEAN}) - 1) / 4
    + 0.20 * (profile.projects_completed + 4.0)
           / (profile.projects_completed + profile.projects_ended_early + 5.0)
    + 0.15 * 0.5 ^ (greatest(0, :scored_on - (profile.updated_at AT TIME ZONE 'UTC')::date)
           / {HALF_LIFE_DAYS}.0)
    + 0.10 * {share_sql(Role.FREELANCER)}
    + 0.10 * (profile.invitations_answered + 4.0) / (profile.invitations_received + 5.0)
"""


def _tag(kind: Kind, value: str) -> str:
    return f"(({value}) + {kind.tag(0)})"


def _letters(column: str, length: int) -> str:
    """`tags.letters_value` of a column."""
    digits = (f"ascii(substr({column}, {n + 1}, 1)) - 65" for n in range(length))
    return "(" + " + ".join(f"({d}) * {26 ** (length - n - 1)}" for n, d in enumerate(digits)) + ")"


def _position(column: str, values: Sequence[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(array_position(ARRAY[{listed}], {column}::text) - 1)"


def _optional(condition: str, *tag_list: str) -> str:
    """The tags when the condition holds; none otherwise."""
    return f"CASE WHEN {condition} THEN ARRAY[{', '.join(tag_list)}] ELSE '{{}}' END"


TAGS = " || ".join(
    (
        "skill.lineage",
        "skill.proved",
        _optional("profile.country <> ''", _tag(Kind.COUNTRY, _letters("profile.country", 2))),
        _optional(
            "details.experience_level <> ''",
            _tag(Kind.LEVEL, _position("details.experience_level", tags.LEVELS)),
        ),
        # Who pauses is not available, whatever they say besides. The pause is over when it is gone.
        _optional(
            "details.availability <> '' AND details.pause_ends_at IS NULL",
            _tag(Kind.AVAILABILITY, _position("details.availability", tags.AVAILABILITIES)),
        ),
        _optional(
            "details.pause_ends_at IS NOT NULL",
            str(tags.availability_tag(Availability.UNAVAILABLE)),
            str(tags.PAUSED),
        ),
        _optional("details.currency <> ''", _tag(Kind.CURRENCY, _letters("details.currency", 3))),
        _optional("profile.geonames_id IS NOT NULL", _tag(Kind.PLACE, "profile.geonames_id")),
        _optional(
            "details.workplace <> ''",
            _tag(Kind.WORKPLACE, _position("details.workplace", tags.WORKPLACES)),
        ),
        _optional(
            "details.travel_radius_km IS NOT NULL", _tag(Kind.TRAVELS, "details.travel_radius_km")
        ),
    )
)

CELL = f"""coalesce(
    1 + ((profile.latitude * {HUNDREDTHS})::int + {QUARTER}) * {CELLS_A_ROW}
    + (profile.longitude * {HUNDREDTHS})::int + {HALF}, {NOWHERE})"""

MEAN = f"""CASE WHEN profile.review_count >= {SHOWN_FROM}
    THEN round(profile.rating_sum::numeric / profile.review_count, 2) END"""

CARD = f"""
    jsonb_build_object(
        'username', account.username,
        'full_name', trim(account.first_name || ' ' || account.last_name),
        'role', account.role,
        'headline', profile.headline,
        'summary', left(profile.bio, {SUMMARY_LENGTH}),
        'avatar', {urls_sql(PictureKind.AVATAR, "profile.avatar")},
        'city', profile.city,
        'country', profile.country,
        'hourly_rate', {written_sql("details.hourly_rate", "details.currency")},
        'currency', details.currency,
        'availability', details.availability,
        'paused_until', details.paused_until,
        'experience_level', details.experience_level,
        'education_level', details.education_level,
        'skills', skill.shown,
        'reputation', jsonb_build_object('count', profile.review_count, 'mean', {MEAN})
    )
"""


def _rank(column: str, values: Sequence[str]) -> str:
    return f"coalesce({_position(column, values)}, -1)"


SOURCE = f"""
    SELECT
        profile.user_id AS profile_id, {TAGS} AS tags, profile.city_key, {CELL} AS cell,
        score.quality, coalesce({in_parts_sql("details.hourly_rate")}, 0) AS rate, score.rating,
        coalesce(({MEAN}) * 100, 0)::smallint AS mean_rating, account.created_at AS joined_at,
        :scored_on AS scored_on, {CARD} AS card
    FROM profiles_profile profile
    JOIN accounts_user account ON account.id = profile.user_id
    JOIN profiles_freelancerdetails details ON details.profile_id = profile.user_id
    :joined
    CROSS JOIN LATERAL (SELECT
        round(1000000 * ({QUALITY}))::int AS quality,
        coalesce((profile.rating_score * 1000)::int, 0) AS rating
    ) score
    CROSS JOIN LATERAL (SELECT
        ARRAY(SELECT DISTINCT unnest(lineage) FROM profiles_profileskill mine
              JOIN profiles_skill known ON known.id = mine.skill_id
              WHERE mine.profile_id = profile.user_id ORDER BY 1) AS lineage,
        coalesce(array_agg({_tag(Kind.PROVED_SKILL, "held.skill_id")} ORDER BY held.skill_id)
                 FILTER (WHERE held.evidence <> '{Evidence.CLAIMED}'), '{{}}') AS proved,
        coalesce(jsonb_agg(jsonb_build_object(
            'slug', held.slug, 'name', held.name, 'level', held.level, 'evidence', held.evidence
        ) ORDER BY held.place) FILTER (WHERE held.place <= {SHOWN_SKILLS}), '[]') AS shown
        FROM (SELECT mine.skill_id, mine.level, mine.evidence, known.slug, known.name,
                row_number() OVER (ORDER BY
                    {_rank("mine.evidence", Evidence.values)} DESC,
                    {_rank("mine.level", SkillLevel.values)} DESC, mine.id) AS place
              FROM profiles_profileskill mine
              JOIN profiles_skill known ON known.id = mine.skill_id
              WHERE mine.profile_id = profile.user_id) held
    ) skill
    WHERE account.status = '{Status.ACTIVE}' AND account.role = '{Role.FREELANCER}'
      AND profile.visibility = '{Visibility.PUBLIC}'
      AND profile.moderation = '{ModerationState.VISIBLE}'
      AND profile.search_restricted_by IS NULL
"""

TODAY = "(statement_timestamp() AT TIME ZONE 'UTC')::date"
COLUMNS = (
    *("profile_id", "tags", "city_key", "cell", "quality", "rate", "rating", "mean_rating"),
    *("joined_at", "scored_on"),
)


def _source(scored_on: str, joined: str = "") -> str:
    """What the entries should be, with recency as of this day; `joined` may bring it along."""
    return SOURCE.replace(":scored_on", scored_on).replace(":joined", joined)


@cache
def _write_sql() -> str:
    """Writes the entries and cards of the given profiles that differ from their sources, and
    deletes those of profiles that are not public any more.
    """
    columns = ", ".join(COLUMNS)
    updates = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])
    before = ", ".join(f"entry.{column}" for column in COLUMNS[1:])
    after = ", ".join(f"excluded.{column}" for column in COLUMNS[1:])
    return f"""
        WITH source AS MATERIALIZED (
            {_source(TODAY)} AND profile.user_id = ANY(%s)
        ), cards AS (
            INSERT INTO profiles_searchcard AS card (profile_id, card)
            SELECT profile_id, card FROM source
            ON CONFLICT (profile_id) DO UPDATE SET card = excluded.card
            WHERE card.card IS DISTINCT FROM excluded.card
        ), hidden_cards AS (
            DELETE FROM profiles_searchcard
            WHERE profile_id = ANY(%s) AND profile_id NOT IN (SELECT profile_id FROM source)
        ), hidden AS (
            DELETE FROM profiles_searchentry
            WHERE profile_id = ANY(%s) AND profile_id NOT IN (SELECT profile_id FROM source)
        )
        INSERT INTO profiles_searchentry AS entry ({columns})
        SELECT {columns} FROM source
        ON CONFLICT (profile_id) DO UPDATE SET {updates}
        WHERE ({before}) IS DISTINCT FROM ({after})
    """


def mirror(profile_ids: Sequence[UUID], *, is_noted: bool = True) -> None:
    """Bring the search entries of these profiles up to date, in the caller's transaction, and have
    the engine follow, unless the caller notes it for all of them.

    The caller holds the locks of the profiles' rows.
    """
    ids = list(profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(_write_sql(), [ids, ids, ids])
    if is_noted:
        feed.note(TOPIC, ids)


def differing(after: UUID | None = None, upto: UUID | None = None) -> list[UUID]:
    """The profiles whose entry or card is not what their sources say, as of the day that each
    entry was scored on: missing, left over or different. From `after` (exclusive) to `upto`.
    """
    compared = ", ".join(COLUMNS[1:])
    entry = ", ".join(f"entry.{column}" for column in COLUMNS[1:])
    source = _source(
        f"coalesce(scored.scored_on, {TODAY})",
        "LEFT JOIN profiles_searchentry scored ON scored.profile_id = profile.user_id",
    )
    bounds = "profile_id > coalesce(%s, '00000000-0000-0000-0000-000000000000'::uuid)"
    bounds += " AND profile_id <= coalesce(%s, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH source AS (SELECT profile_id, {compared}, card FROM ({source}) all_sources
                            WHERE {bounds}),
            entry AS (SELECT profile_id, {entry}, card.card FROM profiles_searchentry entry
                      FULL JOIN profiles_searchcard card USING (profile_id) WHERE {bounds})
            SELECT profile_id FROM source FULL JOIN entry USING (profile_id)
            WHERE source.* IS DISTINCT FROM entry.*
            ORDER BY profile_id
            """,
            [after, upto, after, upto],
        )
        return [row[0] for row in cursor.fetchall()]
