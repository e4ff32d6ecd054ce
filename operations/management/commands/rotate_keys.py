"""`manage.py rotate_keys`: new keys for tokens and signed reputations, without log-outs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from foundation.key_rotation import OnlyKey, retire, rotate
from foundation.models import KeyPurpose, RingKey
from operations.key_rings import ALGORITHMS, RINGS, keys_in_words

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from foundation.key_ring import KeyRing


class Command(BaseCommand):
    help = (
        "Make new keys, which sign a little more than an hour from now; what the older ones signed "
        "stays good. Encrypts all keys anew under the current SECRET_KEY."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=KeyPurpose.values, help="the keys of one purpose")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--older-than",
            type=int,
            metavar="DAYS",
            help="only where the newest key is older: for a timer",
        )
        what.add_argument(
            "--leaked",
            action="store_true",
            help="sign with the new key at once, and refuse all that the others signed",
        )
        what.add_argument("--retire", metavar="KID", help="refuse what this one key signed")
        what.add_argument("--list", action="store_true", help="tell the keys, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        rings = [RINGS[options["only"]]] if options["only"] else list(RINGS.values())
        if options["retire"]:
            self._retire(rings, options["retire"])
        elif not options["list"]:
            self._rotate(rings, options["older_than"], leaked=options["leaked"])
        for ring in rings:
            for line in keys_in_words(ring):
                self.stdout.write(line)

    def _rotate(self, rings: list[KeyRing], days: int | None, *, leaked: bool) -> None:
        older_than = None if days is None else timedelta(days=days)
        for ring in rings:
            algorithm = ALGORITHMS[ring.purpose]()
            made = rotate(ring, algorithm=algorithm, older_than=older_than, leaked=leaked)
            if made:
                self.stdout.write(f"{ring.purpose}: made {made.kid} ({made.algorithm})")

    def _retire(self, rings: list[KeyRing], kid: str) -> None:
        for ring in rings:
            try:
                return retire(ring, kid=kid)
            except RingKey.DoesNotExist:
                continue
            except OnlyKey as error:
                message = f"{kid} is the only key that signs {ring.purpose}: make another one first"
                raise CommandError(message) from error
        raise CommandError(f"There is no key {kid} in use.")
