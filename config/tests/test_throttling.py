"""The coarse load guard: shared by all processes, and never open."""

from __future__ import annotations

import pytest
import redis
from django.conf import settings as django_settings
from django.core.cache import cache, caches

from config.throttling import LoadThrottle

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_a_minute(monkeypatch):
    monkeypatch.setattr(LoadThrottle, "THROTTLE_RATES", {"public": "3/min"})


def statuses(api) -> list[int]:
    return [api.post("auth/refresh-token", {"refresh_token": "x"}).status_code for _ in range(4)]


def test_it_counts_in_the_cache_of_all_processes(api, three_a_minute):
    cache.clear()
    assert statuses(api) == [401, 401, 401, 429]
    answer = api.post("auth/refresh-token", {"refresh_token": "x"})
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.json()["errors"][0]["code"] == "throttled"
    forged = api.post("auth/login", {}, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert forged.status_code == 429


def test_with_redis_away_the_database_counts(api, three_a_minute, monkeypatch):
    away = redis.Redis(host="127.0.0.1", port=9, retry=None)

    class RedisIsAway:
        def get(self, *_args: object) -> None:
            away.ping()

    caches["database"].clear()
    monkeypatch.setattr(LoadThrottle, "cache", RedisIsAway())
    assert statuses(api) == [401, 401, 401, 429]


@pytest.mark.redis
@pytest.mark.skipif(not django_settings.REDIS_URL, reason="needs REDIS_URL")
def test_redis_counts_when_it_is_there(api, three_a_minute):
    cache.clear()
    assert statuses(api) == [401, 401, 401, 429]
    assert redis.Redis.from_url(django_settings.REDIS_URL).keys("*throttle_public*")
