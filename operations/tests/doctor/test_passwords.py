"""What the doctor says of the lists of breached passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from operations.tests.doctor.conftest import Diagnosis

pytestmark = pytest.mark.django_db


def told(diagnosis: Diagnosis) -> set[str]:
    return {what.split()[0] for what, one in diagnosis.items() if one["area"] == "passwords"}


def test_without_lists_there_is_nothing_to_say(diagnose: Callable[[], Diagnosis]) -> None:
    assert told(diagnose()) == set()


def test_lists_that_do_not_know_the_best_known_password_are_found(
    diagnose: Callable[[], Diagnosis], settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.PASSWORD_BREACH_CHECK_URL = "http://127.0.0.1:9/range"
    settings.PASSWORD_BREACH_FILES = str(tmp_path)
    assert told(diagnose()) == {"PASSWORD_BREACH_CHECK_URL", "PASSWORD_BREACH_FILES"}
    (tmp_path / "5BAA6.txt").write_text("1E4C9B93F3F0682250B6CF8331B7EE68FD8:3\n")
    assert told(diagnose()) == {"PASSWORD_BREACH_CHECK_URL"}
