"""The page to register on, from a busy network: with a browser's work, and with a mailed code."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import TestCase

from accounts.models import User
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
    refused = send(client)
    assert refused.status_code == 428
    page = send(client, admission_by_code="1", password="").content.decode()
    assert 'value="asha@example.com"' in page
    assert "plum velvet" not in page
    [token] = re.findall(r'name="admission_token" value="([^"]+)"', page)
    [digits] = codes_in(mailoutbox)
    wrong = send(client, admission_token=token, admission_code="12345")
    assert wrong.status_code == 428
    assert token in wrong.content.decode()
    assert send(client, admission_token=token, admission_code=digits).status_code == 302


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_no_code_is_mailed_to_what_is_no_address(client, busy, mailoutbox, email):
    assert send(client, admission_by_code="1", email=email).status_code == 409
    assert not mailoutbox
