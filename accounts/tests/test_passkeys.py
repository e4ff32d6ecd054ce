"""Passkeys by the API: added, named, removed, and a way in."""

from __future__ import annotations

import pytest
from django.core import mail

from accounts import links
from accounts.challenges import Purpose
from accounts.errors import ChallengeInvalid, CredentialRefused
from accounts.models import Passkey, Role, Session, Status, User
from accounts.services.identity import Identifier
from accounts.services.passkey_use import confirm, options_for
from accounts.services.verification import Evidence, verify
from accounts.tests.authenticator import (
    BACKED_UP,
    EDDSA,
    ES256,
    RS256,
    SYNCED,
    USUAL,
    Authenticator,
    unb64,
)
from accounts.tests.factories import PASSWORD, PasskeyFactory, UserFactory, suspended, with_status
from accounts.tests.passkeys import (
    add_passkey,
    creation_options,
    log_in,
    register,
    request_options,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha() -> User:
    return UserFactory(username="asha", first_name="Asha", last_name="Rao")


@pytest.fixture
def at_home(api_as, asha):
    """Asha, logged in."""
    return api_as(asha)


@pytest.fixture
def phone(at_home):
    """Asha's authenticator, which holds a passkey."""
    return add_passkey(at_home)[0]


def only_error(answer) -> tuple[int, str, str | None]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["code"], error["attr"]


class TestAdding:
    def test_the_options_ask_for_a_passkey_that_is_found_without_a_username(self, at_home, asha):
        options = creation_options(at_home)
        assert options["rp"] == {"id": "localhost", "name": "Guildhall"}
        assert unb64(options["user"]["id"]) == asha.pk.bytes
        assert options["user"]["name"] == "asha"
        assert options["user"]["displayName"] == "Asha Rao"
        assert options["authenticatorSelection"]["residentKey"] == "required"
        assert options["authenticatorSelection"]["userVerification"] == "required"
        assert options["attestation"] == "none"
        assert {one["alg"] for one in options["pubKeyCredParams"]} == {EDDSA, ES256, RS256}
        assert options["excludeCredentials"] == []

    def test_a_passkey_is_added_with_a_name(self, at_home, asha):
        answer = register(at_home, Authenticator().create(creation_options(at_home)), "My phone")
        assert answer.status_code == 201
        shown = answer.json()
        assert shown["name"] == "My phone"
        assert shown["transports"] == ["hybrid", "internal"]
        assert shown["last_used_at"] is None
        assert "public_key" not in shown
        assert "credential_id" not in shown
        assert Passkey.objects.get().user == asha

    @pytest.mark.parametrize("algorithm", [ES256, EDDSA, RS256])
    def test_each_algorithm_that_is_offered_works(self, at_home, api, algorithm):
        phone, _passkey = add_passkey(at_home, Authenticator(algorithm))
        assert log_in(api, phone.get(request_options(api))).status_code == 200

    def test_several_are_listed_the_newest_first(self, at_home, outsider):
        for name in ("Phone", "Laptop"):
            add_passkey(at_home, name=name)
        PasskeyFactory(user=outsider)
        assert [one["name"] for one in at_home.get("me/passkeys").json()["results"]] == [
            "Laptop",
            "Phone",
        ]

    def test_the_list_takes_as_many_queries_for_twenty_as_for_one(
        self, at_home, asha, django_assert_num_queries
    ):
        PasskeyFactory(user=asha)
        for number in (1, 20):
            # Who asks, and the passkeys.
            with django_assert_num_queries(2):
                assert len(at_home.get("me/passkeys").json()["results"]) == number
            PasskeyFactory.create_batch(19, user=asha)

    def test_those_that_are_there_already_are_named_to_the_browser(self, at_home):
        phone, _passkey = add_passkey(at_home)
        (excluded,) = creation_options(at_home)["excludeCredentials"]
        assert unb64(excluded["id"]) == phone.credential_id
        assert excluded["transports"] == ["hybrid", "internal"]

    def test_what_is_backed_up_is_kept(self, at_home):
        add_passkey(at_home, Authenticator(flags=USUAL | SYNCED | BACKED_UP))
        passkey = Passkey.objects.get()
        assert passkey.is_synced
        assert passkey.is_backed_up

    def test_the_owner_is_told_by_mail(self, at_home, asha, mailoutbox):
        User.objects.filter(pk=asha.pk).update(email_verified_at=asha.created_at)
        add_passkey(at_home, name="My phone")
        (message,) = mailoutbox
        assert message.to == [asha.email]
        assert "“My phone” was added" in message.body

    def test_no_name_is_mailed_to_an_address_that_is_not_verified(self, at_home, mailoutbox):
        add_passkey(at_home, name="Win 1000 at http://x.example")
        (message,) = mailoutbox
        assert "Win 1000" not in message.body + message.alternatives[0].content

    def test_an_account_has_twenty_at_most(self, at_home, asha):
        options = creation_options(at_home)
        PasskeyFactory.create_batch(20, user=asha)
        answer = register(at_home, Authenticator().create(options))
        assert only_error(answer) == (409, "too_many_passkeys", None)
        answer = at_home.post("me/passkeys/options", {"current_password": PASSWORD})
        assert only_error(answer) == (409, "too_many_passkeys", None)

    def test_adding_needs_the_password(self, at_home):
        assert only_error(at_home.post("me/passkeys/options", {})) == (
            403,
            "proof_required",
            "current_password",
        )
        answer = at_home.post("me/passkeys/options", {"current_password": "wrong"})
        assert only_error(answer) == (403, "wrong_password", "current_password")

    def test_a_code_a_moment_ago_will_do(self, api_as, asha):
        client = api_as(asha).log_in(asha, by_code=True)
        assert creation_options(client, password=None)["challenge"]

    @pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb", "\0", None, 7])
    def test_a_name_is_one_line(self, at_home, name):
        credential = Authenticator().create(creation_options(at_home))
        answer = at_home.post("me/passkeys", {"name": name, "credential": credential})
        assert answer.status_code == 422
        assert not Passkey.objects.exists()


class TestRenaming:
    def test_a_passkey_is_renamed(self, at_home, phone):
        passkey = Passkey.objects.get()
        answer = at_home.patch(f"me/passkeys/{passkey.pk}", {"name": "Old phone"})
        assert answer.status_code == 200
        assert answer.json()["name"] == "Old phone"
        passkey.refresh_from_db()
        assert passkey.name == "Old phone"

    def test_somebody_elses_is_not_found(self, api_as, outsider, phone):
        passkey = Passkey.objects.get()
        stranger = api_as(outsider)
        for answer in (
            stranger.patch(f"me/passkeys/{passkey.pk}", {"name": "Mine"}),
            stranger.delete(f"me/passkeys/{passkey.pk}", {"current_password": PASSWORD}),
        ):
            assert answer.status_code == 404
        passkey.refresh_from_db()
        assert passkey.name == "Phone"


class TestRemoving:
    def remove(self, client, passkey, **body):
        return client.delete(f"me/passkeys/{passkey.pk}", body)

    def test_a_removed_passkey_logs_nobody_in(self, at_home, api, phone, mailoutbox):
        passkey = Passkey.objects.get()
        mail.outbox.clear()
        answer = self.remove(at_home, passkey, current_password=PASSWORD)
        assert answer.status_code == 204
        assert "removed" in mail.outbox[0].subject
        answer = log_in(api, phone.get(request_options(api)))
        assert only_error(answer) == (401, "passkey_refused", None)

    def test_it_needs_the_password(self, at_home, phone):
        passkey = Passkey.objects.get()
        assert only_error(self.remove(at_home, passkey))[1] == "proof_required"
        answer = self.remove(at_home, passkey, current_password="wrong")
        assert only_error(answer)[1] == "wrong_password"
        assert Passkey.objects.exists()

    def without_password(self, user: User, **fields: object) -> None:
        user.set_unusable_password()
        user.save()
        User.objects.filter(pk=user.pk).update(**fields)

    def test_the_last_way_in_stays(self, api_as, asha, at_home, phone):
        self.without_password(asha)
        by_code = api_as(asha).log_in(asha, by_code=True)
        assert only_error(self.remove(by_code, Passkey.objects.get()))[:2] == (409, "last_way_in")
        assert Passkey.objects.exists()

    @pytest.mark.parametrize("verified", ["email_verified_at", "phone_verified_at"])
    def test_what_is_verified_is_another_way_in(self, api_as, asha, at_home, phone, verified):
        moment = {verified: asha.created_at, "phone_number": "+919820012345"}
        self.without_password(asha, **moment)
        by_code = api_as(asha).log_in(asha, by_code=True)
        assert self.remove(by_code, Passkey.objects.get()).status_code == 204

    def test_another_passkey_is_another_way_in(self, api_as, asha, at_home, phone):
        first = Passkey.objects.get()
        add_passkey(at_home, name="Laptop")
        self.without_password(asha)
        by_code = api_as(asha).log_in(asha, by_code=True)
        assert self.remove(by_code, first).status_code == 204
        assert self.remove(by_code, Passkey.objects.get()).status_code == 409


class TestLoggingIn:
    def test_a_passkey_logs_in_without_a_username(self, api, asha, phone):
        options = request_options(api)
        assert options["allowCredentials"] == []
        assert options["userVerification"] == "required"
        answer = log_in(api, phone.get(options))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer.json()["user"]["username"] == "asha"
        api.use_token(answer.json()["access_token"])
        assert api.get("me").status_code == 200
        assert Passkey.objects.get().last_used_at is not None

    def test_it_is_a_device_like_any_other(self, api, at_home, phone):
        log_in(api, phone.get(request_options(api)))
        assert len(at_home.get("auth/sessions").json()["results"]) == 2

    def test_it_is_a_fresh_proof(self, api, phone):
        answer = log_in(api, phone.get(request_options(api)))
        api.use_token(answer.json()["access_token"])
        assert creation_options(api, password=None)["challenge"]

    def test_a_pending_account_stays_pending(self, api, asha, phone):
        """The passkey shows whose the account is, not whose the address."""
        User.objects.update(status=Status.PENDING)
        answer = log_in(api, phone.get(request_options(api)))
        assert answer.json()["user"]["status"] == "pending"

    def test_a_dead_status_is_told_only_after_the_right_passkey(self, api, asha, phone):
        with_status(asha, Status.INACTIVE)
        answer = log_in(api, phone.get(request_options(api)))
        assert only_error(answer) == (403, "account_inactive", None)
        wrong = phone.get(request_options(api), flags=1)
        assert only_error(log_in(api, wrong)) == (401, "passkey_refused", None)
        answer = log_in(api, phone.get(request_options(api)), reactivate=True)
        assert answer.json()["user"]["status"] == "active"

    def test_a_suspended_account_is_not_reactivated(self, api, asha, phone):
        suspended(asha)
        answer = log_in(api, phone.get(request_options(api)), reactivate=True)
        assert only_error(answer) == (403, "account_suspended", None)
        assert not Session.objects.live().filter(user=asha).exists()

    def test_an_erased_account_has_none(self, at_home, api, asha, phone):
        add_passkey(at_home, name="Laptop")
        kept = Passkey.history.rel.related_model.objects
        at_home.patch(f"me/passkeys/{Passkey.objects.first().pk}", {"name": "Asha's laptop"})
        assert kept.exists()
        assert at_home.delete("me", {"current_password": PASSWORD}).status_code == 204
        answer = log_in(api, phone.get(request_options(api)))
        assert only_error(answer) == (401, "passkey_refused", None)
        assert not Passkey.objects.exists()
        assert not kept.exists()

    def test_a_token_that_is_dead_is_no_obstacle(self, api, phone):
        api.use_token("x.y.z")
        assert log_in(api, phone.get(request_options(api))).status_code == 200


class TestProving:
    """A passkey shows in the middle of a session that it is still its owner who acts."""

    def options(self, client):
        return client.post("auth/passkey-proof-options").json()

    def prove(self, client, credential):
        return client.post("auth/passkey-proof", {"credential": credential})

    def test_for_five_minutes_no_password_is_asked_for(self, at_home, phone):
        options = self.options(at_home)
        assert [unb64(one["id"]) for one in options["allowCredentials"]] == [phone.credential_id]
        assert self.prove(at_home, phone.get(options)).status_code == 204
        assert creation_options(at_home, password=None)["challenge"]

    def test_it_holds_for_this_session_only(self, at_home, api_as, asha, phone):
        other = api_as(asha)
        answer = self.prove(other, phone.get(self.options(at_home)))
        assert only_error(answer) == (422, "challenge_invalid", "credential")
        self.prove(at_home, phone.get(self.options(at_home)))
        assert other.post("me/passkeys/options", {}).status_code == 403

    def test_somebody_elses_passkey_proves_nothing(self, api_as, outsider, phone):
        stranger = api_as(outsider)
        answer = self.prove(stranger, phone.get(self.options(stranger)))
        assert only_error(answer) == (422, "credential_refused", "credential")

    def test_a_challenge_to_log_in_proves_nothing(self, at_home, api, phone):
        answer = self.prove(at_home, phone.get(request_options(api)))
        assert only_error(answer) == (422, "challenge_invalid", "credential")


class TestSecondFactor:
    """What a second step of a log-in asks: a passkey of this account, for this log-in."""

    def test_a_passkey_confirms_one_log_in_that_is_halfway(self, asha, phone):
        step = {"user": asha, "purpose": Purpose.SECOND_FACTOR}
        credential = phone.get(options_for(**step, bound_to="one"))
        assert confirm(**step, bound_to="one", credential=credential) == Passkey.objects.get()
        with pytest.raises(ChallengeInvalid):
            confirm(**step, bound_to="one", credential=credential)
        credential = phone.get(options_for(**step, bound_to="one"))
        with pytest.raises(ChallengeInvalid):
            confirm(**step, bound_to="another", credential=credential)

    def test_somebody_elses_passkey_confirms_nothing(self, outsider, phone):
        step = {"user": outsider, "purpose": Purpose.SECOND_FACTOR, "bound_to": "one"}
        with pytest.raises(CredentialRefused):
            confirm(**step, credential=phone.get(options_for(**step)))


class TestPersonalData:
    def test_the_export_has_names_and_no_keys(self, at_home, phone):
        (exported,) = at_home.get("me/export").json()["passkeys"]
        assert exported["name"] == "Phone"
        assert "public_key" not in exported
        assert "credential_id" not in exported

    def test_the_history_keeps_what_it_was_called_and_no_key(self, at_home, phone):
        passkey = Passkey.objects.get()
        at_home.patch(f"me/passkeys/{passkey.pk}", {"name": "Old phone"})
        event = passkey.history.get()
        assert event.name == "Phone"
        assert not {"public_key", "credential_id"} & {one.name for one in event._meta.fields}


class TestClaims:
    """Whoever made an account before its owner proved anything has no passkey there afterwards."""

    def test_a_first_proof_by_code_ends_the_passkeys_from_before(self, api, asha, phone):
        User.objects.update(status=Status.PENDING, phone_number="+919820012345")
        phone = Identifier("phone_number", "+919820012345")
        verify(user=asha, identifier=phone, evidence=Evidence(new_password="!"))
        assert not Passkey.objects.exists()

    def test_a_first_proof_by_a_reset_link_does_too(self, api, asha, phone):
        token = links.make_token(asha, links.Purpose.RESET_PASSWORD)
        new = {"token": token, "new_password": "seven green umbrellas"}
        assert api.post("auth/reset-password", new).status_code == 204
        assert not Passkey.objects.exists()

    def test_a_later_reset_leaves_them(self, api, asha, phone):
        User.objects.update(email_verified_at=asha.created_at)
        asha.refresh_from_db()
        token = links.make_token(asha, links.Purpose.RESET_PASSWORD)
        new = {"token": token, "new_password": "seven green umbrellas"}
        assert api.post("auth/reset-password", new).status_code == 204
        assert Passkey.objects.exists()


def test_a_role_matters_not(api_as, api):
    staff = UserFactory(role=Role.ADMIN)
    phone, _passkey = add_passkey(api_as(staff))
    assert log_in(api, phone.get(request_options(api))).json()["user"]["role"] == "admin"


def test_the_session_of_a_browser_registers_by_the_api_too(client, asha):
    client.force_login(asha)
    answer = client.post(
        "/api/v1/me/passkeys/options", {"current_password": PASSWORD}, "application/json"
    )
    credential = Authenticator().create(answer.json())
    body = {"name": "Laptop", "credential": credential}
    assert client.post("/api/v1/me/passkeys", body, "application/json").status_code == 201
