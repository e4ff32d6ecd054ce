"""An action of a viewset, done once for each key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.http import Http404

from foundation import limits
from foundation.idempotency import answers, people
from foundation.idempotency.claims import Claim
from foundation.idempotency.fingerprints import fingerprints
from foundation.idempotency.keys import META, digest_of, key_of
from foundation.idempotency.marking import Marking

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.request import Request
    from rest_framework.response import Response

    from foundation.viewsets import StrictViewSet

logger = structlog.get_logger("guildhall.idempotency")

# Each is a row that is kept for a day.
KEYS_PER_ACCOUNT = limits.Limit("idempotency:account", 10_000, timedelta(days=1))


def takes_key(view: StrictViewSet, method: str) -> bool:
    """Whether a request may bring a key: it may be one of somebody who is logged in, and makes or
    moves something.
    """
    if not view.get_authenticators():
        return False
    action = view.action or ""
    return action in view.makes or (method == "POST" and action not in view.makes_nothing)


def brings_key(request: Request) -> bool:
    return META in request.META


def answer_once(
    view: StrictViewSet, handler: Callable[..., Response], request: Request, **kwargs: Any
) -> Response:
    """What the action answers, or answered to the first request with this key.

    A key is somebody's: of a stranger it means nothing. Raises the action's errors, KeyMalformed,
    KeyReused, KeyInFlight, AnswerNotKept and LimitExceeded.
    """
    key = key_of(request)
    if not request.user.is_authenticated:
        return handler(request, **kwargs)
    scope = {"method": request.method or "", "path": request.path, "key": key}
    digest = digest_of(account_id=request.user.pk, **scope)
    claim = Claim(digest, request.user.pk, fingerprints(request, takes_input=view.takes_input))
    ids = {value for value in kwargs.values() if isinstance(value, UUID)}
    if (kept := claim.take()) is not None:
        return answers.again(kept, otherwise=next(iter(ids), None))
    try:
        limits.hit((KEYS_PER_ACCOUNT, claim.account_id))
        with connection.execute_wrapper(Marking(claim, view.makes.get(view.action or ""))):
            response = handler(request, **kwargs)
    except BaseException as error:
        _release(claim, is_refusal=_status_of(error) < 500)
        raise
    _keep(claim, response, ids)
    return response


def _status_of(error: BaseException) -> int:
    if isinstance(error, (Http404, PermissionDenied)):
        return 404
    return int(getattr(error, "status_code", 500))


def _release(claim: Claim, *, is_refusal: bool) -> None:
    try:
        claim.release(is_refusal=is_refusal)
    except Error as error:  # it is free when its time is over
        logger.warning("idempotency_key_not_released", error=type(error).__name__)


def _keep(claim: Claim, response: Response, ids: set[UUID]) -> None:
    """Keep the answer. What it tells of is committed: whatever fails here, the client gets it."""
    body = answers.body_of(response)
    try:
        concerned = people.having_part(ids | people.ids_in(body or "")) - {claim.account_id}
        with transaction.atomic():
            may_be_kept = body is not None and people.hold(concerned)
            claim.finish(
                status=response.status_code,
                answer=answers.sealed(response, body or "") if may_be_kept else None,
                made_id=answers.id_in(response),
                concerned=concerned if may_be_kept else (),
            )
    except Error as error:
        logger.warning("idempotent_answer_not_kept", error=type(error).__name__)
