"""Answers of authenticators that are forged, replayed, stolen or broken: none gets in, none is
kept, and none is an error of ours.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from webauthn.helpers import encode_cbor, parse_cbor

from accounts import challenges
from accounts.challenges import Purpose
from accounts.models import Passkey, Session, User
from accounts.services import passkey_use
from accounts.tests.authenticator import (
    BACKED_UP,
    ORIGIN,
    PRESENT,
    SYNCED,
    USUAL,
    VERIFIED,
    Authenticator,
    b64,
    client_data,
    unb64,
)
from accounts.tests.factories import UserFactory
from accounts.tests.passkeys import (
    add_passkey,
    creation_options,
    log_in,
    register,
    request_options,
)

pytestmark = pytest.mark.django_db

REFUSED = (401, "passkey_refused")
NOT_KEPT = (422, "credential_refused")
STALE = (422, "challenge_invalid")
EVIL_ORIGINS = (
    *("https://localhost:8000", "http://localhost", "http://localhost:8001", "null", ""),
    *("http://localhost:8000.evil.example", "http://evil.example", "http://localhost:8000/"),
)
# What is signed by the right key for the right challenge, and still says something wrong.
HOSTILE = {
    **{f"the origin {origin!r}": {"origin": origin} for origin in EVIL_ORIGINS},
    "a frame in somebody else's page": {"crossOrigin": True},
    "the other ceremony": {"type": "webauthn.other"},
    "another site": {"rp_id": "evil.example"},
    "a finger that was not checked": {"flags": PRESENT},
    "nobody who was there": {"flags": VERIFIED},
    "a copy of what cannot be copied": {"flags": USUAL | BACKED_UP},
}
EACH = pytest.mark.parametrize("what", HOSTILE)


def outcome(answer) -> tuple[int, str]:
    assert answer.status_code < 500
    return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.fixture
def at_home(api_as, freelancer):
    return api_as(freelancer)


@pytest.fixture
def phone(at_home) -> Authenticator:
    return add_passkey(at_home)[0]


def altered(credential, **response):
    return credential | {"response": credential["response"] | response}


class TestLoggingIn:
    @EACH
    def test_a_signed_answer_that_says_something_wrong(self, api, phone, what):
        assert outcome(log_in(api, phone.get(request_options(api), **HOSTILE[what]))) == REFUSED

    def test_a_challenge_is_good_once(self, api, phone):
        credential = phone.get(request_options(api))
        assert log_in(api, credential).status_code == 200
        assert outcome(log_in(api, credential)) == STALE

    def test_a_refused_answer_burns_its_challenge(self, api, phone):
        options = request_options(api)
        assert outcome(log_in(api, phone.get(options, flags=PRESENT))) == REFUSED
        assert outcome(log_in(api, phone.get(options))) == STALE

    def test_a_challenge_lives_five_minutes(self, api, phone, monkeypatch):
        options = request_options(api)
        later = timezone.now() + timedelta(minutes=5, seconds=1)
        monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
        assert outcome(log_in(api, phone.get(options))) == STALE

    @pytest.mark.parametrize(
        "challenge", ["AAAA", b64(b"x" * 64), b64(b"a:b:c"), b64(b"\xff" * 32), "A"]
    )
    def test_a_challenge_of_somebody_elses_making(self, api, phone, challenge):
        credential = phone.get({"challenge": challenge})
        assert outcome(log_in(api, credential))[0] in {401, 422}

    def test_a_challenge_for_another_purpose(self, api, at_home, phone, freelancer):
        for options in (
            creation_options(at_home),
            at_home.post("auth/passkey-proof-options").json(),
            passkey_use.options_for(user=freelancer, purpose=Purpose.SECOND_FACTOR, bound_to="x"),
        ):
            assert outcome(log_in(api, phone.get(options))) == STALE

    def test_a_registration_is_no_log_in(self, api, at_home, phone, freelancer):
        """The signature of the one ceremony never does for the other."""
        options = creation_options(at_home) | {"challenge": request_options(api)["challenge"]}
        made = phone.create(options)
        response = made["response"]
        data = parse_cbor(unb64(response["attestationObject"]))["authData"]
        given = {"authenticatorData": b64(data), "signature": "AAAA"}
        given |= {"clientDataJSON": response["clientDataJSON"], "userHandle": phone.user_handle}
        assert outcome(log_in(api, made | {"response": given})) == REFUSED

    def test_a_signature_of_another_key(self, api, phone):
        thief = Authenticator(credential_id=phone.credential_id, user_handle=phone.user_handle)
        assert outcome(log_in(api, thief.get(request_options(api)))) == REFUSED

    def test_somebody_elses_account_behind_ones_own_key(self, api, phone):
        victim = UserFactory()
        phone.user_handle = b64(victim.pk.bytes)
        assert outcome(log_in(api, phone.get(request_options(api)))) == REFUSED
        assert not Session.objects.filter(user=victim).exists()

    def test_a_credential_that_nobody_has_gets_the_same_answer(self, api, phone):
        stranger = Authenticator(user_handle=phone.user_handle)
        unknown = log_in(api, stranger.get(request_options(api)))
        known = log_in(api, altered(phone.get(request_options(api)), signature="AAAA"))
        assert unknown.json() == known.json()
        assert unknown.status_code == known.status_code == 401

    @pytest.mark.parametrize("handle", [None, "AAAA", b64(b"x" * 64), b64(b"\0" * 16), "A"])
    def test_a_user_handle_is_needed(self, api, phone, handle):
        credential = altered(phone.get(request_options(api)), userHandle=handle)
        assert outcome(log_in(api, credential)) == REFUSED

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("authenticatorData", "AAAA"),
            ("authenticatorData", "A"),
            ("authenticatorData", b64(b"\xff" * 37)),
            ("authenticatorData", b64(b"\xff" * 3000)),
            ("signature", "A"),
            ("signature", b64(b"\x30\x06\x02\x01\x00\x02\x01\x00")),
            ("clientDataJSON", "A"),
            ("clientDataJSON", b64(b"[]")),
            ("clientDataJSON", b64(b"null")),
            ("clientDataJSON", b64(b"\xff\xfe")),
            ("clientDataJSON", b64(b"[" * 6000)),
            ("clientDataJSON", b64(b'{"challenge": 7}')),
            ("clientDataJSON", b64(b'{"challenge": {}, "crossOrigin": []}')),
        ],
    )
    def test_broken_bytes(self, api, phone, name, value):
        answer = log_in(api, altered(phone.get(request_options(api)), **{name: value}))
        assert outcome(answer) == REFUSED

    @pytest.mark.parametrize(
        ("name", "length"),
        [("clientDataJSON", 8193), ("authenticatorData", 4097), ("signature", 8193)],
    )
    def test_endless_bytes_are_refused_by_name(self, api, phone, name, length):
        answer = log_in(api, altered(phone.get(request_options(api)), **{name: "A" * length}))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["attr"] == f"credential.response.{name}"

    @pytest.mark.parametrize(
        "credential",
        [None, 7, "x", [], {}, {"id": "x"}, {"response": None}, {"response": {"signature": 7}}],
    )
    def test_what_is_no_credential(self, api, credential):
        assert log_in(api, credential).status_code == 422

    def test_an_id_that_is_written_in_two_ways(self, api, phone):
        credential = phone.get(request_options(api))
        assert outcome(log_in(api, credential | {"id": "AAAA"})) == REFUSED
        credential = phone.get(request_options(api))
        assert outcome(log_in(api, credential | {"rawId": "A"})) == REFUSED

    def test_tries_of_an_address_are_counted(self, api):
        for _ in range(60):
            log_in(api, Authenticator(user_handle="AAAA").get({"challenge": "AAAA"}))
        answer = log_in(api, Authenticator(user_handle="AAAA").get({"challenge": "AAAA"}))
        assert outcome(answer) == (429, "throttled")
        assert int(answer["Retry-After"]) <= 60

    def test_a_front_end_on_another_origin_is_a_setting(self, api, phone, settings):
        settings.PASSKEY_ORIGINS = [ORIGIN, "https://app.example.com"]
        credential = phone.get(request_options(api), origin="https://app.example.com")
        assert log_in(api, credential).status_code == 200


class TestAdding:
    @EACH
    def test_an_answer_that_says_something_wrong(self, at_home, what):
        credential = Authenticator().create(creation_options(at_home), **HOSTILE[what])
        assert outcome(register(at_home, credential)) == NOT_KEPT
        assert not Passkey.objects.exists()

    def test_a_challenge_is_good_once(self, at_home):
        options = creation_options(at_home)
        assert register(at_home, Authenticator().create(options)).status_code == 201
        assert outcome(register(at_home, Authenticator().create(options))) == STALE

    def test_a_challenge_of_another_session_or_account(self, at_home, api_as, freelancer, outsider):
        for other in (api_as(freelancer), api_as(outsider)):
            credential = Authenticator().create(creation_options(other))
            assert outcome(register(at_home, credential)) == STALE

    def test_a_challenge_to_log_in(self, at_home, api):
        options = creation_options(at_home) | {"challenge": request_options(api)["challenge"]}
        assert outcome(register(at_home, Authenticator().create(options))) == STALE

    def test_a_passkey_of_another_account_is_not_taken_over(self, at_home, api_as, outsider, api):
        phone, passkey = add_passkey(at_home)
        thief = Authenticator(credential_id=phone.credential_id)
        stranger = api_as(outsider)
        assert outcome(register(stranger, thief.create(creation_options(stranger)))) == NOT_KEPT
        passkey.refresh_from_db()
        assert passkey.user.username == "asha"
        assert log_in(api, phone.get(request_options(api))).status_code == 200

    def test_the_same_passkey_twice(self, at_home, phone):
        assert outcome(register(at_home, phone.create(creation_options(at_home)))) == NOT_KEPT
        assert Passkey.objects.count() == 1

    def test_an_id_of_any_length_but_too_long(self, at_home):
        for length, expected in ((1, 201), (1023, 201), (1024, 422)):
            maker = Authenticator(credential_id=b"\7" * length)
            answer = register(at_home, maker.create(creation_options(at_home)))
            assert answer.status_code == expected, length

    def test_an_id_that_is_not_the_one_that_was_attested(self, at_home):
        credential = Authenticator().create(creation_options(at_home))
        other = b64(b"x" * 32)
        answer = register(at_home, credential | {"id": other, "rawId": other})
        assert outcome(answer) == NOT_KEPT

    @pytest.mark.parametrize(
        "attestation",
        [
            b"",
            b"\xa0",
            b"\x80",
            b"\x81" * 40_000,
            b"\x9b\x00\x00\xff\xff\xff\xff\xff\xff",
            b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
            b"\xff",
            encode_cbor({"fmt": "none", "attStmt": {}}),
            encode_cbor({"fmt": 7, "attStmt": 7, "authData": 7}),
            encode_cbor({"fmt": "none", "attStmt": {}, "authData": b""}),
            encode_cbor({"fmt": "none", "attStmt": {}, "authData": b"\xff" * 60}),
            encode_cbor({"fmt": "packed", "attStmt": {"x5c": [b"x"]}, "authData": b"\xff" * 60}),
        ],
    )
    def test_broken_cbor(self, at_home, attestation):
        credential = Authenticator().create(creation_options(at_home))
        broken = altered(credential, attestationObject=b64(attestation) or "AA")
        assert outcome(register(at_home, broken)) == NOT_KEPT

    @pytest.mark.parametrize("cut", [1, 30, 60, 100, 150])
    def test_cbor_that_ends_too_early(self, at_home, cut):
        credential = Authenticator().create(creation_options(at_home))
        whole = unb64(credential["response"]["attestationObject"])
        broken = altered(credential, attestationObject=b64(whole[:-cut]))
        assert outcome(register(at_home, broken)) == NOT_KEPT

    @pytest.mark.parametrize(
        "key",
        [
            {},
            {1: 2, 3: -7},
            {1: 2, 3: -7, -1: 1, -2: b"x", -3: b"y"},
            {1: 2, 3: -7, -1: 1, -2: b"\0" * 32, -3: b"\0" * 32},
            {1: 3, 3: -65535, -1: b"\xff" * 256, -2: b"\1\0\1"},
            {1: 1, 3: -8, -1: 6, -2: b"x"},
            {1: 9, 3: -7},
            7,
            "x",
            [],
        ],
    )
    def test_a_key_that_is_none(self, at_home, api, key):
        """Refused at once, or good for nothing: never an error, neither now nor later."""
        maker = Authenticator()
        maker.public_key = lambda: encode_cbor(key)
        answer = register(at_home, maker.create(creation_options(at_home)))
        assert answer.status_code in {201, 422}
        assert outcome(log_in(api, maker.get(request_options(api)))) == REFUSED

    def test_a_key_that_would_keep_the_server_busy(self, at_home):
        maker = Authenticator()
        maker.public_key = lambda: encode_cbor({1: 3, 3: -257, -1: b"\xff" * 2048, -2: b"\1\0\1"})
        assert outcome(register(at_home, maker.create(creation_options(at_home)))) == NOT_KEPT

    def test_transports_that_nobody_knows_are_left_out(self, at_home):
        credential = Authenticator().create(creation_options(at_home))
        odd = altered(credential, transports=["usb", "telepathy", "usb"])
        assert register(at_home, odd).json()["transports"] == ["usb"]

    @pytest.mark.parametrize("transports", ["usb", [7], [None], ["x" * 31], ["usb"] * 21, {}])
    def test_transports_that_are_none(self, at_home, transports):
        credential = Authenticator().create(creation_options(at_home))
        answer = register(at_home, altered(credential, transports=transports))
        assert answer.status_code == 422

    def test_changes_of_an_account_are_counted(self, at_home):
        """Each is a mail."""
        for number in range(20):
            _phone, passkey = add_passkey(at_home, name=f"Phone {number}")
            passkey.delete()
        credential = Authenticator().create(creation_options(at_home))
        assert outcome(register(at_home, credential)) == (429, "throttled")


class TestCounters:
    @pytest.fixture
    def key(self, at_home) -> Authenticator:
        """A security key, which counts."""
        return add_passkey(at_home, Authenticator(counts=True))[0]

    def test_a_counter_that_grows_logs_in(self, api, key):
        for _ in range(3):
            assert log_in(api, key.get(request_options(api))).status_code == 200
        assert Passkey.objects.get().sign_count == key.sign_count == 4

    def test_a_counter_beyond_31_bits(self, api, key):
        key.sign_count = 2**32 - 2
        assert log_in(api, key.get(request_options(api))).status_code == 200

    def test_a_copy_is_refused_and_its_owner_is_told_once(self, api, key, mailoutbox):
        assert log_in(api, key.get(request_options(api))).status_code == 200
        User.objects.update(email_verified_at=timezone.now())
        mailoutbox.clear()
        for _ in range(2):
            key.sign_count = 0
            assert outcome(log_in(api, key.get(request_options(api)))) == REFUSED
        (message,) = mailoutbox
        assert "may have been copied" in message.subject
        assert "“Phone”" in message.body
        assert Passkey.objects.get().sign_count == 2

    def test_one_that_counted_and_says_zero_now_is_refused(self, api, key):
        key.counts, key.sign_count = False, 0
        assert outcome(log_in(api, key.get(request_options(api)))) == REFUSED

    def test_a_synchronised_passkey_has_no_counter(self, api, phone):
        for _ in range(2):
            assert log_in(api, phone.get(request_options(api))).status_code == 200
        assert Passkey.objects.get().sign_count == 0

    def test_a_passkey_may_become_a_synchronised_one(self, api, phone):
        later = phone.get(request_options(api), flags=USUAL | SYNCED | BACKED_UP)
        assert log_in(api, later).status_code == 200
        passkey = Passkey.objects.get()
        assert passkey.is_synced
        assert passkey.is_backed_up


class TestChallenges:
    def test_a_key_that_was_rotated_still_verifies(self, settings):
        challenge = challenges.issue(Purpose.LOG_IN)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another secret key of fifty letters and not one less"
        challenges.burn(challenge, Purpose.LOG_IN)

    def test_no_two_are_the_same(self):
        assert len({challenges.issue(Purpose.LOG_IN) for _ in range(100)}) == 100

    def test_making_one_writes_nothing(self, db, django_assert_num_queries):
        with django_assert_num_queries(0):
            passkey_use.log_in_options()


def test_client_data_may_hold_what_browsers_add(api, phone):
    options = request_options(api)
    said = {"topOrigin": "x", "other_keys_can_be_added_here": "do not compare"}
    assert log_in(api, phone.get(options, **said)).status_code == 200
    assert unb64(client_data("get", "AAAA")).startswith(b'{"type": "webauthn.get"')
