"""The page to register on, from a busy network: with a browser's work, and with a mailed code."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import TestCase

from accounts.models import User
from accounts.tests.factories import UserFactory
from accounts.tests.test_admission import ADDRESS, NEW, busy, codes_in, solved

pytestmark = pytest.mark.django_db
__all__ = ["ADDRESS", "busy"]


def send(client: Any, **more: str) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/register", NEW | more)


def test_from_a_quiet_network_the_page_asks_for_nothing(client):
    assert "admission" not in client.get("/register").content.decode()
    assert send(client).status_code == 302


def test_from_a_busy_one_it_has_the_work_at_once(client, busy):
    page = client.get("/register").content.decode()
    work = json.loads(html.unescape(re.findall(r'data-admission="([^"]+)"', page)[0]))
    shown = solved(work).removeprefix("work ")
    assert send(client, admission_work=shown).status_code == 302
    assert User.objects.filter(username="asha").exists()


def test_without_javascript_a_code_is_mailed_and_what_was_typed_is_kept(client, busy, mailoutbox):
    assert send(client).status_code == 428
    page = send(client, admission_by_code="1", password="").content.decode()
    assert 'value="asha@example.com"' in page
    assert "plum velvet" not in page
    [token] = re.findall(r'name="admission_token" value="([^"]+)"', page)
    [digits] = codes_in(mailoutbox)
    assert "We have sent you a code." in page
    wrong = send(client, admission_token=token, admission_code="12345")
    assert wrong.status_code == 428
    assert token in wrong.content.decode()
    assert "We have sent you a code." not in wrong.content.decode()
    assert 'value="12345"' not in wrong.content.decode()
    assert send(client, admission_token=token, admission_code=digits).status_code == 302


def test_the_page_says_at_its_top_what_is_needed_and_names_a_button_that_it_has(client, busy):
    page = send(client).content.decode()
    [said] = re.findall(r'<div class="wrong" role="alert"[^>]*>(.*?)</div>', page)
    assert "Have a code sent to you, and send the form again." in said
    assert page.index(said) < page.index('name="username"')
    assert ">Send me a code</button>" in page
    assert "Have a code sent to you" not in client.get("/register").content.decode()


def test_a_code_stays_good_and_in_its_field_when_a_username_is_taken(client, busy, mailoutbox):
    UserFactory(username="taken")
    page = send(client, admission_by_code="1").content.decode()
    [token] = re.findall(r'name="admission_token" value="([^"]+)"', page)
    shown = {"admission_token": token, "admission_code": codes_in(mailoutbox)[0]}
    taken = send(client, **shown, username="taken")
    assert taken.status_code == 400
    assert f'value="{shown["admission_code"]}"' in taken.content.decode()
    assert "We have sent you a code." not in taken.content.decode()
    assert send(client, **shown).status_code == 302


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_no_code_is_mailed_to_what_is_no_address(client, busy, mailoutbox, email):
    assert send(client, admission_by_code="1", email=email).status_code == 409
    assert not mailoutbox
