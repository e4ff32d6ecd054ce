"""`manage.py verify_reputation FILE`: whether a signed reputation is what was signed, offline."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from reviews.errors import InvalidSignature
from reviews.signing import key_set, verify

if TYPE_CHECKING:
    from argparse import ArgumentParser

JWS = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)  # RFC 7515, section 7.1


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
        path, jwks = options["file"], options["jwks"]
        try:
            content = _text_of(path)
            token = _token(content, path)
            keys = _json_of(_text_of(jwks), jwks) if jwks else _own_keys()
            claims = verify(token, keys)
            _refuse_another_copy(content, claims, path)
            report = _report(claims)
        except (OSError, ValueError, InvalidSignature) as error:
            raise CommandError(f"Not verified: {error}") from error
        self.stdout.write(report)


def _report(claims: dict[str, Any]) -> str:
    """What was signed, in words. Raises ValueError when it is no reputation of ours."""
    try:
        reputation = claims["reputation"]
        signed_at = datetime.fromtimestamp(claims["iat"], UTC)
        return "\n".join(
            [
                f"Verified: {claims['username']} ({claims['name']}), by {claims['iss']}",
                f"account {claims['sub']}, which keeps its id whatever it is called",
                f"signed at {signed_at:%Y-%m-%d %H:%M} UTC",
                f"{reputation['count']} reviews, mean {reputation['mean']}",
            ]
        )
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError("what was signed is not a reputation") from error


def _own_keys() -> dict[str, Any]:
    try:
        return key_set()
    except DatabaseError as error:
        message = "The database is away, where the keys are. Save a key set, and give it as --jwks."
        raise CommandError(message) from error


def _text_of(path: Path) -> str:
    """What is in a file. Raises OSError, and ValueError where there is no text."""
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not a text file") from error
    if not text:
        raise ValueError(f"{path} is empty")
    return text


def _json_of(text: str, path: Path) -> dict[str, Any]:
    """The JSON object in a text. Raises ValueError."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not valid JSON") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path} is not an object of JSON")
    return found


def _token(content: str, path: Path) -> str:
    """The JWS in a file. Raises ValueError."""
    token = _json_of(content, path).get("jws") if content.startswith("{") else content
    if not (isinstance(token, str) and JWS.fullmatch(token)):
        raise ValueError(f"there is no JWS in {path}, nor the answer of me/reputation")
    return token


def _refuse_another_copy(content: str, claims: dict[str, Any], path: Path) -> None:
    """Raises ValueError when the copy that people read is not what was signed."""
    if content.startswith("{"):
        copy = _json_of(content, path).get("reputation", claims)
        if not isinstance(copy, dict) or any(
            copy.get(name) != claims.get(name) for name in {*copy, *claims}
        ):
            raise ValueError("`reputation` is not what was signed")
