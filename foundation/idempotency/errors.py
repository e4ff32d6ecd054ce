"""What a key can be refused for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

if TYPE_CHECKING:
    from uuid import UUID

HEADER = "Idempotency-Key"


class KeyMalformed(DomainError):
    status_code = 422
    code = "idempotency_key_malformed"
    detail = _("A key has 1 to 255 visible ASCII characters, as a UUID has. Quotes may be around.")
    attr = HEADER


class KeyReused(DomainError):
    status_code = 422
    code = "idempotency_key_reused"
    detail = _("This key came with another body before. Use a new key for each new request.")
    attr = HEADER


class KeyInFlight(DomainError):
    """Another request with this key is at it, or was a moment ago."""

    code = "idempotency_key_in_flight"
    detail = _("The first request with this key is still being processed. Try again shortly.")
    attr = HEADER
    retry_after = 1


class AnswerNotKept(DomainError):
    """The first request did its work, and its answer was shown once."""

    code = "answer_not_kept"
    detail = _("This was done before. The answer was not kept; look at what was made.")

    def __init__(self, made_id: UUID | None = None) -> None:
        self.made_id = made_id
        super().__init__()

    @property
    def more(self) -> dict[str, Any]:
        return {"id": str(self.made_id)} if self.made_id else {}
