"""The words, skills and places that the data holds, by how frequent they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Terms:
    """What the data holds, by how frequent it is."""

    broad: list[str]
    middling: list[str]
    rare: list[str]
    broad_skills: list[str]
    middling_skills: list[str]
    rare_skills: list[str]
    held_together: list[list[str]]
    places: list[tuple[str, str, str]]
    """Country, city and currency of people drawn at random."""


def read_terms() -> Terms:
    """Words and skills of a sample of the entries, by their share."""
    from django.db import connection

    from profiles.models import Skill
    from profiles.search.ladder import statistics
    from profiles.search.tags import Kind

    with connection.cursor() as cursor:
        cursor.execute("SELECT least(100, 3000000.0 / count(*)) FROM profiles_searchentry")
        percent = float(cursor.fetchone()[0])
        sample = f"profiles_searchentry TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)"
        cursor.execute(f"SELECT count(*) FROM {sample}")
        total = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT word, ndoc::float / %s FROM ts_stat('SELECT vector FROM {sample}') "
            "WHERE word ~ '^[a-z]{3,}$' ORDER BY ndoc DESC, word",
            [total],
        )
        words = cursor.fetchall()
        cursor.execute(f"SELECT tags FROM {sample} ORDER BY profile_id LIMIT 2000")
        tags = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT profile.country, profile.city, details.currency FROM profiles_profile profile "
            "JOIN profiles_freelancerdetails details ON details.profile_id = profile.user_id "
            "ORDER BY profile.user_id LIMIT 2000"
        )
        places = cursor.fetchall()
    statistics.refresh()
    slugs = dict(Skill.objects.values_list("pk", "slug"))
    shares = {
        slugs[tag]: entries / statistics.total
        for tag, entries in statistics.entries.items()
        if Kind.of(tag)[0] is Kind.SKILL and tag in slugs
    }
    together = [[slugs[tag] for tag in one if tag in slugs] for one in tags]
    return Terms(
        broad=[word for word, share in words if share > 0.08],
        middling=[word for word, share in words if 0.003 < share < 0.03],
        rare=[word for word, share in words if share < 0.0005],
        broad_skills=[slug for slug, share in shares.items() if share > 0.03],
        middling_skills=[slug for slug, share in shares.items() if 0.003 < share < 0.02],
        rare_skills=[slug for slug, share in shares.items() if share < 0.002],
        held_together=[one for one in together if len(one) >= 3],
        places=places,
    )
