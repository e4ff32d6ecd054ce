"""Mails about reviews, and how they stop."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Status, User
from accounts.services.preferences import save_preference
from accounts.tests.factories import PASSWORD, restriction_on, with_status
from notifications.models import NotificationPreference
from notifications.tests.factories import happens
from notifications.unsubscribing import token_for
from reviews.models import ModerationState
from reviews.services.moderation import set_moderation
from reviews.services.revealing import reveal_due
from reviews.tests.factories import BODY, TEXT, make_finished, make_review, pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client_user, freelancer):
    for user in (client_user, freelancer):
        User.objects.filter(pk=user.pk).update(email_verified_at=timezone.now())
        user.refresh_from_db()
    return make_finished(client_user, freelancer)


def submit(api_as, project, user, **change):
    return api_as(user).post(f"projects/{project.pk}/reviews", BODY | change)


def test_the_story_by_mail(api_as, project, mailoutbox):
    submit(api_as, project, project.client)
    (waiting,) = mailoutbox
    assert waiting.to == ["asha@example.com"]
    assert project.client.full_name in waiting.subject
    assert project.title in waiting.body
    assert "UTC" in waiting.body
    submit(api_as, project, project.freelancer)
    assert [mail.to[0] for mail in mailoutbox[1:]] == [
        "asha@example.com",
        "housing-society@example.com",
    ] or [mail.to[0] for mail in mailoutbox[1:]] == [
        "housing-society@example.com",
        "asha@example.com",
    ]
    assert all("revealed" in mail.subject for mail in mailoutbox[1:])
    received = api_as(project.freelancer).get("me/reviews").json()["results"][0]["id"]
    api_as(project.freelancer).post(f"reviews/{received}/reply", {"text": "Thanks."})
    assert (mailoutbox[3].to, "replied" in mailoutbox[3].subject) == (
        ["housing-society@example.com"],
        True,
    )
    api_as(project.freelancer).post(f"reviews/{received}/open-correction")
    assert "correct" in mailoutbox[4].subject
    assert len(mailoutbox) == 5
    assert not any(TEXT in mail.body or "Thanks." in mail.body for mail in mailoutbox)


def test_a_mail_has_the_language_and_zone_of_who_gets_it(api_as, project, mailoutbox):
    save_preference(user=project.freelancer, language="de", time_zone="Asia/Kolkata")
    save_preference(user=project.client, language="en", time_zone="Europe/Berlin")
    submit(api_as, project, project.client)
    (waiting,) = mailoutbox
    assert waiting.subject.endswith("hat Sie bewertet")
    assert re.search(r"vorbei ist: \d+\. \w+ \d{4} \d\d:\d\d IST\.", waiting.body)


def test_the_end_of_a_window_is_told(project, mailoutbox):
    make_review(project, project.client)
    pass_time()
    happens(reveal_due)
    assert [mail.to for mail in mailoutbox] == [["asha@example.com"]]
    assert "revealed" in mailoutbox[0].subject


def test_names_and_titles_are_escaped_in_html_and_plain_in_text(api_as, project, mailoutbox):
    User.objects.filter(pk=project.client_id).update(first_name="<b>O'Hara</b>", last_name="")
    submit(api_as, project, project.client)
    assert "<b>O'Hara</b>" in mailoutbox[0].body
    assert "<b>O" not in mailoutbox[0].alternatives[0].content


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.SUSPENDED, Status.PENDING])
def test_only_accounts_in_use_get_mails(api_as, project, mailoutbox, status):
    with_status(project.freelancer, status)
    assert submit(api_as, project, project.client).status_code == 201
    assert mailoutbox == []


def test_a_review_that_moderation_hides_is_not_told(api_as, project, mailoutbox):
    review = make_review(project, project.client)
    set_moderation(
        review=review, state=ModerationState.HIDDEN, decision=restriction_on(review.pk, "content")
    )
    mailoutbox.clear()
    submit(api_as, project, project.freelancer)
    assert [mail.to for mail in mailoutbox] == [["housing-society@example.com"]]


def test_a_former_member_has_no_name_in_mails(api_as, project, mailoutbox):
    make_review(project, project.client)
    close = {"current_password": PASSWORD}
    assert api_as(project.client).delete("me", close).status_code == 204
    mailoutbox.clear()
    submit(api_as, project, project.freelancer)
    (mail,) = mailoutbox
    assert "former member" in mail.subject
    assert "former-" not in mail.body


def test_one_without_an_address_gets_none(api_as, project, mailoutbox):
    User.objects.filter(pk=project.freelancer_id).update(
        email=None, email_verified_at=None, phone_number="+919820012345"
    )
    assert submit(api_as, project, project.client).status_code == 201
    assert mailoutbox == []


def link_of(mail) -> str:
    (link,) = re.findall(r"http://localhost:8000(/unsubscribe\S+)", mail.body)
    unsubscribing = {
        "List-Unsubscribe": f"<http://localhost:8000{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert mail.extra_headers.items() >= unsubscribing.items()
    return link


def test_opening_the_link_changes_nothing_and_the_button_does(api_as, client, project, mailoutbox):
    submit(api_as, project, project.client)
    link = link_of(mailoutbox[0])
    page = client.get(link)
    assert page.status_code == 200
    assert b"<button>" in page.content
    assert not NotificationPreference.objects.exists()
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    done = client.post("/unsubscribe", {"token": token})
    assert b"no longer receive e-mails" in done.content
    assert NotificationPreference.objects.get().user == project.freelancer
    submit(api_as, make_finished(project.client, project.freelancer), project.client)
    assert len(mailoutbox) == 1
    submit(api_as, project, project.freelancer)  # of another kind
    to = {mail.to[0] for mail in mailoutbox[1:]}
    assert to == {project.freelancer.email, project.client.email}


def test_a_mail_program_stops_them_by_one_click(api_as, project, mailoutbox):
    submit(api_as, project, project.client)
    browser = Browser(enforce_csrf_checks=True)
    answer = browser.post(link_of(mailoutbox[0]), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    chosen = NotificationPreference.objects.get()
    assert (chosen.kind, chosen.frequency) == ("review_awaited", "never")
    assert browser.post(link_of(mailoutbox[0])).status_code == 200
    assert NotificationPreference.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "x:y", "\0", "0" * 400])
def test_a_forged_token_stops_nothing(client, freelancer, token):
    answer = client.post("/unsubscribe", {"token": token})
    assert answer.status_code in {200, 422}
    assert b"no longer receive e-mails" not in answer.content
    assert not NotificationPreference.objects.exists()


def test_the_token_of_a_former_member_is_no_good(client, freelancer):
    token = token_for(freelancer, "review_awaited")
    User.objects.filter(pk=freelancer.pk).update(erased_at="2026-01-01T00:00:00Z")
    assert client.post("/unsubscribe", {"token": token}).status_code == 422


def test_a_link_of_a_kind_that_is_gone_stops_nothing(client, freelancer):
    answer = client.post("/unsubscribe", {"token": token_for(freelancer, "long_gone")})
    assert answer.status_code == 422
    assert not NotificationPreference.objects.exists()


def email(api, kind: str) -> str:
    rows = api.get("me/notification-preferences").json()["preferences"]
    return next(row["email"] for row in rows if row["kind"] == kind)


def choose(api, **fields):
    body = {"preferences": [{"kind": "review_awaited", **fields}]}
    return api.patch("me/notification-preferences", body)


def test_who_stopped_the_mails_can_have_them_again(api_as, project, mailoutbox):
    api = api_as(project.freelancer)
    assert email(api, "review_awaited") == "at_once"
    assert choose(api, email="never").status_code == 200
    submit(api_as, project, project.client)
    assert mailoutbox == []
    assert api.patch("me/notification-preferences", {}).status_code == 200
    assert email(api, "review_awaited") == "never"
    assert choose(api, email="at_once").status_code == 200
    submit(api_as, make_finished(project.client, project.freelancer), project.client)
    assert [mail.to for mail in mailoutbox] == [["asha@example.com"]]


@pytest.mark.parametrize("value", [None, 1, "true", [], {}, "sometimes"])
def test_how_mails_come_is_one_of_three(api_as, freelancer, value):
    answer = choose(api_as(freelancer), email=value)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == "preferences.0.email"
    assert not NotificationPreference.objects.exists()
