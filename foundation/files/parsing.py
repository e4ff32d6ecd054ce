"""Bodies with files, refused by their length before they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework.parsers import MultiPartParser

if TYPE_CHECKING:
    from foundation.errors import DomainError

FORM_OVERHEAD = 10_000  # bytes that a form adds to its files, generously


class LimitedParser(MultiPartParser):
    """`multipart/form-data` of at most `max_bytes`. Raises `refusal`."""

    max_bytes: ClassVar[int]
    refusal: ClassVar[type[DomainError]]

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > self.max_bytes + FORM_OVERHEAD:
            raise self.refusal
        return super().parse(stream, media_type, parser_context)
