"""A body that comes slowly holds nothing that its session may no longer do when it has come."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.test import Client as Browser

from accounts.models import RevokedReason
from accounts.services.sessions import end_all_sessions
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.second_factor import code_in

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


class SlowBody(BytesIO):
    """Until all of it is there, the sessions of its sender have ended."""

    def __init__(self, content: bytes, user: User) -> None:
        super().__init__(content)
        self.user = user

    def read(self, size: int | None = -1) -> bytes:
        end_all_sessions(user=self.user, reason=RevokedReason.PASSWORD_CHANGED)
        return super().read(size)


@pytest.fixture
def asha() -> User:
    return UserFactory(username="asha")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "me", {"first_name": "Mallory"}),
        ("DELETE", "me", {"current_password": PASSWORD}),
        ("PATCH", "me/profile", {"headline": "Mallory"}),
        ("PATCH", "me/preferences", {"language": "de"}),
    ],
)
def test_a_body_that_outlasts_its_session_changes_nothing(api_as, asha, method, path, body):
    content = json.dumps(body).encode()
    answer = api_as(asha).generic(
        method,
        path,
        content_type="application/json",
        CONTENT_LENGTH=str(len(content)),
        **{"wsgi.input": SlowBody(content, asha)},
    )
    assert (answer.status_code, code_in(answer)) == (401, "session_ended")
    asha.refresh_from_db()
    assert asha.first_name != "Mallory"
    assert asha.erased_at is None


def test_a_form_that_outlasts_its_session_leads_to_the_log_in_page(asha):
    browser = Browser()
    browser.post("/login", {"identifier": "asha", "password": PASSWORD})
    content = b"language=de&time_zone="
    answer = browser.generic(
        "POST",
        "/account/address",
        content_type=FORM,
        CONTENT_LENGTH=str(len(content)),
        **{"wsgi.input": SlowBody(content, asha)},
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login")
