"""A reputation to take along: signed, and checked offline."""

from __future__ import annotations

import base64
import json
from io import StringIO

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from accounts.models import ReleasedUsername
from accounts.tests.factories import PASSWORD
from foundation import stored_keys
from reviews import signing
from reviews.errors import InvalidSignature
from reviews.tests.factories import make_finished, make_revealed, make_review, make_reviewed

PROOF = {"current_password": PASSWORD}
SEED = base64.b64encode(bytes(range(32))).decode()


def pem(private) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def verify(*args: object) -> str:
    out = StringIO()
    call_command("verify_reputation", *map(str, args), stdout=out)
    return out.getvalue()


@pytest.fixture
def answer(api_as, freelancer):
    make_reviewed(freelancer, 3, rating=5)
    make_review(make_finished(freelancer=freelancer), freelancer)
    return api_as(freelancer).get("me/reputation").json()


@pytest.mark.django_db
def test_it_holds_what_everybody_may_read(answer, client, freelancer):
    keys = client.get("/.well-known/jwks.json")
    assert keys.headers["Cache-Control"] == "public, max-age=3600"
    header = jwt.get_unverified_header(answer["jws"])
    assert header["alg"] == "EdDSA"
    assert header["kid"] == keys.json()["keys"][0]["kid"]
    claims = signing.verify(answer["jws"], keys.json())
    assert claims == answer["reputation"]
    assert claims["reputation"]["count"] == len(claims["reviews"]) == 3
    assert claims["reputation"]["mean"] == 5.0
    assert claims["reputation"]["histogram"]["5"] == 3
    assert (claims["sub"], claims["username"]) == (str(freelancer.pk), "asha")
    assert "private_note" not in claims["reviews"][0]
    assert "d" not in keys.json()["keys"][0]


@pytest.mark.django_db
def test_whoever_takes_a_former_username_is_somebody_else(answer, api_as, freelancer, outsider):
    """A username is free again some time after it was given up; who is meant stays the same."""
    before = answer["reputation"]
    assert api_as(freelancer).patch("me", {"username": "asha-rao"} | PROOF).status_code == 200
    ReleasedUsername.objects.all().delete()  # as `prune` does then
    assert api_as(outsider).patch("me", {"username": "asha"} | PROOF).status_code == 200
    now, other = (
        api_as(user).get("me/reputation").json()["reputation"] for user in (freelancer, outsider)
    )
    assert (now["sub"], now["username"]) == (before["sub"], "asha-rao")
    assert other["username"] == before["username"]
    assert other["sub"] != before["sub"]


@pytest.mark.django_db
def test_a_file_is_verified_offline(answer, client, tmp_path, django_assert_num_queries):
    whole, bare, keys = (tmp_path / name for name in ("whole.json", "bare.jws", "jwks.json"))
    whole.write_text(json.dumps(answer))
    bare.write_text(answer["jws"] + "\n")
    keys.write_bytes(client.get("/.well-known/jwks.json").content)
    with django_assert_num_queries(0):
        for said in (verify(whole), verify(bare), verify(whole, "--jwks", keys)):
            assert said.startswith("Verified: asha (Asha Rao), by http://localhost:8000")
            assert "3 reviews, mean 5.0" in said
            assert f"account {answer['reputation']['sub']}" in said


@pytest.mark.django_db
def test_a_saved_key_set_serves_while_the_database_is_away(answer, client, tmp_path):
    file, saved = tmp_path / "whole.json", tmp_path / "jwks.json"
    file.write_text(json.dumps(answer))
    saved.write_bytes(client.get("/.well-known/jwks.json").content)

    def away(*_args: object) -> None:
        raise OperationalError

    stored_keys.forget()
    with connection.execute_wrapper(away):
        assert verify(file, "--jwks", saved).startswith("Verified: asha")
        with pytest.raises(CommandError, match="--jwks"):
            verify(file)


@pytest.mark.django_db
def test_what_was_changed_is_not_verified(answer, tmp_path):
    head, payload, signature = answer["jws"].split(".")
    better = json.dumps(answer["reputation"] | {"sub": "other"}).encode()
    forged = base64.urlsafe_b64encode(better).rstrip(b"=").decode()
    file = tmp_path / "file"
    for content in (
        f"{head}.{forged}.{signature}",
        f"{head}.{payload}.{'A' * len(signature)}",
        f"{head}.{payload}.",
        "{}",
        "[]",
        "nonsense",
        "",
    ):
        file.write_text(content)
        with pytest.raises(CommandError, match="Not verified"):
            verify(file)
    with pytest.raises(CommandError, match="Not verified"):
        verify(tmp_path / "missing")


def test_a_copy_that_says_something_else_is_refused(answer, tmp_path):
    file = tmp_path / "reputation.json"
    file.write_text(json.dumps(answer))
    assert "Verified" in verify(file)
    answer["reputation"]["reputation"]["count"] = 99
    file.write_text(json.dumps(answer))
    with pytest.raises(CommandError, match="not what was signed"):
        verify(file)


