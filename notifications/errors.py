"""What can be wrong with how somebody wants to be told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class Obligatory(DomainError):
    """Security notices and decisions always come."""

    status_code = 422
    code = "obligatory"
    attr = "preferences"
    detail = _("Security notices and decisions cannot be switched off or put off.")
