"""The files of reported messages, held for the case as long as their words are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from conversations.models import Attachment
from foundation.files import private
from moderation.models import Case, CaseFile

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conversations.models import Message


def hold(case: Case, message: Message) -> None:
    """Hold all files of a message for a case, in the transaction that reports it: those, too, that
    its author removed a while ago. Whoever deletes them waits until it is committed.
    """
    there = Attachment.objects.filter(message=message).order_by("pk")
    CaseFile.objects.bulk_create(
        [
            CaseFile(
                case=case,
                attachment_id=one.pk,
                kind=one.kind,
                name=one.name,
                size=one.size,
                file=one.file,
                preview=one.preview,
            )
            for one in there.select_for_update(no_key=True)
        ],
        ignore_conflicts=True,
    )


def holds(name: str) -> bool:
    """Whether a case needs this file of the private storage."""
    return CaseFile.objects.filter(Q(file=name) | Q(preview=name)).exists()


def let_go(cases: QuerySet[Case]) -> None:
    """Hold the files of these cases no longer; the message that they came with may still."""
    with transaction.atomic():
        held = CaseFile.objects.filter(case__in=cases.order_by().values("pk"))
        files = list(held.values_list("pk", "file", "preview"))
        CaseFile.objects.filter(pk__in=[pk for pk, *_names in files]).delete()
        private.discard(*(name for _pk, *names in files for name in names))
