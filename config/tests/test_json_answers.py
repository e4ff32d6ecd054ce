"""What an answer may hold, and that a mistake of ours is a 500 and never half an answer."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role, User
from config import urls
from config.json import OrjsonRenderer
from config.urls import handler400, handler403, handler404, handler500

if TYPE_CHECKING:
    from rest_framework.request import Request

__all__ = ["handler400", "handler403", "handler404", "handler500"]
MISTAKES: dict[str, Any] = {
    "a set": {"a", "b"},
    "a function": lambda: 1,
    "bytes": b"bytes",
    "an iterator": iter([1]),
    "a row": User(username="ada"),
    "an error": ValueError("hush"),
}


class Mistaken(APIView):
    """Answers a list of good rows, and then what is no answer."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    schema = None

    def get(self, request: Request, mistake: str) -> Response:
        return Response([*({"number": number} for number in range(10_000)), MISTAKES[mistake]])


urlpatterns = [path("api/v1/mistaken/<mistake>", Mistaken.as_view()), *urls.urlpatterns]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_no_answer_is_refused_by_its_type(mistake):
    value = MISTAKES[mistake]
    with pytest.raises(TypeError, match=f"not JSON serializable: .*{type(value).__name__}"):
        OrjsonRenderer().render({"rows": [1, value]})


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_it_is_a_500_that_is_logged_and_says_nothing(api, caplog, mistake):
    api.raise_request_exception = False
    with caplog.at_level(logging.ERROR, logger="django.request"):
        answer = api.get(f"mistaken/{mistake}")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert answer.json() == {
        "type": "server_error",
        "errors": [
            {"code": "error", "detail": "The error was logged. Try again later.", "attr": None}
        ],
    }
    assert "not JSON serializable" in caplog.text
    assert "hush" not in answer.content.decode()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (_("Password"), b'"Passwort"'),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), b'"2026-01-31T12:00:00Z"'),
        (date(2026, 1, 31), b'"2026-01-31"'),
        (UUID(int=7), b'"00000000-0000-0000-0000-000000000007"'),
        (Decimal("80.00"), b'"80.00"'),
        (Role.CLIENT, b'"client"'),
        ({1: None}, b'{"1":null}'),
        ((1, 2.5, True), b"[1,2.5,true]"),
    ],
    ids=str,
)
def test_what_answers_are_made_of(value, written):
    with override("de"):
        assert OrjsonRenderer().render(value) == written
