"""What can be wrong with photos and files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class FileUnsupported(DomainError):
    """A file of a kind that is not sent."""

    status_code = 415
    code = "unsupported_media_type"
    attr = "file"
    detail = _("Send pictures (JPEG, PNG, WebP, GIF), PDF or plain text.")


class FileTooLarge(DomainError):
    """More bytes than a file may have."""

    status_code = 413
    code = "payload_too_large"
    attr = "file"
    detail = _("A file of at most 10 MB, please.")


class TooManyFiles(DomainError):
    """A project shows as many files as it may."""

    status_code = 409
    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("At most %(most)d files a project.") % {"most": most})


class FileRefused(DomainError):
    """A file that says it is a picture, and is none that can be used; or there is nothing in it."""

    status_code = 422
    code = "not_an_image"
    attr = "file"
