"""The form that takes a CV."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cv_reader.formats import MOST_BYTES
from foundation.characters import shows
from foundation.files.names import clean_name
from foundation.forms.fields import text_field
from foundation.forms.serialized import PageForm
from profiles.forms.fields import upload_field

KINDS = ".pdf,.docx,.json,.txt,.md"


class CvForm(PageForm):
    """A file, or text that is pasted."""

    file = upload_field(
        _("File"),
        accept=KINDS,
        required=False,
        help_text=_("PDF, Word (DOCX), JSON Resume or text, at most 5 MB."),
    )
    text = text_field(_("Or paste its text"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("file") and not shows(data.get("text") or "") and not self.errors:
            self.add_error("file", _("Choose a file, or paste the text."))
        return data

    def values(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        if file is None:
            return {"content": self.cleaned_data["text"].encode(), "file_name": ""}
        # One byte more than is taken tells what is too large, whatever the size was said to be.
        return {"content": file.read(MOST_BYTES + 1), "file_name": clean_name(file)}
