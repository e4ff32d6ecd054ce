"""What is told of new matches of a saved search, and how it reads later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F

from accounts.models import Role
from accounts.services.blocks import block_person
from bookmarks.services.looking import look_at
from bookmarks.services.saved_searches import forget_search, save_search
from notifications.models import Delivery
from notifications.services import mailing
from notifications.tests.factories import happens, told, verified
from profiles.models import Visibility
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer
from reviews.tests.factories import make_party

pytestmark = pytest.mark.django_db
KIND = "saved_search_matches"


@pytest.fixture
def owner():
    user = make_party(Role.CLIENT, email="office@greenview.example")
    verified(user)
    return user


@pytest.fixture
def search(owner):
    return save_search(
        owner=owner, kind="people", name="Pipes", criteria={"q": "plumber"}, alerts="at_once"
    )


def plumber(name: str):
    return make_freelancer(name, headline="Plumber")


def shown(caller) -> dict:
    (one,) = caller.get("me/notifications").json()["results"]
    return one


def test_several_matches_are_one_notification_and_one_mail(search, owner, api_as):
    for name in ("asha", "ben", "chao", "dilip"):
        plumber(name)
    happens(lambda: look_at([search.pk]))
    happens(lambda: look_at([search.pk]))
    assert told(owner) == [KIND]
    one = shown(api_as(owner))
    assert one["heading"] == "New matches for “Pipes”"
    assert one["text"].count("Plumber") == 3
    assert one["text"].endswith("; and 1 other.")
    (message,) = mail.outbox
    assert message.subject == "New matches for “Pipes”"
    assert f"/saved-searches/{search.pk}" in message.body
    assert "List-Unsubscribe" in message.extra_headers


def test_who_is_hidden_or_kept_away_by_a_block_meanwhile_is_not_named(search, owner, api_as):
    hidden, blocking, there = plumber("asha"), plumber("ben"), plumber("chao")
    happens(lambda: look_at([search.pk]))
    update_profile(user=hidden.user, changes={"visibility": Visibility.HIDDEN})
    block_person(user=blocking.user, session_id=None, username=owner.username)
    text = shown(api_as(owner))["text"]
    assert there.user.full_name in text
    for other in (hidden, blocking):
        assert other.user.full_name not in text


@pytest.mark.parametrize("end", ["hidden", "forgotten"])
def test_where_nothing_is_left_to_tell_no_mail_goes(search, owner, api_as, end, monkeypatch):
    one = plumber("asha")
    monkeypatch.setattr(type(mailing.send_by_mail), "enqueue", lambda *_args: None)
    happens(lambda: look_at([search.pk]))
    monkeypatch.undo()
    if end == "hidden":
        update_profile(user=one.user, changes={"visibility": Visibility.HIDDEN})
    else:
        forget_search(owner=owner, search=search)
    Delivery.objects.update(next_try_at=F("next_try_at") - timedelta(hours=1))
    happens(mailing.queue_due)
    assert mail.outbox == []
    assert shown(api_as(owner))["heading"] == "No longer available"
