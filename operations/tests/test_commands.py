"""Commands that concern every app."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import SessionFactory
from foundation.models import LimitCounter
from notifications.models import Notification, NotificationPreference
from operations.demo import PASSWORD, PEOPLE, SEEDED, load_demo_data
from operations.plurals import counted

pytestmark = pytest.mark.django_db


def test_prune_says_what_it_deleted(settings, tmp_path):
    settings.SEARCH_FOLDER = str(tmp_path)
    long_ago = timezone.now() - timedelta(days=40)
    SessionFactory()
    session = SessionFactory()
    type(session).objects.filter(pk=session.pk).update(
        created_at=long_ago - timedelta(days=1), expires_at=long_ago
    )
    LimitCounter.objects.create(key="old", count=1, expires_at=long_ago)
    LimitCounter.objects.create(key="new", count=1, expires_at=timezone.now() + timedelta(days=1))
    output = StringIO()
    call_command("prune", stdout=output)
    assert output.getvalue().splitlines() == [
        "1 session",
        "0 remembered devices",
        "0 one-time codes",
        "0 days of codes",
        "1 limit counter",
        "0 idempotency keys",
        "0 noted changes",
        "0 events",
        "0 notifications",
        "0 indexes that nobody writes",
        "0 usernames kept after their release",
        "0 changes that can no more be undone",
        "0 keys that newer ones replaced",
        "0 CVs",
        "0 files that their authors removed",
        "0 files that nothing names",
        "0 searches that are not popular any more",
        "0 addresses of strangers who reported",
        "0 cases that keep no private words any more",
        "0 reports and appeals of people who were erased",
        "0 agreed projects of clients who were erased",
        "0 fingerprints of texts",
        "0 tasks",
        "0 messages that were never sent",
        "0 reports of mails",
        "0 hours of mails",
        "0 notes of recent writes",
    ]


def test_the_demos_people_log_in(api, mailoutbox, django_capture_on_commit_callbacks):
    steps: list[str] = []
    with django_capture_on_commit_callbacks(execute=True):
        load_demo_data(steps.append)
    assert len(steps) == 4
    load_demo_data(steps.append)
    assert len(steps) == 4
    assert mailoutbox == []
    assert not NotificationPreference.objects.exists()
    assert Notification.objects.filter(person__username="asha").exists()
    assert User.objects.exclude(username__startswith="seed-client").count() == len(PEOPLE) + SEEDED
    assert api.get("profiles", {"q": "plumber pune"}).json()["results"]
    assert api.get("profiles/greenview-society").status_code == 200
    for person in PEOPLE:
        body = {"username": person["username"], "password": PASSWORD}
        assert api.post("auth/login", body).status_code == 200


@pytest.mark.parametrize(
    ("number", "nouns", "said"),
    [
        (0, ("task",), "0 tasks"),
        (1, ("task",), "1 task"),
        (1200, ("task",), "1,200 tasks"),
        (1, ("task waits", "tasks wait"), "1 task waits"),
        (2, ("task waits", "tasks wait"), "2 tasks wait"),
    ],
)
def test_one_of_a_thing_is_told_as_one(number, nouns, said):
    assert counted(number, *nouns) == said
