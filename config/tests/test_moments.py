"""A moment in a text says its zone, and ends a sentence with one full stop."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from accounts.services.mails import write_mail
from accounts.services.preferences import save_preference

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
EVENING = datetime(2026, 11, 30, 17, 14, tzinfo=UTC)  # "5:14 p.m.", with a full stop of its own
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())
FORMATS = re.compile(r"""\|(?:date|time):"([^"]*)\"""")
NAMED = ("DATETIME_FORMAT", "TIME_FORMAT", "SHORT_DATETIME_FORMAT")
MAILS = {
    "keep-second-factor": {"due_at": EVENING, "path": "keep", "token": "t"},
    "way-back-asked": {"due_at": EVENING, "path": "keep", "token": "t"},
    "new-log-in": {"at": EVENING, "device": "Firefox", "network": "192.0.2.0/24"},
}


def hours_without_a_zone(text: str) -> list[str]:
    """The formats in a template that write an hour and no zone; `c` is for programs."""
    formats = FORMATS.findall(text)
    return [one for one in formats if one in NAMED or (set("HhGgPf") & set(one) and "T" not in one)]


def test_no_template_writes_an_hour_without_its_zone():
    found = {
        path.name: odd for path in TEMPLATES if (odd := hours_without_a_zone(path.read_text()))
    }
    assert found == {}


def test_an_hour_without_a_zone_would_be_found():
    assert hours_without_a_zone('{{ due_at|date:"DATETIME_FORMAT" }}')
    assert hours_without_a_zone('{{ due_at|date:"H:i" }}')
    assert not hours_without_a_zone('{{ due_at|date:"Y-m-d H:i:s T" }} {{ due_at|date:"c" }}')


@pytest.mark.parametrize("mail", sorted(MAILS))
@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("UTC", "en", "Nov. 30, 2026, 5:14 p.m. UTC"),
        ("Asia/Kolkata", "en", "Nov. 30, 2026, 10:44 p.m. IST"),
        ("Europe/Berlin", "de", "30. November 2026 18:14 CET"),
    ],
)
def test_a_mail_says_when_in_its_readers_zone_and_ends_the_sentence_once(
    freelancer, mail, zone, language, said
):
    save_preference(user=freelancer, language=language, time_zone=zone)
    written = write_mail(
        template=mail,
        app="accounts",
        user=freelancer,
        otherwise="en",
        addressee=freelancer.get_full_name(),
        **MAILS[mail],
    )
    for text in (written.text, written.html):
        assert said in text
        assert ".." not in text


def test_a_sentence_that_ends_with_a_moment_has_one_full_stop(freelancer):
    written = write_mail(
        template="keep-second-factor",
        app="accounts",
        user=freelancer,
        otherwise="en",
        **MAILS["keep-second-factor"],
    )
    assert "We will do so on Nov. 30, 2026, 5:14 p.m. UTC." in written.text
    assert "We will do so on Nov. 30, 2026, 5:14 p.m. UTC." in written.html
