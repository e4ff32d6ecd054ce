"""What can be wrong with keeping files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class StorageUnavailable(DomainError):
    """The disk is full, or the bucket does not answer. Nothing was changed."""

    status_code = 503
    code = "storage_unavailable"
    detail = _("The file cannot be kept at the moment. Nothing was changed; try again later.")
    retry_after = 60
