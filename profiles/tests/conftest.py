"""What each test of profiles starts with: nothing remembered of another test's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from profiles.search.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# What skills are imported and people are made up by.
SEEDED_FROM = ("profiles/**/*.py", "profiles/data/*", "accounts/**/*.py")


@pytest.fixture(autouse=True)
def _nothing_remembered(settings: Any, tmp_path: Path) -> None:
    vocabulary.__init__()
    settings.MEDIA_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private")},
        }
    }


# Of a class, so that it comes before the transaction of the test.
@pytest.fixture(scope="class")
def starter_set(in_kept_database: Callable[..., Any]) -> Iterator[None]:
    """The starter set of skills is there."""
    with in_kept_database("skills", import_starter_set, SEEDED_FROM):
        yield


def import_starter_set() -> None:
    call_command("import_skills", verbosity=0)
