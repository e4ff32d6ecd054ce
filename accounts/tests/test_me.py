"""`GET me`: one's own account, in one query."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.serializers import UserSerializer
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_me_answers_the_account_in_one_query(api_as, freelancer):
    client = api_as(freelancer)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get("me")
    assert answer.status_code == 200
    assert len(queries) == 1  # the session with its user; that it is logged in follows from it
    assert answer.json()["username"] == "asha"
    assert answer.json()["full_name"] == "Asha Rao"
    assert answer.json()["is_logged_in"] is True


def test_the_representation_has_exactly_the_declared_fields():
    user = UserFactory()
    assert list(UserSerializer(user).data) == list(UserSerializer().fields)
