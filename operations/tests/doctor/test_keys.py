"""What the doctor says of the keys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db.models import F

from foundation.models import RingKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from operations.tests.doctor.conftest import Diagnosis

pytestmark = pytest.mark.django_db

MADE_OF_IT = "is not set, and made from SECRET_KEY."
FORMER = "A key of the database is encrypted under a former SECRET_KEY."
UNREADABLE = "A key of the database cannot be opened."


def test_keys_of_the_ring_are_no_longer_made_of_the_secret_key(
    diagnose: Callable[[], Diagnosis],
) -> None:
    names = [what for what in diagnose() if what.endswith(MADE_OF_IT)]
    assert names == [f"{name} {MADE_OF_IT}" for name in sorted(NAMES)]
    call_command("rotate_keys")
    assert f"OTP_KEYS {MADE_OF_IT}" in diagnose()
    call_command("rotate_keys", "--leaked")
    assert [what for what in diagnose() if what.endswith(MADE_OF_IT)] == [f"OTP_KEYS {MADE_OF_IT}"]


NAMES = {"JWT_SIGNING_KEY", "OTP_KEYS", "REPUTATION_SIGNING_KEY"}


def test_a_key_that_signs_for_more_than_a_year_is_found(
    diagnose: Callable[[], Diagnosis],
) -> None:
    call_command("rotate_keys")
    assert not any("year old" in what for what in diagnose())
    RingKey.objects.update(made_at=F("made_at") - timedelta(days=366))
    assert "The newest key of reputations and tokens is more than a year old." in diagnose()
    call_command("rotate_keys", "--only", "tokens")
    assert "The newest key of reputations is more than a year old." in diagnose()


def test_keys_under_a_former_secret_key_are_found_until_they_are_encrypted_anew(
    diagnose: Callable[[], Diagnosis], settings: SettingsWrapper
) -> None:
    call_command("rotate_keys")
    settings.SECRET_KEY, former = "z" * 30 + "another0123456789abcdef", settings.SECRET_KEY
    assert UNREADABLE in diagnose()
    settings.SECRET_KEY_FALLBACKS = [former]
    assert FORMER in diagnose()
    call_command("rotate_keys", "--older-than", "365")
    settings.SECRET_KEY_FALLBACKS = []
    assert not {FORMER, UNREADABLE} & diagnose().keys()


@pytest.mark.parametrize(("mode", "found"), [(0o600, 0), (0o640, 0), (0o644, 1), (0o660, 1)])
def test_a_file_of_settings_that_others_can_read_is_found(
    diagnose: Callable[[], Diagnosis],
    settings: SettingsWrapper,
    tmp_path: Path,
    mode: int,
    found: int,
) -> None:
    settings.ENV_FILE = tmp_path / ".env"
    settings.ENV_FILE.touch()
    settings.ENV_FILE.chmod(mode)
    what = "The file with the settings can be read or changed by others on this machine."
    assert (what in diagnose()) == bool(found)
