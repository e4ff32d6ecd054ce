"""The rows of `foundation.files.unwanted`."""

from __future__ import annotations

from django.db import models


class UnwantedFile(models.Model):
    """A file that no row names: one that is being uploaded, or one that is to be deleted."""

    storage = models.CharField(max_length=20, help_text="One of `STORAGES`.")
    name = models.CharField(max_length=200)
    due_at = models.DateTimeField(db_index=True, help_text="When its deletion is tried again.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["storage", "name"], name="unwanted_file_is_noted_once")
        ]

    def __str__(self) -> str:
        return f"{self.storage}: {self.name}"
