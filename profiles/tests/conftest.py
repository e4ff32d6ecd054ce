"""What each test of profiles starts with: nothing remembered of another test's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from profiles.search.ladder import statistics
from profiles.search.vocabulary import vocabulary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _nothing_remembered(settings: Any, tmp_path: Path) -> None:
    statistics.__init__()
    vocabulary.__init__()
    settings.MEDIA_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private")},
        }
    }
