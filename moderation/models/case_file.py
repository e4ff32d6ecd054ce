"""The files of a reported message."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from moderation.models.case import Case
from projects.models.kept_file import MAX_FILE_NAME, FileKind


class CaseFile(models.Model):
    """A file that came with a reported message: what its author removes or erases afterwards stays
    for the case. It is the same file in the private storage, which is deleted when neither the
    message nor a case names it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="files", db_index=False)
    attachment_id = models.UUIDField(help_text=_("What it was, of the message."))
    kind = models.CharField(max_length=7, choices=FileKind)
    name = models.CharField(max_length=MAX_FILE_NAME)
    size = models.PositiveIntegerField()
    file = models.CharField(max_length=100, db_index=True)
    preview = models.CharField(max_length=100, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "attachment_id"], name="case_holds_each_file_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=FileKind.values), name="case_file_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
