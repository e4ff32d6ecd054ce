"""The own account: changing it, its address, taking the data along, erasing it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Value
from django.db.models.functions import Now

from accounts.models import Address, ReleasedUsername, RevokedReason, Session, Status, User
from accounts.services.usernames import KEPT, KEPT_PER_HOLDER, is_kept, prune_usernames, release
from accounts.tests.factories import PASSWORD, AddressFactory, UserFactory

pytestmark = pytest.mark.django_db
PROOF = {"current_password": PASSWORD}
ADDRESS = {"door_no": "12 B", "street": "Lake Road", "city": "Pune", "country": "IN"}


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def test_names_change_without_a_password(api_as, freelancer):
    answer = api_as(freelancer).patch("me", {"first_name": "آشا", "last_name": "Ré"})
    assert answer.status_code == 200
    assert answer.json()["full_name"] == "آشا Ré"


def test_what_cannot_be_changed_is_left_alone(api_as, freelancer):
    own = api_as(freelancer)
    body = {"role": "admin", "id": 1, "email_verified_at": "2020-01-01"}
    assert own.patch("me", body).json()["role"] == "freelancer"
    assert own.patch("me", body | {"is_superuser": True}).status_code == 422
    freelancer.refresh_from_db()
    assert not freelancer.is_superuser
    assert freelancer.email_verified_at is None


def test_put_replaces_all_that_may_change(api_as, freelancer):
    client = api_as(freelancer)
    assert client.put("me", {"first_name": "A"}).status_code == 422
    answer = client.put("me", {"username": "Asha-2", "first_name": "A", "last_name": ""} | PROOF)
    assert answer.status_code == 200
    assert answer.json()["username"] == "asha-2"


def test_a_new_address_needs_the_password_and_the_old_one_is_told(api_as, freelancer, mailoutbox):
    User.objects.update(email_verified_at="2026-01-01T00:00:00Z")
    freelancer.refresh_from_db()
    client = api_as(freelancer)
    new = {"email": "new@example.com"}
    assert code(client.patch("me", new)) == "proof_required"
    assert code(client.patch("me", new | {"current_password": "x"})) == "wrong_password"
    answer = client.patch("me", new | {"current_password": PASSWORD})
    assert answer.json()["email"] == "asha@example.com"
    assert answer.json()["pending_email"] == "new@example.com"
    assert answer.json()["is_verified"] is True
    assert [mail.to for mail in mailoutbox] == [["asha@example.com"], ["new@example.com"]]


def test_a_new_phone_number_is_told_by_mail(api_as, freelancer, mailoutbox):
    body = {"phone_number": "+919820012345", "current_password": PASSWORD}
    assert api_as(freelancer).patch("me", body).json()["phone_number"] == "+919820012345"
    assert mailoutbox[0].to == [freelancer.email]


def test_the_same_address_again_needs_no_password(api_as, freelancer):
    assert api_as(freelancer).patch("me", {"email": freelancer.email}).status_code == 200


def test_the_last_identifier_cannot_be_taken_away(api_as, freelancer):
    body = {"email": None, "current_password": PASSWORD}
    assert api_as(freelancer).patch("me", body).status_code == 422


@pytest.mark.parametrize("field", ["username", "email", "phone_number"])
def test_somebody_elses_identifier_is_taken(api_as, freelancer, field):
    other = UserFactory(phone_number="+919820012345")
    body = {field: getattr(other, field).upper(), "current_password": PASSWORD}
    answer = api_as(freelancer).patch("me", body)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"code": "taken", "detail": "Already in use by another account.", "attr": field}
    ]


def test_switching_off_ends_every_session(api_as, freelancer):
    client = api_as(freelancer)
    body = {"status": "inactive", "current_password": PASSWORD}
    assert client.patch("me", body).json()["status"] == "inactive"
    assert client.get("me").status_code == 401
    assert Session.objects.get().revoked_reason == RevokedReason.DEACTIVATED


@pytest.mark.parametrize("status", ["suspended", "pending", "gone", 1])
def test_other_statuses_cannot_be_chosen(api_as, freelancer, status):
    assert api_as(freelancer).patch("me", {"status": status}).status_code == 422


def test_a_pending_account_cannot_make_itself_active(api_as):
    user = UserFactory(status=Status.PENDING)
    answer = api_as(user).patch("me", {"status": "active", "first_name": "No"})
    assert (answer.status_code, code(answer)) == (409, "transition_refused")
    user.refresh_from_db()
    assert user.first_name != "No"


def test_the_address_is_put_and_read(api_as, freelancer):
    client = api_as(freelancer)
    assert client.get("me/address").status_code == 404
    answer = client.put("me/address", ADDRESS)
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == ""
    assert client.put("me/address", ADDRESS | {"city": "Mumbai"}).status_code == 200
    assert client.get("me/address").json()["city"] == "Mumbai"
    assert Address.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("country", "XX"), ("country", "India"), ("city", ""), ("city", None), ("pin_code", "1" * 21)],
)
def test_an_invalid_address_changes_nothing(api_as, freelancer, field, value):
    answer = api_as(freelancer).put("me/address", ADDRESS | {field: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == field
    assert not Address.objects.exists()


def test_the_export_holds_everything_but_secrets(api_as, freelancer):
    AddressFactory(user=freelancer)
    answer = api_as(freelancer).get("me/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="asha.json"'
    body = answer.json()
    assert body["user"]["email"] == "asha@example.com"
    assert body["address"]["city"] == "Pune"
    assert body["sessions"][0]["user_agent"] == "test"
    assert "password" not in body["user"]


def test_erasing_needs_the_password(api_as, freelancer):
    client = api_as(freelancer)
    assert code(client.delete("me")) == "proof_required"
    assert code(client.delete("me", {"current_password": "x"})) == "wrong_password"
    assert User.objects.get(pk=freelancer.pk).erased_at is None


def test_erasing_leaves_an_anonymous_row(api, api_as, freelancer, mailoutbox):
    AddressFactory(user=freelancer)
    client = api_as(freelancer)
    assert client.delete("me", {"current_password": PASSWORD}).status_code == 204
    row = User.objects.get(pk=freelancer.pk)
    assert (row.email, row.phone_number, row.full_name) == (None, None, "")
    assert row.username.startswith("former-")
    assert row.status == Status.INACTIVE
    assert not row.has_usable_password()
    assert not Address.objects.exists()
    session = Session.objects.get()
    assert (session.user_agent, session.ip_address) == ("", None)
    assert client.get("me").status_code == 401
    assert api.post("auth/login", {"username": "asha", "password": PASSWORD}).status_code == 401
    assert mailoutbox[-1].to == ["asha@example.com"]


def test_an_erased_address_is_free_again_and_the_username_is_kept(api, api_as, freelancer):
    api_as(freelancer).delete("me", {"current_password": PASSWORD})
    body = {"email": "asha@example.com", "role": "client", "password": PASSWORD}
    answer = api.post("auth/register", body | {"username": "Asha"})
    assert (answer.status_code, code(answer)) == (400, "taken")
    assert answer.json()["errors"][0]["attr"] == "username"
    assert api.post("auth/register", body | {"username": "asha2"}).status_code == 201
    kept = ReleasedUsername.objects.get()
    assert kept.holder is None
    assert "asha" not in str(kept.__dict__)


def test_a_username_that_was_changed_is_its_holders_alone_for_a_while(api_as, freelancer):
    client, other = api_as(freelancer), api_as(UserFactory())
    assert client.patch("me", {"username": "asha-of-pune"} | PROOF).status_code == 200
    answer = other.patch("me", {"username": "asha"} | PROOF)
    assert (answer.status_code, code(answer)) == (400, "taken")
    assert client.patch("me", {"username": "asha"} | PROOF).status_code == 200
    assert client.patch("me", {"username": "asha-again"} | PROOF).status_code == 200
    ReleasedUsername.objects.update(released_at=Now() - Value(KEPT))
    assert other.patch("me", {"username": "asha"} | PROOF).status_code == 200


def test_nobody_keeps_more_than_a_few_usernames_from_others(api_as, freelancer):
    client = api_as(freelancer)
    for number in range(KEPT_PER_HOLDER):
        assert client.patch("me", {"username": f"asha-{number}"} | PROOF).status_code == 200
    answer = client.patch("me", {"username": "asha-too-many"} | PROOF)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > timedelta(days=89).total_seconds()
    assert ReleasedUsername.objects.filter(holder=freelancer).count() == KEPT_PER_HOLDER


def test_no_number_of_renames_frees_the_first_username(api, api_as, freelancer):
    client = api_as(freelancer)
    for number in range(KEPT_PER_HOLDER + 1):
        client.patch("me", {"username": f"asha-{number}"} | PROOF)
    body = {"username": "asha", "email": "other@example.com", "role": "client"}
    assert api.post("auth/register", body | {"password": PASSWORD}).status_code == 400


def test_who_renamed_too_often_can_still_leave(api_as, freelancer):
    client = api_as(freelancer)
    for number in range(KEPT_PER_HOLDER):
        client.patch("me", {"username": f"asha-{number}"} | PROOF)
    assert client.delete("me", PROOF).status_code == 204


def test_whoever_found_an_open_session_renames_nobody(api_as, freelancer):
    answer = api_as(freelancer).patch("me", {"username": "mallory"})
    assert (answer.status_code, code(answer)) == (403, "proof_required")
    freelancer.refresh_from_db()
    assert freelancer.username == "asha"


def test_nor_switches_the_account_off(api_as, freelancer):
    client = api_as(freelancer)
    answer = client.patch("me", {"status": "inactive"})
    assert (answer.status_code, code(answer)) == (403, "proof_required")
    assert client.patch("me", {"status": "active"}).json()["status"] == "active"


def test_a_refused_change_keeps_no_username(api_as, freelancer):
    body = {"username": "asha-2", "status": "inactive", "email": "new@example.com"}
    assert api_as(freelancer).patch("me", body).status_code == 403
    assert not ReleasedUsername.objects.exists()


def test_prune_forgets_usernames_that_are_free_again(freelancer):
    release(user=freelancer, username="old")
    ReleasedUsername.objects.update(released_at=Now() - Value(KEPT))
    release(user=freelancer, username="new")
    assert prune_usernames() == 1
    assert is_kept("new", other_than=None)


def test_a_user_without_password_erases_by_a_fresh_code(api, freelancer):
    User.objects.update(password=make_password(None))
    freelancer.refresh_from_db()
    assert api.log_in(freelancer, by_code=True).delete("me").status_code == 204
