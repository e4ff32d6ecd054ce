"""An answer as it is kept, and as it is given again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from rest_framework.response import Response
from rest_framework.settings import api_settings

from foundation.idempotency.errors import AnswerNotKept
from foundation.secret_keys import decrypt, encrypt

if TYPE_CHECKING:
    from foundation.idempotency.claims import Kept

REPLAYED = "Idempotent-Replayed"  # as Stripe calls it
MAX_BYTES = 256 * 1024
# Made for each answer anew.
NOT_KEPT = {"content-type", "content-length", "vary", "allow"}


def body_of(response: Response) -> str | None:
    """The body as JSON; None of an answer that may not be kept: what is not to be stored on the way
    to the client (a secret that is shown once) is not stored here either, nor is what is large.
    """
    if not isinstance(response, Response) or "no-store" in response.get("Cache-Control", ""):
        return None
    renderers: Any = api_settings.DEFAULT_RENDERER_CLASSES
    body: bytes = renderers[0]().render(response.data)
    return None if len(body) > MAX_BYTES else body.decode()


def sealed(response: Response, body: str) -> bytes:
    """Headers and body, encrypted."""
    headers = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
    return encrypt(orjson.dumps({"headers": headers, "body": body}))


def id_in(response: Response) -> UUID | None:
    """The id of what was made, as the answer has it."""
    data: Any = getattr(response, "data", None)
    found = data.get("id") if isinstance(data, dict) else None
    try:
        return UUID(str(found)) if found else None
    except ValueError:
        return None


def again(kept: Kept, *, otherwise: UUID | None) -> Response:
    """The answer once more. Raises AnswerNotKept, with the id of what was made, or else of what
    the request was sent to.
    """
    opened = decrypt(kept.answer) if kept.answer else None
    if opened is None:
        raise AnswerNotKept(kept.made_id or otherwise)
    answer = orjson.loads(opened)
    data = orjson.loads(answer["body"]) if answer["body"] else None
    return Response(data, status=kept.status, headers=answer["headers"] | {REPLAYED: "true"})
