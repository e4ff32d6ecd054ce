"""A coarse guard against load, in a cache that all processes share.

It is no security limit: DRF's counters are not atomic. Those limits are exact and in
`foundation.limits`. It guards the public routes, named by their views' `throttle_scope`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.core.cache import caches
from rest_framework.throttling import ScopedRateThrottle

from foundation.addresses import client_address, network_of

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

logger = structlog.get_logger("guildhall.throttle")


def _cache_errors() -> tuple[type[Exception], ...]:
    # Imported when one is raised: redis takes 5 MB of a worker, and not everybody has a server.
    from redis.exceptions import RedisError

    return RedisError, OSError


class LoadThrottle(ScopedRateThrottle):
    """Requests per network and scope. With Redis away it counts in the database: never open."""

    def get_ident(self, request: Request) -> str:
        return network_of(client_address(request))

    def throttle_failure(self) -> bool:
        logger.info("limit_reached", limit=f"load:{self.scope}")
        return False

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except _cache_errors() as error:
            logger.warning("redis_away", error=str(error))
            self.cache = caches["database"]
            return bool(super().allow_request(request, view))
