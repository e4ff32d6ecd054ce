"""The countries that a person can choose."""

from __future__ import annotations

from django_countries import countries


def countries_by_name() -> list[tuple[str, str]]:
    """The choices of a country: ISO 3166-1 alpha-2 codes with their names. A callable, so that a
    country that is renamed is no migration.
    """
    return list(countries)
