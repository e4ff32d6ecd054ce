"""A new e-mail address takes effect when it is confirmed, and the old one can undo it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import IdentifierChange, User
from accounts.services.identifier_changes import prune_changes
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "asha@example.com", "asha@new.example"
ATTACKERS = "mallory@example.com"
NEW_PASSWORD = "seven green umbrellas"
PHONE = "+919820012345"


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


@pytest.fixture
def asha(freelancer) -> User:
    User.objects.update(email_verified_at=timezone.now())
    freelancer.refresh_from_db()
    return freelancer


def token_in(mails, address: str, page: str = "verify-email") -> str:
    mail = next(mail for mail in reversed(mails) if mail.to == [address])
    return re.search(rf"/{page}\?token=(\S+)", mail.body)[1]


def change(client, **fields):
    answer = client.patch("me", {"current_password": PASSWORD} | fields)
    assert answer.status_code == 200, answer.content
    return answer.json()


def confirm(client, mails, address: str = NEW):
    return client.post("auth/verify-email", {"token": token_in(mails, address)})


def undo(api, token: str, password: str = NEW_PASSWORD):
    return api.post("auth/undo-change", {"token": token, "new_password": password})


def test_a_new_address_waits_and_takes_effect_when_it_is_confirmed(api_as, asha, mailoutbox):
    client = api_as(asha)
    answer = change(client, email=NEW)
    assert (answer["email"], answer["pending_email"]) == (OLD, NEW)
    assert client.get("me/export").json()["user"]["pending_email"] == NEW
    answer = confirm(client, mailoutbox).json()
    assert (answer["email"], answer["pending_email"]) == (NEW, None)
    assert answer["is_verified"] is True
    assert [mail.to for mail in mailoutbox] == [[OLD], [NEW], [OLD]]
    (kept,) = client.get("me/export").json()["identifier_changes"]
    assert (kept["field"], kept["old_value"]) == ("email", OLD)


def test_a_typo_hands_over_no_account(api, api_as, asha, mailoutbox):
    """Whoever has the mistyped mailbox opens the link, or asks for a new password."""
    change(api_as(asha), email=NEW)
    token = token_in(mailoutbox, NEW)
    for more in ({}, {"password": PASSWORD}, {"new_password": NEW_PASSWORD}):
        answer = api.post("auth/verify-email", {"token": token} | more)
        assert (answer.status_code, code(answer)) == (409, "verified_otherwise")
    mailoutbox.clear()
    api.post("auth/forgot-password", {"email": NEW})
    assert mailoutbox == []
    api.post("auth/forgot-password", {"email": OLD})  # which still can
    body = {"token": token_in(mailoutbox, OLD, "reset-password"), "new_password": NEW_PASSWORD}
    assert api.post("auth/reset-password", body).status_code == 204
    asha.refresh_from_db()
    assert (asha.email, asha.pending_email) == (OLD, None)


def test_whoever_has_the_new_address_by_mistake_takes_it_out(api, api_as, asha, mailoutbox):
    change(api_as(asha), email=NEW)
    body = {"token": token_in(mailoutbox, NEW)}
    assert api.post("auth/release-email", body).status_code == 204
    asha.refresh_from_db()
    assert (asha.email, asha.pending_email) == (OLD, None)
    assert code(api.post("auth/release-email", body)) == "link_invalid"


def test_a_change_is_cancelled_and_its_links_are_dead(api, api_as, asha, mailoutbox):
    client = api_as(asha)
    change(client, email=NEW)
    undoing = token_in(mailoutbox, OLD, "undo-change")
    assert client.delete("me/pending-email").status_code == 204
    assert client.get("me").json()["pending_email"] is None
    assert code(confirm(client, mailoutbox)) == "link_invalid"
    assert code(undo(api, undoing)) == "link_invalid"
    assert client.delete("me/pending-email").status_code == 204


def test_the_link_is_sent_again(api_as, asha, mailoutbox):
    client = api_as(asha)
    change(client, email=NEW)
    mailoutbox.clear()
    answers = [client.post("me/send-verification").status_code for _ in range(6)]
    assert answers == [202] * 5 + [429]
    assert {mail.to[0] for mail in mailoutbox} == {NEW}


def test_a_waiting_address_keeps_nobody_from_it(api, api_as, asha, mailoutbox):
    change(api_as(asha), email=NEW)
    body = {"username": "holder", "email": NEW, "password": NEW_PASSWORD, "role": "client"}
    assert api.post("auth/register", body).status_code == 201


def test_of_two_who_ask_for_an_address_the_first_to_confirm_it_has_it(api_as, asha, mailoutbox):
    other = api_as(UserFactory(email_verified_at=timezone.now()))
    client = api_as(asha)
    change(client, email=NEW)
    change(other, email=NEW)
    first, second = (
        re.search(r"token=(\S+)", mail.body)[1] for mail in mailoutbox if mail.to == [NEW]
    )
    assert other.post("auth/verify-email", {"token": second}).status_code == 200
    late = client.post("auth/verify-email", {"token": first})
    assert (late.status_code, code(late)) == (400, "taken")
    assert code(client.patch("me", {"email": NEW, "current_password": PASSWORD})) == "taken"


def test_an_address_that_another_account_merely_typed_in_is_no_obstacle(api_as, asha, mailoutbox):
    squatter = UserFactory(email=NEW.upper())
    client = api_as(asha)
    change(client, email=NEW)
    assert confirm(client, mailoutbox).json()["email"] == NEW
    squatter.refresh_from_db()
    assert squatter.email is None


@pytest.mark.parametrize("has_taken_effect", [False, True])
def test_the_old_address_undoes_the_change(api, api_as, asha, mailoutbox, has_taken_effect):
    thief = api_as(asha)
    change(thief, email=ATTACKERS)
    if has_taken_effect:
        assert confirm(thief, mailoutbox, ATTACKERS).status_code == 200
    late = token_in(mailoutbox, ATTACKERS)
    token = token_in(mailoutbox, OLD, "undo-change")
    assert undo(api, token, "short").status_code == 422
    assert undo(api, token).status_code == 204
    asha.refresh_from_db()
    assert (asha.email, asha.pending_email) == (OLD, None)
    assert asha.email_verified_at
    assert thief.get("me").status_code == 401
    assert api.post("auth/login", {"email": OLD, "password": PASSWORD}).status_code == 401
    assert api.post("auth/login", {"email": OLD, "password": NEW_PASSWORD}).status_code == 200
    assert code(api.post("auth/verify-email", {"token": late})) == "link_invalid"
    assert code(undo(api, token)) == "link_invalid"
    api.post("auth/forgot-password", {"email": ATTACKERS})
    assert mailoutbox[-1].to == [OLD]


def test_a_second_change_outruns_no_link_and_gets_none(api, api_as, asha, mailoutbox):
    """A thief changes the address twice: only the owner's can undo, and undoes both."""
    thief = api_as(asha)
    change(thief, email=ATTACKERS)
    confirm(thief, mailoutbox, ATTACKERS)
    token = token_in(mailoutbox, OLD, "undo-change")
    change(thief, email="mallory2@example.com")
    confirm(thief, mailoutbox, "mallory2@example.com")
    assert not any("/undo-change" in mail.body for mail in mailoutbox if mail.to == [ATTACKERS])
    assert undo(api, token).status_code == 204
    asha.refresh_from_db()
    assert asha.email == OLD


