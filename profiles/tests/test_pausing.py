"""A freelancer who is away until a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.services.preferences import save_preference
from profiles.matching import Need, best_fits
from profiles.models import FreelancerDetails, SearchEntry, Skill
from profiles.search.tags import PAUSED
from profiles.services.pausing import end_due, next_end
from profiles.services.profile import make_profile, update_profile
from profiles.tests.factories import make_freelancer

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(api_as, freelancer):
    make_profile(freelancer)
    return api_as(freelancer)


def day_in(days: int) -> date:
    return timezone.now().date() + timedelta(days=days)


def pause(user, until: date, note: str = "") -> None:
    update_profile(user=user, changes={"paused_until": until, "pause_note": note})


def shown(api, user) -> dict:
    return api.get(f"profiles/{user.username}").json()


def test_a_pause_is_on_the_page_and_in_the_search(worker, api, client, freelancer):
    until = day_in(20).isoformat()
    given = {"availability": "available", "paused_until": until, "pause_note": "Knee surgery."}
    assert worker.patch("me/profile", given).status_code == 200
    page = shown(api, freelancer)
    assert (page["paused_until"], page["pause_note"]) == (until, "Knee surgery.")
    assert "Knee surgery." in client.get(f"/@{freelancer.username}").content.decode()
    available, away = (
        api.get(f"profiles?availability={one}").json()["results"]
        for one in ("available", "unavailable")
    )
    assert available == []
    assert [one["paused_until"] for one in away] == [until]


def test_it_ends_by_itself_when_the_day_begins_where_they_live(api, freelancer):
    make_profile(freelancer)
    save_preference(user=freelancer, time_zone="Pacific/Auckland")
    until = day_in(5)
    pause(freelancer, until, "On the sea.")
    begins = datetime.combine(until, datetime.min.time(), ZoneInfo("Pacific/Auckland"))
    assert (next_end(), end_due()) == (begins, 0)
    save_preference(user=freelancer, time_zone="America/Lima")
    assert next_end() == begins.replace(tzinfo=ZoneInfo("America/Lima"))
    FreelancerDetails.objects.update(pause_ends_at=timezone.now())
    assert shown(api, freelancer)["paused_until"] is None
    assert (end_due(), end_due(), next_end()) == (1, 0, None)
    assert PAUSED not in SearchEntry.objects.get(pk=freelancer.pk).tags
    assert FreelancerDetails.objects.get().pause_note == ""


def test_who_is_away_is_out_of_matches():
    away, _here = (make_freelancer(name, skills=("Plumbing",)) for name in ("away", "here"))
    pause(away.user, day_in(3))
    skill = Skill.objects.get(name="Plumbing")
    assert [one.card["username"] for one in best_fits(Need([skill.pk]))] == ["here"]


def test_it_is_taken_back_with_its_words(worker, freelancer):
    pause(freelancer, day_in(5), "On the sea.")
    assert worker.patch("me/profile", {"paused_until": None}).json()["pause_note"] == ""
    assert next_end() is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (lambda: day_in(0).isoformat(), "in_the_past"),
        (lambda: "0001-01-01", "in_the_past"),
        (lambda: day_in(400).isoformat(), "too_long"),
        (lambda: "9999-12-31", "too_long"),
        (lambda: "2027-02-30", "invalid_date"),
        (lambda: "next week", "invalid_date"),
    ],
)
def test_a_day_that_is_none_or_over_is_refused(worker, given, code):
    answer = worker.patch("me/profile", {"paused_until": given()})
    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["errors"]] == [code]
    assert answer.json()["errors"][0]["attr"] == "paused_until"


def test_a_client_has_no_pause(api_as, client_user):
    make_profile(client_user)
    answer = api_as(client_user).patch("me/profile", {"paused_until": day_in(3).isoformat()})
    assert answer.json()["errors"][0]["code"] == "freelancers_only"


def test_the_form_of_the_profile_has_it(client, freelancer):
    make_profile(freelancer)
    client.force_login(freelancer)
    page = client.get("/profile").content.decode()
    assert 'type="date"' in page
    assert 'name="paused_until"' in page
