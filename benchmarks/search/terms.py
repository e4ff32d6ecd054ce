"""The words, names, skills and places that the data holds, by how frequent they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

SAMPLE = 30_000  # people


@dataclass
class Terms:
    """What the data holds, by how frequent it is."""

    broad: list[str]
    middling: list[str]
    rare: list[str]
    headlines: list[str]
    bios: list[str]
    people: list[tuple[str, str, str]]
    """First name, last name and username."""

    broad_skills: list[str]
    middling_skills: list[str]
    rare_skills: list[str]
    held_together: list[list[str]]
    places: list[tuple[str, str, str]]
    """Country, city and currency of people drawn at random."""


def read_terms() -> Terms:
    """Of a sample of the people, by their share."""
    from django.db import connection

    from profiles.search.stop_words import ASKING, STOP_WORDS

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT least(100, {SAMPLE * 100.0} / count(*)) FROM profiles_searchentry")
        sample = f"TABLESAMPLE SYSTEM ({float(cursor.fetchone()[0])}) REPEATABLE (1)"
        cursor.execute(f"SELECT count(*) FROM profiles_profile {sample}")
        total = cursor.fetchone()[0]
        cursor.execute(
            "SELECT word, ndoc::float / %s FROM ts_stat('SELECT to_tsvector(''simple'', "
            f"headline || '' '' || bio) FROM profiles_profile {sample}') "
            "WHERE word ~ '^[a-z]{3,}$' ORDER BY ndoc DESC, word",
            [total],
        )
        words = [(word, share) for word, share in cursor if word not in STOP_WORDS | ASKING]
        cursor.execute(
            "SELECT profile.headline, profile.bio, profile.country, profile.city, details.currency,"
            f" account.first_name, account.last_name, account.username"
            f" FROM profiles_profile profile {sample}"
            " JOIN profiles_freelancerdetails details ON details.profile_id = profile.user_id"
            " JOIN accounts_user account ON account.id = profile.user_id LIMIT 2000"
        )
        people = cursor.fetchall()
        cursor.execute(f"SELECT tags FROM profiles_searchentry {sample}")
        tags = [row[0] for row in cursor]
    together, shares = _skills(tags)
    return Terms(
        broad=[word for word, share in words if share > 0.08],
        middling=[word for word, share in words if 0.003 < share < 0.03],
        rare=[word for word, share in words if share < 0.0005],
        headlines=[row[0] for row in people],
        bios=[row[1] for row in people],
        people=[row[5:8] for row in people],
        broad_skills=[slug for slug, share in shares.items() if share > 0.03],
        middling_skills=[slug for slug, share in shares.items() if 0.003 < share < 0.02],
        rare_skills=[slug for slug, share in shares.items() if share < 0.002],
        held_together=[one for one in together if len(one) >= 3],
        places=[row[2:5] for row in people],
    )


def _skills(tags: list[list[int]]) -> tuple[list[list[str]], dict[str, float]]:
    """The skills that each of these people has, and of each which share has it."""
    from profiles.models import Skill

    slugs = dict(Skill.objects.values_list("pk", "slug"))
    together = [[slugs[tag] for tag in one if tag in slugs] for one in tags]
    holders = Counter(slug for one in together for slug in one)
    return together, {slug: number / len(tags) for slug, number in holders.most_common()}
