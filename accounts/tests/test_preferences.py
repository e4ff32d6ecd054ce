"""In which language and zone somebody reads: pages, mails, export and erasure."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.fields import TimeZoneField
from accounts.models import Preference, Session
from accounts.services import account
from accounts.services.email import send_mail
from accounts.services.export import export
from accounts.services.preferences import save_preference
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}
SAVED = {"language": "de", "time_zone": "Asia/Kolkata"}


@pytest.fixture
def asha(client, freelancer):
    """A browser in which Asha is logged in."""
    client.force_login(freelancer)
    return client


def language_of(page) -> str:
    """What the page says of itself, and its header, agree."""
    (language,) = {one for one in ("en", "de") if f'<html lang="{one}">'.encode() in page.content}
    assert page.headers["Content-Language"] == language
    return language


def test_a_page_is_in_the_browsers_language(client):
    assert language_of(client.get("/")) == "en"
    page = client.get("/", **GERMAN)
    assert language_of(page) == "de"
    assert "Finden Sie Fachleute" in page.content.decode()
    assert '<button class="link" name="language" value="en" lang="en">English</button>' in (
        page.content.decode()
    )
    assert language_of(client.get("/", HTTP_ACCEPT_LANGUAGE="fr")) == "en"


def test_the_next_request_of_a_program_is_not_in_the_language_of_the_last_browser(client, api):
    client.get("/", **GERMAN)
    answer = api.post("auth/login", {"username": "nobody", "password": "wrong"})
    assert answer.json()["errors"][0]["detail"].startswith("No account")
    assert translation.get_language() == "en"
    assert timezone.get_current_timezone_name() == "UTC"


def test_the_switch_of_a_stranger_keeps_the_page(client):
    page = client.get("/search?q=tiling")
    assert b'name="next" value="/search?q=tiling"' in page.content
    answer = client.post("/language", {"language": "de", "next": "/search?q=tiling"})
    assert (answer.status_code, answer["Location"]) == (302, "/search?q=tiling")
    assert language_of(client.get("/")) == "de"
    client.post("/language", {"language": "xx"})
    assert language_of(client.get("/")) == "de"
    assert not Preference.objects.exists()


def test_the_switch_leads_to_no_other_site(client):
    answer = client.post("/language", {"language": "de", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_the_switch_of_a_member_is_their_preference(asha, freelancer):
    save_preference(user=freelancer, language="en", time_zone="Asia/Kolkata")
    assert language_of(asha.get("/dashboard", **GERMAN)) == "en"
    asha.post("/language", {"language": "de", "next": "/dashboard"})
    assert language_of(asha.get("/dashboard")) == "de"
    preference = Preference.objects.get(user=freelancer)
    assert (preference.language, preference.time_zone) == ("de", "Asia/Kolkata")


def test_a_member_chooses_language_and_zone(asha, freelancer):
    form = asha.get("/account/preferences")
    assert b'<optgroup label="Europe">' in form.content
    answer = asha.post("/account/preferences", SAVED, follow=True)
    assert language_of(answer) == "de"
    assert "Gespeichert." in answer.content.decode()
    assert Preference.objects.values("language", "time_zone").get(user=freelancer) == SAVED
    asha.post("/account/preferences", {"language": "", "time_zone": ""})
    assert language_of(asha.get("/dashboard", **GERMAN)) == "de"


@pytest.mark.parametrize(
    ("field", "value"), [("language", "fr"), ("time_zone", "Mars/Olympus"), ("time_zone", "../etc")]
)
def test_what_there_is_not_cannot_be_chosen(asha, field, value):
    answer = asha.post("/account/preferences", {field: value})
    assert answer.status_code == 422
    assert not Preference.objects.exists()


@pytest.mark.parametrize("wrong", [{"language": "DE!"}, {"time_zone": "../etc/passwd"}])
def test_the_database_holds_codes_and_names_only(freelancer, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=freelancer, **wrong)


def test_a_zone_or_language_that_is_no_more_is_as_if_none_was_chosen(asha, freelancer):
    Preference.objects.create(user=freelancer, language="fr", time_zone="Europe/Atlantis")
    page = asha.get("/account/security")
    assert language_of(page) == "en"
    assert b" UTC" in page.content


def test_times_are_in_the_readers_zone_which_is_named(asha, freelancer):
    at = datetime(2026, 1, 31, 20, 0, tzinfo=UTC)
    Session.objects.update(created_at=at)
    assert "Jan. 31, 2026, 8 p.m. UTC" in asha.get("/account/security").content.decode()
    save_preference(user=freelancer, **SAVED)
    assert "1. Februar 2026 01:30 IST" in asha.get("/account/security").content.decode()


def test_a_preference_costs_a_page_no_query(asha, freelancer):
    asha.get("/account")
    with CaptureQueriesContext(connection) as without:
        asha.get("/account")
    save_preference(user=freelancer, **SAVED)
    with CaptureQueriesContext(connection) as queries:
        assert language_of(asha.get("/account")) == "de"
    assert len(queries) == len(without)


def test_a_mail_is_in_the_language_of_who_gets_it(freelancer, mailoutbox):
    save_preference(user=freelancer, language="de")
    other = UserFactory()
    with TestCase.captureOnCommitCallbacks(execute=True), translation.override("de"):
        for user in (freelancer, other):
            send_mail(template="password-changed", recipient=user.email, user=user)
        assert translation.get_language() == "de"
    german, english = mailoutbox
    assert german.subject == "Ihr Passwort für Guildhall wurde geändert"
    assert '<html lang="de">' in german.alternatives[0].content
    assert english.subject == "Your password for Guildhall was changed"


def test_a_preference_is_exported_and_erased_after_the_last_mail(freelancer, mailoutbox):
    save_preference(user=freelancer, **SAVED)
    assert export(freelancer)["preference"] == SAVED
    with TestCase.captureOnCommitCallbacks(execute=True):
        account.erase(user=freelancer, session_id=None, current_password=PASSWORD)
    assert not Preference.objects.exists()
    assert mailoutbox[-1].subject == "Ihr Konto bei Guildhall wurde gelöscht"


def test_an_app_reads_and_sets_what_a_member_prefers(api_as, freelancer):
    api = api_as(freelancer)
    assert api.get("me/preferences").json() == {"language": "", "time_zone": ""}
    assert api.patch("me/preferences", SAVED).json() == SAVED
    answer = api.patch("me/preferences", {"language": ""})
    assert answer.json() == {"language": "", "time_zone": "Asia/Kolkata"}
    with CaptureQueriesContext(connection) as queries:
        assert api.get("me/preferences").json()["time_zone"] == "Asia/Kolkata"
    assert len(queries) == 2  # the session with its user; the row


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("language", "fr", "invalid_choice"),
        ("time_zone", "Mars/Olympus", "unknown_zone"),
        ("time_zone", "Factory", "unknown_zone"),
        ("time_zone", "localtime", "unknown_zone"),
    ],
)
def test_an_app_is_told_what_there_is_not(api_as, freelancer, field, value, code):
    answer = api_as(freelancer).patch("me/preferences", {field: value})
    assert answer.status_code == 422
    assert [(one["attr"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]
    assert not Preference.objects.exists()


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "GMT", "US/Pacific", "Asia/Calcutta", "Japan"])
def test_a_zone_is_chosen_by_any_of_its_names_and_kept_as_it_was_given(
    asha, api_as, freelancer, zone
):
    chosen = {"language": "", "time_zone": zone}
    assert api_as(freelancer).patch("me/preferences", {"time_zone": zone}).json() == chosen
    page = asha.get("/account/preferences").content.decode()
    assert f'<option value="{zone}" selected>' in page
    assert asha.post("/account/preferences", chosen).status_code == 302
    assert Preference.objects.get(user=freelancer).time_zone == zone


def test_every_name_that_python_knows_is_taken():
    field = TimeZoneField()
    taken = {
        field.run_validation(name) for name in available_timezones() - {"Factory", "localtime"}
    }
    assert len(taken) > 590
