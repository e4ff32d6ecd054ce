"""`manage.py erase_account WHO`: as if its owner had done it. With `--again FILE`, everybody whom a
restore brought back.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError

from accounts.errors import AccountErased
from accounts.models import User
from accounts.services.account import erase_by_operator
from accounts.services.identity import Identifier

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable, Iterator

ERASED = "account_erased"  # as it stands in the log


class Command(BaseCommand):
    help = "Erase an account for good, or once more those that a restore brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("who", nargs="?", help="id, username, e-mail address or phone number")
        what.add_argument(
            "--list",
            action="store_true",
            help="write which accounts were erased, and when, as lines like those of the log",
        )
        what.add_argument(
            "--again",
            metavar="FILE",
            help="erase those that the lines of this file name; - is standard input",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
        elif options["again"]:
            self._erase_again(options["again"], is_sure=options["yes"])
        else:
            self._erase(options["who"], is_sure=options["yes"])

    def _list(self) -> None:
        erased = User.objects.filter(erased_at__isnull=False).order_by("erased_at")
        for pk, at in erased.values_list("pk", "erased_at").iterator():
            line = {"event": ERASED, "user": str(pk), "timestamp": at.isoformat()}
            self.stdout.write(json.dumps(line))

    def _erase(self, who: str, *, is_sure: bool) -> None:
        user = _user(who)
        if user is None or user.erased_at:
            raise CommandError(f"There is no user {who}.")
        name = user.username
        if not is_sure:
            self.stdout.write(f"{name}, {user.role}, since {user.created_at:%Y-%m-%d}, {user.pk}")
            self._ask("This cannot be undone. Type the username to erase the account: ", name)
        _erase(user)
        self.stdout.write(f"{name} is erased.")

    def _erase_again(self, name: str, *, is_sure: bool) -> None:
        found = list(User.objects.filter(pk__in=set(_erased_in(_lines(name))), erased_at=None))
        if found and not is_sure:
            if name == "-":
                raise CommandError("Add --yes: standard input holds the lines, and no answer.")
            self._ask(f"Erase {len(found)} accounts again? Type yes: ", "yes")
        for user in found:
            _erase(user, is_told=False)  # they were told the first time
        self.stdout.write(f"Erased again: {len(found)}.")

    def _ask(self, question: str, answer: str) -> None:
        if input(question) != answer:
            raise CommandError("Nothing was erased.")


def _lines(name: str) -> list[bytes]:
    """Of a log, as it is: other programs may have written into it, in whatever encoding."""
    if name == "-":
        return sys.stdin.buffer.readlines()
    try:
        return Path(name).read_bytes().splitlines()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def _user(who: str) -> User | None:
    try:
        return User.objects.filter(pk=UUID(who)).first()
    except ValueError:
        return Identifier.parse(who).find()


def _erase(user: User, *, is_told: bool = True) -> None:
    try:
        erase_by_operator(user=user, is_told=is_told)
    except AccountErased as error:
        raise CommandError(f"{user.pk} was erased in this very moment.") from error


def _erased_in(lines: Iterable[bytes]) -> Iterator[UUID]:
    """The accounts that these lines say were erased; all other lines say something else."""
    for line in lines:
        if ERASED.encode() not in line:
            continue
        try:
            said = json.loads(line[line.index(b"{") :].decode(errors="replace"))
            if said.get("event") == ERASED:
                yield UUID(said["user"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
