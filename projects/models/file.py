"""What a file is that people send."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_FILE_NAME = 160


class FileKind(models.TextChoices):
    """What it is, by its content."""

    PICTURE = "picture", _("Picture")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("Text")
