"""The keys of the bearer tokens: those that `SIMPLE_JWT` names, and those of the ring."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from rest_framework_simplejwt import settings as simplejwt

from foundation import keys
from foundation.key_ring import Configured, KeyRing
from foundation.keys import MIN_SECRET_BYTES, Algorithm, UnfitKey
from foundation.models import KeyPurpose
from foundation.secret_keys import secret_keys

if TYPE_CHECKING:
    from rest_framework_simplejwt.settings import APISettings

    from foundation.keys import Key


def configured() -> Configured:
    """The keys of the settings. Raises ImproperlyConfigured for what cannot protect tokens."""
    # SimpleJWT has new settings whenever SIMPLE_JWT changes, as it does with SECRET_KEY.
    return _configured(simplejwt.api_settings)


@lru_cache(maxsize=4)
def _configured(jwt_settings: APISettings) -> Configured:
    _require_keys(jwt_settings)
    secrets = secret_keys()
    algorithm, signing = jwt_settings.ALGORITHM, jwt_settings.SIGNING_KEY
    try:
        key = keys.load(algorithm, signing.encode())
        if algorithm != Algorithm.HS256:
            _require_pair(key, jwt_settings.VERIFYING_KEY)
    except UnfitKey as error:
        raise ImproperlyConfigured(f"The {algorithm} keys are unfit: {error}") from error
    stands_in = signing == secrets[0]
    older = [keys.load(algorithm, secret.encode()) for secret in secrets[1:] if _is_fit(secret)]
    return Configured((key, *older) if stands_in else (key,), stand_in=stands_in)


def _require_keys(jwt_settings: APISettings) -> None:
    algorithm, signing = jwt_settings.ALGORITHM, jwt_settings.SIGNING_KEY
    if algorithm not in Algorithm.values:
        raise ImproperlyConfigured(f"JWT_ALGORITHM must be one of {', '.join(Algorithm.values)}.")
    if algorithm == Algorithm.HS256:
        if not _is_fit(signing):
            raise ImproperlyConfigured(f"JWT_SIGNING_KEY needs {MIN_SECRET_BYTES} bytes at least.")
    elif not signing or not jwt_settings.VERIFYING_KEY:
        raise ImproperlyConfigured(f"{algorithm} needs JWT_SIGNING_KEY and JWT_VERIFYING_KEY.")


def _is_fit(secret: str) -> bool:
    return len(secret.encode()) >= MIN_SECRET_BYTES


def _require_pair(key: Key, verifying: str) -> None:
    """Raises UnfitKey when the public key is not that of the private one."""
    if keys.of_public_pem(verifying, key.algorithm) != key.jwk:
        raise UnfitKey("JWT_VERIFYING_KEY is not the public key of JWT_SIGNING_KEY")


RING = KeyRing(KeyPurpose.TOKENS, configured)
