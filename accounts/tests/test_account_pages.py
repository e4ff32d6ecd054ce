"""A user's own account, on pages."""

from __future__ import annotations

import pytest

from accounts.models import Address, Session, Status, User
from accounts.tests.factories import PASSWORD, SessionFactory, UserFactory, suspended

pytestmark = pytest.mark.django_db
PAGES = (
    *("/account", "/account/address", "/account/preferences", "/account/security"),
    *("/account/data", "/account/export", "/account/switch-off"),
)
BUTTONS = ("/account/send-verification",)
ASHA = {
    "first_name": "Asha",
    "last_name": "Rao",
    "username": "asha",
    "email": "asha@example.com",
    "phone_number": "",
    "current_password": "",
}


@pytest.fixture
def asha(client, freelancer):
    """A browser in which Asha is logged in."""
    client.force_login(freelancer)
    return client


@pytest.mark.parametrize("path", [*PAGES, "/dashboard"])
def test_strangers_are_asked_to_log_in(client, path):
    assert client.get(path)["Location"] == f"/login?next={path}"


@pytest.mark.parametrize("path", BUTTONS)
def test_a_strangers_button_does_nothing(client, path):
    assert client.post(path)["Location"] == "/login"


@pytest.mark.parametrize("path", [*PAGES, "/dashboard"])
def test_a_suspended_person_is_out_at_once(asha, freelancer, path):
    suspended(freelancer)
    assert asha.get(path).status_code == 302


@pytest.mark.parametrize("path", [*PAGES, "/dashboard"])
def test_everybody_has_these_pages(client, path):
    for user in (
        UserFactory(role="client"),
        UserFactory(status=Status.PENDING),
        UserFactory(role="admin"),
    ):
        client.force_login(user)
        assert client.get(path).status_code == 200


def test_a_name_is_changed(asha, freelancer):
    answer = asha.post("/account", ASHA | {"last_name": "Rao-Iyer"}, follow=True)
    assert b"Saved." in answer.content
    freelancer.refresh_from_db()
    assert freelancer.last_name == "Rao-Iyer"


def test_another_address_needs_the_password(asha, freelancer):
    change = ASHA | {"email": "new@example.com"}
    refused = asha.post("/account", change)
    assert refused.status_code == 403
    assert b'id="id_current_password_error"' in refused.content
    assert b'value="new@example.com"' in refused.content
    assert asha.post("/account", change | {"current_password": PASSWORD}).status_code == 302
    freelancer.refresh_from_db()
    assert freelancer.email == "new@example.com"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "x"}, "username"),
        ({"email": "", "phone_number": ""}, "email"),
        ({"first_name": "a\nb"}, "first_name"),
        ({"phone_number": "+1"}, "phone_number"),
    ],
)
def test_what_is_wrong_with_an_account_is_told(asha, changes, field):
    answer = asha.post("/account", ASHA | changes)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_an_address_is_kept(asha, freelancer):
    assert asha.post("/account/address", {"city": "Pune", "country": "IN"}).status_code == 302
    assert Address.objects.get(user=freelancer).city == "Pune"
    assert b'value="Pune"' in asha.get("/account/address").content
    assert asha.post("/account/address", {"city": "", "country": "XX"}).status_code == 422


def test_devices_are_listed_and_ended(asha, freelancer):
    other = SessionFactory(user=freelancer, user_agent="An old phone")
    page = asha.get("/account/security").content.decode()
    assert "An old phone" in page
    assert "this device" in page
    asha.post(f"/account/sessions/{other.pk}/end")
    other.refresh_from_db()
    assert other.revoked_reason == "ended"
    assert "An old phone" not in asha.get("/account/security").content.decode()


def test_somebody_elses_device_is_not_found(asha):
    other = SessionFactory(user=UserFactory())
    assert asha.post(f"/account/sessions/{other.pk}/end").status_code == 404
    assert Session.objects.live().filter(pk=other.pk).exists()


def test_a_new_password_keeps_this_browser_and_ends_the_others(asha, freelancer):
    other = SessionFactory(user=freelancer)
    body = {"current_password": PASSWORD, "new_password": "seven green umbrellas"}
    assert asha.post("/account/security", body, follow=True).status_code == 200
    assert not Session.objects.live().filter(pk=other.pk).exists()
    assert asha.get("/dashboard").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"current_password": "wrong", "new_password": "seven green umbrellas"}, 403),
        ({"new_password": "seven green umbrellas"}, 403),
        ({"current_password": PASSWORD, "new_password": "asha"}, 422),
        ({}, 422),
    ],
)
def test_a_password_is_not_changed_without_proof_or_rules(asha, freelancer, body, status):
    answer = asha.post("/account/security", body)
    assert answer.status_code == status
    assert b"errorlist" in answer.content
    assert User.objects.get(pk=freelancer.pk).password == freelancer.password


def test_guessing_the_current_password_has_a_limit(asha):
    body = {"current_password": "wrong", "new_password": "seven green umbrellas"}
    for _ in range(5):
        asha.post("/account/security", body)
    answer = asha.post("/account/security", body)
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_the_own_data_is_a_file(asha):
    answer = asha.get("/account/export")
    assert answer["Content-Disposition"] == 'attachment; filename="asha.json"'
    assert answer.json()["user"]["username"] == "asha"


def test_an_account_is_deleted_with_its_password(asha, freelancer):
    assert asha.post("/account/data", {"current_password": "wrong"}).status_code == 403
    answer = asha.post("/account/data", {"current_password": PASSWORD}, follow=True)
    assert b"Your account has been deleted" in answer.content
    freelancer.refresh_from_db()
    assert freelancer.erased_at
    assert asha.get("/dashboard").status_code == 302


def test_an_account_is_switched_off_with_its_password(asha, freelancer):
    for wrong in ("", "wrong"):
        answer = asha.post("/account/switch-off", {"current_password": wrong})
        assert answer.status_code == 403
        freelancer.refresh_from_db()
        assert freelancer.status == Status.ACTIVE
    answer = asha.post("/account/switch-off", {"current_password": PASSWORD}, follow=True)
    assert b"Your account is switched off" in answer.content
    freelancer.refresh_from_db()
    assert freelancer.status == Status.INACTIVE
    assert asha.get("/dashboard").status_code == 302


def test_a_pending_account_cannot_be_switched_off(client):
    client.force_login(UserFactory(status=Status.PENDING))
    answer = client.post("/account/switch-off", {"current_password": PASSWORD})
    assert b"cannot become" in answer.content


def test_the_proof_can_be_mailed_again_but_not_without_end(
    asha, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            assert asha.post("/account/send-verification").status_code == 302
        assert asha.post("/account/send-verification").status_code == 429
    assert len(mailoutbox) == 5
