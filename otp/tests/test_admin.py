"""Staff see codes as events, and lift a phone's limits with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from accounts.tests.factories import UserFactory
from foundation import limits as counting
from foundation.models import LimitCounter
from otp import limits
from otp.tests.factories import OneTimeCodeFactory

if TYPE_CHECKING:
    from otp.models import OneTimeCode

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"
LIST = "/admin/otp/onetimecode/"


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def lift(client, row: OneTimeCode, reason: str) -> None:
    body = {"action": "lift_limits", "_selected_action": [row.pk], "reason": reason}
    client.post(LIST, body)


def test_staff_see_the_event_but_no_number_code_or_hash(staff):
    row = OneTimeCodeFactory()
    for page in (LIST, f"{LIST}{row.pk}/change/"):
        content = staff.get(page).content.decode()
        assert "+91" in content
        assert PHONE not in content
        assert row.code_hash not in content


def test_a_code_is_found_by_the_whole_number(staff):
    row = OneTimeCodeFactory()
    OneTimeCodeFactory(phone_number="+919820055555")
    page = staff.get(LIST, {"q": PHONE})
    assert list(page.context["cl"].result_list) == [row]


def test_lifting_the_limits_needs_a_reason_which_is_logged(staff):
    row = OneTimeCodeFactory()
    counting.hit(limits.failures(PHONE))
    lift(staff, row, "  ")
    assert LimitCounter.objects.exists()
    lift(staff, row, "called us, new SIM")
    assert not LimitCounter.objects.exists()
    assert "new SIM" in LogEntry.objects.get().change_message


def test_staff_who_may_only_look_cannot_lift(client):
    viewer = UserFactory(role=Role.ADMIN)
    client.force_login(viewer)
    row = OneTimeCodeFactory()
    counting.hit(limits.failures(PHONE))
    lift(client, row, "because")
    assert LimitCounter.objects.exists()


def test_the_list_takes_as_many_queries_for_fifty_codes_as_for_one(staff):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(LIST).status_code == 200
        return len(captured)

    OneTimeCodeFactory(user=UserFactory())
    queries()
    few = queries()
    for number in range(49):
        OneTimeCodeFactory(user=UserFactory(), phone_number=f"+9198200{number:05d}")
    assert queries() == few


def test_the_states_of_a_code(freelancer):
    row = OneTimeCodeFactory()
    states = [row.state]
    row.attempts = 5
    states.append(row.state)
    row.superseded_at = row.expires_at
    states.append(row.state)
    row.used_at = row.expires_at
    states.append(row.state)
    assert states == ["open", "burnt", "superseded", "used"]
