"""Keys: read, made, and named by what they are."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as elliptic_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from foundation import keys
from foundation.keys import Algorithm, UnfitKey

SECRET = b"0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("algorithm", Algorithm.values)
def test_a_new_key_is_read_as_it_was_made(algorithm: str) -> None:
    material = keys.make(algorithm)
    key, again = keys.load(algorithm, material), keys.load(algorithm, material)
    assert (key.algorithm, key.kid, key.jwk) == (algorithm, again.kid, again.jwk)
    assert keys.load(algorithm, keys.material_of(key)).kid == key.kid
    assert keys.load(algorithm, keys.make(algorithm)).kid != key.kid


@pytest.mark.parametrize("algorithm", ["RS256", "EdDSA"])
def test_a_public_half_is_called_as_its_key_and_signs_nothing(algorithm: str) -> None:
    key = keys.load(algorithm, keys.make(algorithm))
    assert key.jwk is not None
    public = keys.of_jwk(key.jwk)
    assert (public.kid, public.jwk, public.signing) == (key.kid, key.jwk, None)
    assert not {"d", "p", "q", "k"} & key.jwk.keys()
    with pytest.raises(UnfitKey):
        keys.material_of(public)


def test_the_name_of_a_secret_tells_nothing_of_it() -> None:
    key = keys.load("HS256", SECRET)
    assert key.jwk is None
    assert len(key.kid) == 12
    assert key.kid != keys.load("HS256", SECRET + b"0").kid


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    """Appendix A.3, of the key of appendix A.1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = keys.of_private_key(Ed25519PrivateKey.from_private_bytes(seed), "EdDSA")
    assert key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    ("algorithm", "material"),
    [
        ("HS256", b"short"),
        ("HS256", SECRET[:31]),
        ("HS256", b"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0\n-----END PUBLIC KEY-----"),
        ("RS256", SECRET),
        ("RS256", keys.make("EdDSA")),
        ("EdDSA", keys.make("RS256")),
        ("EdDSA", keys.as_pem(elliptic_key(SECP256R1()))),  # type: ignore[arg-type]  # on purpose
        ("EdDSA", b""),
    ],
)
def test_what_is_no_key_of_its_algorithm_is_refused(algorithm: str, material: bytes) -> None:
    with pytest.raises(UnfitKey):
        keys.load(algorithm, material)


def test_no_key_of_another_algorithm_is_made() -> None:
    with pytest.raises(UnfitKey):
        keys.make("HS512")
