"""What a check says, and how Django's system checks come to ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    CheckFunction = Callable[[], Iterable["Finding"]]

TAG = "doctor"  # of every check here, beside its area's
LEVELS = {"E": checks.ERROR, "W": checks.WARNING}


class Finding(checks.CheckMessage):
    """Something to put right. No text may hold a secret, or what another program said: that may.

    Its code never changes its meaning, as `SILENCED_SYSTEM_CHECKS` names it. E is for what fails
    for people now, W for the rest.
    """

    def __init__(self, code: str, what: str, why: str, fix: str) -> None:
        super().__init__(LEVELS[code[0]], f"{what} {why}", hint=fix, id=f"guildhall.{code}")
        self.what = what
        self.why = why


def check(
    area: str, *, looks_outside: bool = False, needs_database: bool = False, always: bool = False
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check of an area with Django, among those of `manage.py check --deploy`.

    Django says which databases may be asked: none, unless somebody named one (`--database`).
    Whoever named none wants an answer at once, so that what looks outside is left out as well.
    `always`: also asked without `--deploy`, and so by `migrate`, which an error then stops.
    """

    def register(find: CheckFunction) -> CheckFunction:
        def ask(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Finding]:
            if (looks_outside or needs_database) and databases is None:
                return []
            if needs_database and not (DEFAULT_DB_ALIAS in (databases or ()) and is_answering()):
                return []
            return _findings(area, find)

        checks.register(ask, area, TAG, deploy=not always)
        return find

    return register


def is_answering() -> bool:
    """Whether the database can be asked. Why it cannot is told by a check of its own."""
    try:
        connections[DEFAULT_DB_ALIAS].ensure_connection()
    except Exception:  # psycopg's own, or the embedded server's
        return False
    return True


def _findings(area: str, find: CheckFunction) -> list[Finding]:
    """What a check finds. That it fails is a finding itself: the next one may tell why."""
    found: list[Finding] = []
    try:
        found.extend(find())
    except Exception as error:
        found.append(failure(find.__name__, error))
    for finding in found:
        finding.obj = area
    return found


def failure(name: str, error: Exception) -> Finding:
    """That a check failed. What the error says could hold an address with a password."""
    return Finding(
        "E099",
        f"The check `{name}` itself failed ({type(error).__name__}).",
        "What it looks after is unknown.",
        "Mend the other findings first, then run it again.",
    )
