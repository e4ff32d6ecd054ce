"""Texts that many accounts write nearly alike are found after they were written, by the events that
tell of them, and become one case of its own kind. Nothing happens to them before somebody decides.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Now

from moderation.fingerprints import RUN, SIMILAR, fingerprint, likeness, words_of
from moderation.models import AGAINST, CopiedText, TextCopy

if TYPE_CHECKING:
    from uuid import UUID

    from moderation.fingerprints import Fingerprint

logger = structlog.get_logger("guildhall.moderation")

# Of those that may be alike, so many are compared: copies of what is known first.
MAX_COMPARED = 500
# One at a time looks for copies, so that two who find the same make one case of it.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('moderation copies'))"


def look_at(*, kind: str, object_id: UUID, account_id: UUID, text: str) -> CopiedText | None:
    """Compare a text with those of the last days. Answers what it is a copy of, if it is one.

    In the transaction of whoever handles the event. A short text counts for nothing, and neither
    does one on which somebody has decided as a copy.
    """
    found = TextCopy.objects.filter(kind=kind, object_id=object_id)
    before = found.first()
    if before and before.copied_text_id:  # whoever decides locks it first, too
        _lock(before.copied_text_id)
        before.refresh_from_db()
    if before and before.case_id:
        return None
    words = words_of(text) if settings.COPIED_TEXT_ACCOUNTS else []
    if len(words) < max(RUN, settings.COPIED_TEXT_WORDS):
        found.delete()
        return None
    made = fingerprint(words)
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    copy, _is_new = TextCopy.objects.update_or_create(
        kind=kind,
        object_id=object_id,
        defaults={
            "account_id": account_id,
            "written_at": Now(),
            "least": made.least,
            "bands": made.bands,
            "copied_text": None,
        },
    )
    return _join(copy, _alike(copy, made))


def _alike(copy: TextCopy, made: Fingerprint) -> list[TextCopy]:
    """What was written nearly alike in the last days, what is known as copied first."""
    near = TextCopy.objects.filter(
        bands__overlap=made.bands,
        written_at__gt=Now() - Value(timedelta(days=settings.COPIED_TEXT_DAYS)),
    )
    compared = near.exclude(pk=copy.pk).order_by(F("copied_text").asc(nulls_last=True), "-id")
    return [one for one in compared[:MAX_COMPARED] if likeness(one.least, made.least) >= SIMILAR]


def _join(copy: TextCopy, alike: list[TextCopy]) -> CopiedText | None:
    """The case that the copy belongs to: the one that there is, or a new one of enough accounts."""
    known = next((one.copied_text_id for one in alike if one.copied_text_id), None)
    if known is None:
        accounts = {copy.account_id, *(one.account_id for one in alike)}
        if len(accounts) < settings.COPIED_TEXT_ACCOUNTS:
            return None
        known = CopiedText.objects.create().pk
        logger.info("copied_text_found", id=str(known), accounts=len(accounts))
    joining = [copy.pk, *(one.pk for one in alike if one.copied_text_id is None)]
    copied = _lock(known)
    TextCopy.objects.filter(pk__in=joining).update(copied_text=copied)
    if copied.action in AGAINST and copied.waits_since is None:
        CopiedText.objects.filter(pk=known).update(waits_since=Now())
    return copied


def _lock(pk: UUID) -> CopiedText:
    return CopiedText.objects.select_for_update(no_key=True).get(pk=pk)


def prune_fingerprints() -> int:
    """Forget the fingerprints of texts with which no copy is compared any more; of those that are
    no copies, nothing is left. Answers how many.
    """
    old = TextCopy.objects.filter(
        written_at__lt=Now() - Value(timedelta(days=settings.COPIED_TEXT_DAYS))
    )
    number = old.filter(copied_text=None).delete()[0]
    # Of an account that was erased while its last text was compared.
    number += TextCopy.objects.filter(account__erased_at__isnull=False).delete()[0]
    number += old.exclude(least=[]).update(least=[], bands=[])
    CopiedText.objects.filter(copies=None, action="").delete()
    return number