def test_what_was_added_after_the_change_ends_with_it(api, api_as, asha, mailoutbox, sms_outbox):
    thief = api_as(asha)
    change(thief, email=ATTACKERS)
    token = token_in(mailoutbox, OLD, "undo-change")
    confirm(thief, mailoutbox, ATTACKERS)
    thief.post("auth/request-otp", {"phone_number": PHONE, "purpose": "verification"})
    body = {"phone_number": PHONE, "purpose": "verification", "current_password": PASSWORD}
    body |= {"code": sms_outbox[-1][1].split()[0]}
    assert thief.post("auth/verify-otp", body).status_code == 200
    TOTPDevice.objects.create(user=asha, name="thief")
    assert undo(api, token).status_code == 204
    asha.refresh_from_db()
    assert (asha.email, asha.phone_number) == (OLD, None)
    assert not TOTPDevice.objects.exists()


def test_a_second_factor_from_before_stays(api, api_as, asha, mailoutbox):
    device = TOTPDevice.objects.create(user=asha, name="own")
    TOTPDevice.objects.filter(pk=device.pk).update(created_at=timezone.now() - timedelta(days=9))
    thief = api_as(asha)
    asha.sessions.update(second_factor_at=timezone.now())
    change(thief, email=ATTACKERS)
    assert undo(api, token_in(mailoutbox, OLD, "undo-change")).status_code == 204
    assert TOTPDevice.objects.get() == device


