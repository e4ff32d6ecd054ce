"""`manage.py rotate_keys`, as members, front ends and whoever verifies a reputation notice it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.tests.factories import PASSWORD
from foundation import keys, stored_keys
from foundation.models import RingKey
from reviews import signing
from reviews.errors import InvalidSignature
from reviews.tests.factories import make_reviewed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db

Pair = dict[str, Any]


def rotate(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("rotate_keys", *arguments, stdout=output)
    return output.getvalue().splitlines()


def let_pass(**time: float) -> None:
    """Let the keys be older, as all processes see it."""
    RingKey.objects.filter(signs_from__year__gt=1970).update(
        signs_from=F("signs_from") - timedelta(**time), made_at=F("made_at") - timedelta(**time)
    )
    stored_keys.forget()


@pytest.fixture
def log_in(api: Client, freelancer: User) -> Callable[[], Pair]:
    def ask() -> Pair:
        api.credentials()
        body = {"username": "asha", "password": PASSWORD}
        pair: Pair = api.post("auth/login", body).json()
        return pair

    return ask


def works(api: Client, pair: Pair) -> bool:
    api.use_token(pair["access_token"])
    status = api.get("me").status_code
    api.credentials()
    return status == 200


def refreshed(api: Client, pair: Pair) -> Pair | None:
    api.credentials()
    answer = api.post("auth/refresh-token", {"refresh_token": pair["refresh_token"]})
    return pair | answer.json() if answer.status_code == 200 else None


def kid(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def published(api: Client) -> dict[str, Any]:
    answer: dict[str, Any] = api.get("/.well-known/jwks.json").json()
    return answer


def test_nobody_is_logged_out(api: Client, log_in: Callable[[], Pair]) -> None:
    early = log_in()
    rotate()
    pending = log_in()
    assert kid(pending["access_token"]) == kid(early["access_token"])
    let_pass(hours=2)
    late = log_in()
    assert kid(late["access_token"]) != kid(early["access_token"])
    assert all(works(api, pair) for pair in (early, pending, late))
    moved_on = refreshed(api, early)
    assert moved_on
    assert kid(moved_on["refresh_token"]) == kid(late["refresh_token"])
    assert works(api, moved_on)


def test_a_lost_refresh_answer_comes_again_the_same_across_a_rotation(
    api: Client, log_in: Callable[[], Pair]
) -> None:
    pair = log_in()
    first = refreshed(api, pair)
    rotate()
    again = refreshed(api, pair)
    assert first
    assert again
    assert again["refresh_token"] == first["refresh_token"]


def test_tokens_from_before_keys_had_names_stay_good_until_their_key_is_retired(
    api: Client, log_in: Callable[[], Pair], settings: SettingsWrapper
) -> None:
    pair = log_in()
    claims = jwt.decode(pair["access_token"], options={"verify_signature": False})
    unnamed = jwt.encode(claims, settings.SIMPLE_JWT["SIGNING_KEY"], "HS256")
    assert "kid" not in jwt.get_unverified_header(unnamed)
    rotate()
    let_pass(hours=2)
    assert works(api, {"access_token": unnamed})
    rotate("--leaked")
    assert not works(api, {"access_token": unnamed})


def test_after_a_leak_everybody_logs_in_again(api: Client, log_in: Callable[[], Pair]) -> None:
    early = log_in()
    lines = rotate("--leaked", "--only", "tokens")
    assert lines[0].startswith("tokens: made ")
    assert not works(api, early)
    assert refreshed(api, early) is None
    assert works(api, log_in())


def test_the_algorithm_of_tokens_changes_without_log_outs(
    api: Client, log_in: Callable[[], Pair], settings: SettingsWrapper
) -> None:
    early = log_in()
    rotate()
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {
        "ALGORITHM": "EdDSA",
        "SIGNING_KEY": keys.as_pem(private).decode(),
        "VERIFYING_KEY": public.decode(),
    }
    rotate("--only", "tokens")
    let_pass(hours=2)
    late = log_in()
    assert jwt.get_unverified_header(late["access_token"])["alg"] == "EdDSA"
    assert works(api, early)
    assert works(api, late)
    names = [jwk["kid"] for jwk in published(api)["keys"]]
    assert kid(late["access_token"]) in names
    assert kid(early["access_token"]) not in names  # a secret has no public half


def test_an_access_token_is_no_reputation_though_its_key_is_published(
    api: Client, log_in: Callable[[], Pair], settings: SettingsWrapper
) -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {
        "ALGORITHM": "EdDSA",
        "SIGNING_KEY": keys.as_pem(private).decode(),
        "VERIFYING_KEY": public.decode(),
    }
    token = log_in()["access_token"]
    assert kid(token) in [jwk["kid"] for jwk in published(api)["keys"]]
    with pytest.raises(InvalidSignature):
        signing.verify(token, published(api))


def test_a_reputation_is_no_access_token(
    api: Client, api_as: Callable[[User], Client], freelancer: User
) -> None:
    jws = api_as(freelancer).get("me/reputation").json()["jws"]
    assert not works(api, {"access_token": jws})


def test_a_signed_reputation_stays_verifiable_for_ever(
    api: Client, api_as: Callable[[User], Client], freelancer: User, tmp_path: Path
) -> None:
    make_reviewed(freelancer, 2, rating=5)
    client = api_as(freelancer)
    old = client.get("me/reputation").json()
    for _ in range(3):
        rotate()
        let_pass(days=40)
        call_command("prune", stdout=StringIO())
    new = client.log_in(freelancer).get("me/reputation").json()
    assert kid(new["jws"]) == published(api)["keys"][0]["kid"] != kid(old["jws"])
    assert len(published(api)["keys"]) == 4
    for number, answer in enumerate((old, new)):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(answer))
        said = StringIO()
        call_command("verify_reputation", str(file), stdout=said)
        assert said.getvalue().startswith("Verified: asha")
    assert RingKey.objects.filter(purpose="reputations", encrypted__isnull=False).count() == 1


def test_a_new_key_is_published_an_hour_before_it_signs(
    api: Client, api_as: Callable[[User], Client], freelancer: User
) -> None:
    saved = published(api)
    rotate()
    assert len(published(api)["keys"]) == 2
    let_pass(minutes=64)  # whoever keeps a copy for an hour has it by now
    jws = api_as(freelancer).get("me/reputation").json()["jws"]
    assert signing.verify(jws, saved)


def test_one_key_is_retired_by_its_name(api: Client, log_in: Callable[[], Pair]) -> None:
    early = log_in()
    name = kid(early["access_token"])
    with pytest.raises(CommandError, match="only key"):
        rotate("--retire", name)
    rotate()
    rotate("--retire", name)
    assert not works(api, early)
    assert works(api, log_in())
    with pytest.raises(CommandError, match="no key nonsense"):
        rotate("--retire", "nonsense")


def test_prune_retires_the_keys_of_tokens_that_are_all_expired(
    api: Client, log_in: Callable[[], Pair]
) -> None:
    early = log_in()
    rotate()
    let_pass(days=7)
    call_command("prune", stdout=StringIO())
    assert works(api, early)
    let_pass(days=2)
    call_command("prune", stdout=StringIO())
    assert not works(api, early)


def test_a_timer_rotates_what_is_old_and_nothing_else() -> None:
    assert [line for line in rotate("--older-than", "90") if "made" in line.split()[1]]
    assert not [line for line in rotate("--older-than", "90") if line.split()[1] == "made"]
    let_pass(days=91)
    assert len([line for line in rotate("--older-than", "90") if line.split()[1] == "made"]) == 2


def test_the_keys_are_listed_without_a_secret() -> None:
    assert [line.split(" of ")[1] for line in rotate("--list")] == ["SECRET_KEY, signs"] * 2
    assert not RingKey.objects.exists()
    rotate()
    rotate("--leaked", "--only", "reputations")
    lines = rotate("--list")
    states = [line.rpartition(", ")[2].split()[0] for line in lines]
    assert states == ["signs", "signs", "retired", "signs", "retired"]
    assert "UTC" in lines[0]
    assert "PRIVATE" not in "".join(lines)
