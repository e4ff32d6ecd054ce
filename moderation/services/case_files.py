"""The files of reported messages and projects, held for the case as long as their words are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from conversations.models import Attachment
from foundation.files import private
from moderation.models import Case, CaseFile, ObjectKind
from projects.models import ProjectFile

if TYPE_CHECKING:
    from django.db.models import QuerySet


def hold(case: Case, row: Any) -> None:
    """Hold all files of a message, or one of a project, for a case, in the transaction that reports
    it: those, too, that the author of the message removed a while ago. Whoever deletes them waits
    until it is committed.
    """
    there: QuerySet[Any] = Attachment.objects.filter(message=row.pk).order_by("pk")
    if case.object_kind == ObjectKind.PROJECT_FILE:
        there = ProjectFile.objects.filter(pk=row.pk)
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
