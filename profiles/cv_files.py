"""Files of CVs as they come from a browser and go back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse

from cv_reader.formats import MEDIA_TYPES, Format
from foundation.files import private
from profiles.models import CurriculumVitae

if TYPE_CHECKING:
    from accounts.models import User


def download_own(user: User) -> FileResponse | None:
    """The user's CV as it was uploaded, to be kept by its owner alone; None if there is none."""
    cv = CurriculumVitae.objects.of(user).ready().first()
    if cv is None:
        return None
    try:
        file = private.open_file(cv.file)
    except FileNotFoundError:
        return None
    return FileResponse(
        file,
        as_attachment=True,
        filename=cv.file_name or f"{user.username}-cv.{cv.format}",
        content_type=MEDIA_TYPES[Format(cv.format)],
        headers={"Cache-Control": "private, no-store"},
    )
