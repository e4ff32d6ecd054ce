"""All that Django's system checks have to say of a deployment: Guildhall's own, and the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.core import checks
from django.core.checks.registry import registry
from django.db import DEFAULT_DB_ALIAS

from operations.doctor.findings import Finding, failure, is_answering

if TYPE_CHECKING:
    from collections.abc import Iterator

# Told in Guildhall's own words: DEBUG, SECRET_KEY, ALLOWED_HOSTS and what HTTPS decides.
TOLD_BY_OURS = {f"security.W{number:03}" for number in (8, 9, 10, 12, 16, 18, 20, 25)}
AREA_OF_OTHERS = "settings"


class Told(NamedTuple):
    """A finding as people and programs read it."""

    what: str
    why: str
    fix: str
    area: str
    id: str


def examine() -> list[Told]:
    """All findings that are not silenced, by area. A database that is away is asked once: each
    try to connect may take seconds.
    """
    databases = [DEFAULT_DB_ALIAS] if is_answering() else []
    every = registry.get_checks(include_deployment_checks=True)
    told = [one for check in every for one in _told(check, databases)]
    return sorted(told, key=lambda one: (one.area, one.id))


def _told(check: Any, databases: list[str]) -> Iterator[Told]:
    try:
        messages = check(app_configs=None, databases=databases)
    except Exception as error:  # of Django's own, or a library's: ours never raise
        messages = [failure(check.__name__, error)]
    for message in messages:
        is_told = message.id in TOLD_BY_OURS or message.is_silenced()
        if message.level >= checks.WARNING and not is_told:
            yield _in_our_words(message)


def _in_our_words(message: checks.CheckMessage) -> Told:
    hint, identity = message.hint or "See Django's documentation of this check.", str(message.id)
    if isinstance(message, Finding):
        return Told(message.what, message.why, hint, message.obj or AREA_OF_OTHERS, identity)
    why = f"Django's check {message.id}."
    return Told(str(message.msg), why, str(hint), AREA_OF_OTHERS, identity)
