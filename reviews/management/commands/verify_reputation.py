"""`manage.py verify_reputation FILE`: whether a signed reputation is what was signed, offline."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from reviews.errors import InvalidSignature
from reviews.signing import key_set, verify

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Check the answer of GET me/reputation, or the JWS in it, by this site's public keys, "
        "which are in its database, or with --jwks by those that any other answers at "
        "/.well-known/jwks.json; that asks no database. Neither asks the network."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the JSON answer, or the JWS alone")
        parser.add_argument("--jwks", type=Path, help="a saved key set; this deployment's if none")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_text().strip()
            token = _token(content)
            keys = json.loads(options["jwks"].read_text()) if options["jwks"] else _own_keys()
            claims = verify(token, keys)
            _refuse_another_copy(content, claims)
        except (OSError, ValueError, InvalidSignature) as error:
            raise CommandError(f"Not verified: {error}") from error
        reputation = claims["reputation"]
        signed_at = datetime.fromtimestamp(claims["iat"], UTC)
        self.stdout.write(f"Verified: {claims['username']} ({claims['name']}), by {claims['iss']}")
        self.stdout.write(f"account {claims['sub']}, which keeps its id whatever it is called")
        self.stdout.write(f"signed at {signed_at:%Y-%m-%d %H:%M} UTC")
        self.stdout.write(f"{reputation['count']} reviews, mean {reputation['mean']}")


def _own_keys() -> dict[str, Any]:
    try:
        return key_set()
    except DatabaseError as error:
        message = "The database is away, where the keys are. Save a key set, and give it as --jwks."
        raise CommandError(message) from error


def _refuse_another_copy(content: str, claims: dict[str, Any]) -> None:
    """Raises ValueError when the copy that people read is not what was signed."""
    if content.startswith("{"):
        copy = json.loads(content).get("reputation", claims)
        if any(copy.get(name) != claims.get(name) for name in {*copy, *claims}):
            raise ValueError("`reputation` is not what was signed")


def _token(content: str) -> str:
    """The JWS in a file. Raises ValueError."""
    if not content.startswith("{"):
        return content
    token = json.loads(content).get("jws")
    if not isinstance(token, str):
        raise ValueError("there is no `jws` in it")
    return token
