"""Key rings: the newest key signs, all verify, and a key is known by its name (`kid`).

A ring holds the keys of the settings and those that `foundation.key_rotation` keeps in the
database. A new key is published before it signs, so that every process, and everybody who keeps a
copy of the public keys, knows it by then. What was signed at a certain time is signed by the same
key whenever it is made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation import stored_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from foundation.keys import Key
    from foundation.models import KeyPurpose
    from foundation.stored_keys import StoredKeys


class NoKeyToSign(Exception):
    """No key of the ring can sign: each is retired, or was encrypted under another SECRET_KEY."""


@dataclass(frozen=True)
class Configured:
    """The keys of the settings, the newest first: one at least."""

    keys: tuple[Key, ...]
    # Made of the secret key, for want of others: they count as long as the database has none.
    stand_in: bool


@dataclass(frozen=True)
class _Keys:
    """A ring as it stands, and what it was made of."""

    stored: StoredKeys
    configured: Configured
    by_kid: dict[str, Key]
    signing: list[Key]

    @property
    def unnamed(self) -> Key | None:
        """The key of what names none: that of the settings, from before there were several."""
        return self.by_kid.get(self.configured.keys[0].kid)


class KeyRing:
    """The keys for one purpose.

    `configured` answers the keys of the settings, the same object as long as they are the same.
    """

    def __init__(self, purpose: KeyPurpose, configured: Callable[[], Configured]) -> None:
        self.purpose = purpose
        self.configured = configured
        self._made: _Keys | None = None

    def signing_key(self, at: int) -> Key:
        """The key that signs what is made at this time, in seconds since 1970: the newest that
        signs by then.

        Raises NoKeyToSign.
        """
        signing = self._keys().signing
        if not signing:
            raise NoKeyToSign(self.purpose)
        return next((key for key in signing if key.signs_from <= at), signing[-1])

    def verifying_key(self, kid: str | None) -> Key | None:
        """The key of this name, or, without a name, the one from before keys had names."""
        keys = self._keys()
        if kid is None:
            return keys.unnamed
        key = keys.by_kid.get(kid)
        if key is None and stored_keys.newer():
            key = self._keys().by_kid.get(kid)
        return key

    def public_keys(self) -> list[dict[str, str]]:
        """The public halves of all keys that verify, the newest first; secrets have none."""
        newest_first = sorted(self._keys().by_kid.values(), key=lambda key: -key.signs_from)
        return [key.jwk for key in newest_first if key.jwk]

    @property
    def stands_in(self) -> bool:
        """Whether a key that is made of the secret key signs, for want of others."""
        keys = self._keys()
        return keys.configured.stand_in and keys.configured.keys[0] in keys.signing

    def _keys(self) -> _Keys:
        stored, configured, made = stored_keys.current(), self.configured(), self._made
        if made is None or made.stored is not stored or made.configured is not configured:
            made = self._made = self._make(stored, configured)
        return made

    def _make(self, stored: StoredKeys, configured: Configured) -> _Keys:
        usable = list(stored.usable.get(self.purpose, ()))
        if not (configured.stand_in and any(key.signing for key in usable)):
            usable += configured.keys
        by_kid: dict[str, Key] = {}
        for key in usable:
            known = by_kid.get(key.kid)
            is_better = known is None or (known.signing is None and key.signing is not None)
            if is_better and (self.purpose, key.kid) not in stored.retired:
                by_kid[key.kid] = key
        signing = [key for key in by_kid.values() if key.signing is not None]
        return _Keys(stored, configured, by_kid, signing)
