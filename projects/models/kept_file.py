"""What every file that people show each other has in common, of projects and of messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

MAX_FILE_NAME = 160


class FileKind(models.TextChoices):
    """What it is, by its content."""

    PICTURE = "picture", _("Picture")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("Text")


class KeptFile(models.Model):
    """A picture as we encoded it, with a small one to look at, or a file as it came. The files are
    in the private storage: who may see them is asked each time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=7, choices=FileKind)
    name = models.CharField(max_length=MAX_FILE_NAME)
    size = models.PositiveIntegerField(help_text=_("In bytes, as it is kept."))
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.CharField(max_length=100, db_index=True)
    preview = models.CharField(max_length=100, blank=True, db_index=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files in the private storage."""
        return (self.file, self.preview) if self.preview else (self.file,)


def is_of_a_kind(name: str) -> list[models.CheckConstraint]:
    """That a row of this name is of a known kind, and that a picture alone has a size in pixels and
    a preview.
    """
    return [
        models.CheckConstraint(condition=Q(kind__in=FileKind.values), name=f"{name}_kind_is_known"),
        models.CheckConstraint(
            condition=Q(kind="picture", width__isnull=False, height__isnull=False) & ~Q(preview="")
            | ~Q(kind="picture") & Q(width=None, height=None, preview=""),
            name=f"{name}_preview_is_of_a_picture",
        ),
    ]