def test_a_change_can_be_undone_for_72_hours_after_it_took_effect(
    api, api_as, asha, mailoutbox, settings
):
    client = api_as(asha)
    change(client, email=NEW)
    token = token_in(mailoutbox, OLD, "undo-change")
    IdentifierChange.objects.update(created_at=timezone.now() - timedelta(days=9))
    confirm(client, mailoutbox)
    assert timedelta(hours=72) == settings.IDENTIFIER_UNDO_LIFETIME
    moved = {"effective_at": timezone.now() - timedelta(hours=72)}
    IdentifierChange.objects.update(**moved)
    assert code(undo(api, token)) == "link_invalid"
    IdentifierChange.objects.update(effective_at=timezone.now() - timedelta(hours=71))
    assert undo(api, token).status_code == 204


def test_an_old_address_that_somebody_verified_since_is_theirs(api, api_as, asha, mailoutbox):
    client = api_as(asha)
    change(client, email=NEW)
    confirm(client, mailoutbox)
    token = token_in(mailoutbox, OLD, "undo-change")
    UserFactory(email=OLD, email_verified_at=timezone.now())
    assert code(undo(api, token)) == "taken"


def test_an_old_address_that_somebody_typed_in_since_comes_back(api, api_as, asha, mailoutbox):
    client = api_as(asha)
    change(client, email=NEW)
    confirm(client, mailoutbox)
    other = UserFactory(email=OLD)
    assert undo(api, token_in(mailoutbox, OLD, "undo-change")).status_code == 204
    other.refresh_from_db()
    assert other.email is None


def test_an_address_that_was_taken_away_comes_back(api, api_as, asha, mailoutbox):
    User.objects.update(phone_number=PHONE, phone_verified_at=timezone.now())
    client = api_as(User.objects.get())
    assert change(client, email=None)["email"] is None
    assert undo(api, token_in(mailoutbox, OLD, "undo-change")).status_code == 204
    asha.refresh_from_db()
    assert (asha.email, asha.phone_number) == (OLD, PHONE)


def test_the_last_verified_identifier_cannot_be_taken_away(api_as, asha):
    User.objects.update(phone_number=PHONE)  # which nobody verified
    body = {"email": None, "current_password": PASSWORD}
    answer = api_as(User.objects.get()).patch("me", body)
    assert (answer.status_code, code(answer)) == (409, "last_identifier")


def test_nothing_is_left_of_changes_when_the_account_is_erased(api, api_as, asha, mailoutbox):
    client = api_as(asha)
    change(client, email=NEW)
    confirm(client, mailoutbox)
    change(client, email=OLD)
    token = token_in(mailoutbox, OLD, "verify-email")
    assert client.delete("me", {"current_password": PASSWORD}).status_code == 204
    asha.refresh_from_db()
    assert (asha.pending_email, IdentifierChange.objects.count()) == (None, 0)
    assert code(api.post("auth/verify-email", {"token": token})) == "link_invalid"


def test_who_has_verified_nothing_corrects_the_address_at_once(api, api_as, freelancer, mailoutbox):
    """Nobody is locked out by a typo at registration, and its holder gets nothing."""
    client = api_as(freelancer)
    client.post("me/send-verification")
    typo = token_in(mailoutbox, OLD)
    assert change(client, email=NEW)["email"] == NEW
    assert not any("/undo-change" in mail.body for mail in mailoutbox)
    assert code(api.post("auth/verify-email", {"token": typo})) == "link_invalid"
    assert confirm(client, mailoutbox).json()["is_verified"] is True


def test_prune_forgets_what_can_no_more_be_undone(api_as, asha, mailoutbox):
    client = api_as(asha)
    change(client, email=NEW)
    assert prune_changes() == 0
    confirm(client, mailoutbox)
    assert prune_changes() == 0
    IdentifierChange.objects.update(effective_at=timezone.now() - timedelta(hours=72))
    assert prune_changes() == 1