def test_other_keys_and_algorithms_are_refused():
    claims = {"iss": "x", "sub": "x", "iat": 1}
    kid = signing.key().jwk["kid"]
    stranger = Ed25519PrivateKey.generate()
    secret = "0" * 64
    for forged in (
        jwt.encode(claims, stranger, algorithm="EdDSA", headers={"kid": kid}),
        jwt.encode(claims, stranger, algorithm="EdDSA"),
        jwt.encode(claims, secret, algorithm="HS256", headers={"kid": kid}),
        jwt.encode(claims, None, algorithm="none", headers={"kid": kid}),
        jwt.encode({"iss": "x"}, signing.key().signing, algorithm="EdDSA", headers={"kid": kid}),
    ):
        with pytest.raises(InvalidSignature):
            signing.verify(forged, signing.key_set())
    good = signing.sign(claims)
    for keys in ({}, {"keys": []}, {"keys": [{"kid": kid}]}, {"keys": "x"}, [], None):
        with pytest.raises(InvalidSignature):
            signing.verify(good, keys)
    octets = {"keys": [{"kid": kid, "kty": "oct", "k": "AAAA"}]}
    with pytest.raises(InvalidSignature):
        signing.verify(good, octets)


def test_the_key_is_a_seed_or_pem_or_made_from_the_secret(settings):
    settings.REPUTATION_SIGNING_KEY = ""
    made = signing.key().jwk["kid"]
    settings.SECRET_KEY = "another " * 8
    assert signing.key().jwk["kid"] != made
    settings.REPUTATION_SIGNING_KEY = SEED
    from_seed = signing.key().jwk
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    for text in (pem(private), pem(private).replace("\n", "\\n")):
        settings.REPUTATION_SIGNING_KEY = text
        assert signing.key().jwk == from_seed


def test_the_thumbprint_is_that_of_rfc_8037(settings):
    """Appendix A.3, of the key of appendix A.1."""
    seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
    settings.REPUTATION_SIGNING_KEY = seed
    jwk = signing.key().jwk
    assert jwk["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert jwk["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize("bad", ["x", "AAAA", "-----BEGIN", "rsa"])
def test_a_key_that_cannot_sign_is_an_error(settings, bad):
    settings.REPUTATION_SIGNING_KEY = (
        pem(generate_private_key(65537, 2048)) if bad == "rsa" else bad
    )
    with pytest.raises(ImproperlyConfigured, match="REPUTATION_SIGNING_KEY"):
        signing.key()


@pytest.mark.django_db
def test_one_without_reviews_has_an_empty_reputation(api_as, outsider):
    claims = api_as(outsider).get("me/reputation").json()["reputation"]
    assert (claims["reputation"]["count"], claims["reviews"]) == (0, [])


@pytest.mark.django_db
def test_hidden_reviews_are_not_in_it(api_as, freelancer):
    review = make_revealed(make_finished(freelancer=freelancer))
    api_as(review.author).delete(f"reviews/{review.pk}")
    claims = api_as(freelancer).get("me/reputation").json()["reputation"]
    assert claims["reviews"] == []


KEY_SET = '{"keys": []}'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "file is empty"),
        (b" \n\t", "file is empty"),
        (b"\xef\xbb\xbf", "file is empty"),
        (b"\xff\xfe\x00", "file is not a text file"),
        (b"{", "file is not valid JSON"),
        (b'{"jws":' * 100_000, "file is not valid JSON"),
        (b"[1]", "there is no JWS in"),
        (b"\x00", "there is no JWS in"),
        (b"Dear verifier,", "there is no JWS in"),
        (b"{}", "there is no JWS in"),
        (b'{"jws": 5}', "there is no JWS in"),
        (b'{"jws": "a.b.c", "reputation": "x"}', "The signature is not valid."),
        (b"a.b.c", "The signature is not valid."),
    ],
    ids=range(13),
)
def test_a_broken_file_is_told_what_is_wrong_with_it(tmp_path, content, said):
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "keys").write_text(KEY_SET)
    with pytest.raises(CommandError, match="Not verified: ") as caught:
        verify(tmp_path / "file", "--jwks", tmp_path / "keys")
    assert said in str(caught.value)
    assert caught.value.returncode == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "keys is empty"),
        (b"\xff", "keys is not a text file"),
        (b"{", "keys is not valid JSON"),
        (b"[]", "keys is not an object of JSON"),
        (b"{}", "The signature is not valid."),
        (b'{"keys": 5}', "The signature is not valid."),
        (b'{"keys": [5]}', "The signature is not valid."),
        (b'{"keys": [{"kid": null}]}', "The signature is not valid."),
    ],
    ids=range(8),
)
def test_a_broken_key_set_is_told_what_is_wrong_with_it(tmp_path, content, said):
    header = base64.urlsafe_b64encode(b'{"alg": "EdDSA"}').decode().rstrip("=")
    (tmp_path / "file").write_text(f"{header}.e30.eA")
    (tmp_path / "keys").write_bytes(content)
    with pytest.raises(CommandError, match="Not verified: ") as caught:
        verify(tmp_path / "file", "--jwks", tmp_path / "keys")
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        verify(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="Is a directory"):
        verify(tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"reputation": "high", "username": "a", "name": "A"},
        {"reputation": {"count": 1, "mean": 5}, "username": "a", "name": "A", "iat": 10**15},
    ],
    ids=["nothing", "no reputation", "no time"],
)
def test_what_is_signed_and_no_reputation_is_refused(tmp_path, claims):
    """By the site's own key, or by another's whose key set somebody was given."""
    token = signing.sign({"iss": "https://other.example", "sub": "1", "iat": 1} | claims)
    (tmp_path / "file").write_text(token)
    with pytest.raises(CommandError, match="Not verified: "):
        verify(tmp_path / "file")
