"""Bearer tokens as an attacker would try them, and the answers of RFC 6750."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from accounts import tokens
from accounts.models import RevokedReason, Session
from accounts.services.account import erase
from accounts.services.sessions import end_session, open_session
from accounts.tests.factories import PASSWORD, suspended

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(freelancer) -> Session:
    return open_session(user=freelancer, user_agent="", address="203.0.113.7")


@pytest.fixture
def claims(freelancer, session) -> dict:
    """What a good access token says."""
    now = datetime.now(UTC)
    return {
        "typ": "access",
        "sub": str(freelancer.pk),
        "role": "freelancer",
        "sid": str(session.pk),
        "iat": now,
        "exp": now + timedelta(minutes=30),
        "jti": uuid4().hex,
        "iss": "guildhall",
        "aud": "guildhall",
    }


def sign(claims: dict, key=None, algorithm: str = "HS256", headers: dict | None = None) -> str:
    return jwt.encode(claims, key or django_settings.SIMPLE_JWT["SIGNING_KEY"], algorithm, headers)


def use_keys(settings, algorithm: str, signing: str, verifying: str) -> None:
    keys = {"ALGORITHM": algorithm, "SIGNING_KEY": signing, "VERIFYING_KEY": verifying}
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | keys


def pem(key) -> tuple[str, str]:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@pytest.fixture(scope="module")
def rsa_keys() -> tuple[str, str]:
    return pem(rsa.generate_private_key(65537, 2048))


def get_me(api, authorization: str):
    api.credentials(HTTP_AUTHORIZATION=authorization)
    return api.get("me")


def refused(answer, code: str) -> bool:
    """A 401 that tells what is wrong both in the body and in the challenge."""
    challenge = answer.headers["WWW-Authenticate"]
    return (
        answer.status_code == 401
        and answer.json()["errors"][0]["code"] == code
        and challenge.startswith('Bearer realm="api"')
        and ('error="invalid_token"' in challenge) == (code != "not_authenticated")
    )


def test_a_good_token_is_good(api, claims):
    assert get_me(api, f"Bearer {sign(claims)}").status_code == 200


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "bEaReR"])
def test_the_scheme_is_compared_ignoring_case(api, claims, scheme):
    assert get_me(api, f"{scheme} {sign(claims)}").status_code == 200


@pytest.mark.parametrize("authorization", ["", "Basic YTpi", "Token abc"])
def test_no_bearer_token_is_a_missing_one(api, authorization):
    assert refused(get_me(api, authorization), "not_authenticated")


@pytest.mark.parametrize(
    "value", ["", "garbage", "a.b.c", "one two", "é", "." * 3, "x" * 10_000, "e30.e30."]
)
def test_what_is_no_token_is_invalid(api, db, value):
    assert refused(get_me(api, f"Bearer {value}"), "token_invalid")


def test_another_key_is_refused(api, claims):
    assert refused(get_me(api, f"Bearer {sign(claims, 'k' * 64)}"), "token_invalid")


def test_alg_none_is_refused(api, claims):
    unsigned = jwt.encode(claims, None, "none")
    assert refused(get_me(api, f"Bearer {unsigned}"), "token_invalid")


def test_an_rs256_token_is_refused_by_an_hs256_server(api, claims, rsa_keys):
    token = sign(claims, rsa_keys[0], "RS256")
    assert refused(get_me(api, f"Bearer {token}"), "token_invalid")


def test_the_public_key_is_no_hs256_secret(api, claims, settings, rsa_keys):
    use_keys(settings, "RS256", *rsa_keys)
    assert get_me(api, f"Bearer {sign(claims, rsa_keys[0], 'RS256')}").status_code == 200
    # PyJWT refuses to make such a token; an attacker's tool does not.
    raw = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    header, payload, _ = jwt.encode(claims, "k" * 32, "HS256").split(".")
    signature = raw.sign(f"{header}.{payload}".encode(), rsa_keys[1].encode())
    forged = f"{header}.{payload}.{jwt.utils.base64url_encode(signature).decode()}"
    assert refused(get_me(api, f"Bearer {forged}"), "token_invalid")


def test_eddsa_serves_from_log_in_to_refresh(api, freelancer, settings):
    use_keys(settings, "EdDSA", *pem(ed25519.Ed25519PrivateKey.generate()))
    pair = api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()
    assert get_me(api, f"Bearer {pair['access_token']}").status_code == 200
    body = {"refresh_token": pair["refresh_token"]}
    assert api.post("auth/refresh-token", body).status_code == 200


@pytest.mark.parametrize("kid", ["http://127.0.0.1:9/key", "../../dev/null", "' OR 1=1 --", ""])
def test_an_unknown_key_name_is_refused_whoever_signed(api, claims, kid):
    assert refused(get_me(api, f"Bearer {sign(claims, headers={'kid': kid})}"), "token_invalid")


@pytest.mark.parametrize("kid", [7, None, ["a"], {"a": 1}])
def test_a_key_name_that_is_no_text_is_refused(api, claims, kid):
    """PyJWT writes no such header, and reads none."""
    head, *rest = sign(claims).split(".")
    header = json.dumps({"alg": "HS256", "typ": "JWT", "kid": kid}).encode()
    forged = ".".join([jwt.utils.base64url_encode(header).decode(), *rest])
    assert head != forged.partition(".")[0]
    assert refused(get_me(api, f"Bearer {forged}"), "token_invalid")


@pytest.mark.parametrize("header", ["jku", "jwk", "x5u"])
def test_keys_named_by_the_token_are_ignored(api, claims, header):
    headers = {header: "http://127.0.0.1:9/key"}
    good = sign(claims, headers=headers)
    assert get_me(api, f"Bearer {good}").status_code == 200
    forged = sign(claims, "k" * 64, headers=headers)
    assert refused(get_me(api, f"Bearer {forged}"), "token_invalid")


def test_an_expired_token_is_told_apart(api, claims):
    claims["exp"] = datetime.now(UTC) - timedelta(seconds=1)
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "token_expired")


def test_a_token_of_a_machine_whose_clock_is_ahead_is_good(api, claims):
    claims["iat"] = datetime.now(UTC) + timedelta(seconds=5)
    assert get_me(api, f"Bearer {sign(claims)}").status_code == 200


@pytest.mark.parametrize("claim", ["sub", "sid", "exp", "iat", "jti", "iss", "aud", "typ"])
def test_a_missing_claim_is_refused(api, claims, claim):
    del claims[claim]
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "token_invalid")


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "somebody"),
        ("aud", "elsewhere"),
        ("sid", "1"),
        ("sid", 7),
        ("sub", "1"),
        ("typ", "refresh"),
        ("typ", None),
        ("exp", "never"),
    ],
)
def test_a_wrong_claim_is_refused(api, claims, claim, value):
    claims[claim] = value
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "token_invalid")


def test_a_role_in_the_token_is_not_believed(api, claims):
    claims["role"] = "admin"
    assert get_me(api, f"Bearer {sign(claims)}").json()["role"] == "freelancer"


def test_a_session_of_somebody_else_is_refused(api, claims, outsider):
    claims["sub"] = str(outsider.pk)
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "session_ended")


def test_a_refresh_token_gives_no_access(api, session):
    token = tokens.refresh_token(session)
    assert refused(get_me(api, f"Bearer {token}"), "token_invalid")


def test_a_suspended_users_token_is_dead(api, claims, freelancer):
    suspended(freelancer)
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "session_ended")


def test_an_erased_users_token_is_dead(api, claims, freelancer, session):
    erase(user=freelancer, session_id=session.pk, current_password=PASSWORD)
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "session_ended")


def test_a_deleted_users_token_is_dead(api, claims, freelancer):
    freelancer.delete()
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "session_ended")


def test_an_ended_sessions_token_is_dead(api, claims, session):
    end_session(session_id=session.pk, reason=RevokedReason.ENDED)
    assert refused(get_me(api, f"Bearer {sign(claims)}"), "session_ended")


@pytest.mark.parametrize(
    ("algorithm", "signing", "verifying"),
    [
        ("HS256", "too short", ""),
        ("HS512", "k" * 64, ""),
        ("none", "", ""),
        ("RS256", "", ""),
        ("RS256", "no pem", "no pem"),
    ],
)
def test_unfit_keys_are_an_error_at_start_up(settings, algorithm, signing, verifying):
    use_keys(settings, algorithm, signing, verifying)
    with pytest.raises(ImproperlyConfigured):
        tokens.AccessToken.backend()
