"""Structured logs: one event a line, with the request's id, and never a secret.

Everything is logged through structlog or the standard library and comes out in one format: JSON in
production, coloured text in development. Values under the names in `SECRET_NAMES` are masked
wherever they appear, as the last step before a line is written.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import orjson
import structlog

from operations.metrics.recording import count_event

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

SECRET_NAMES = frozenset(
    {
        "access_token",
        "authorization",
        "code",
        "cookie",
        "current_password",
        "email",
        "new_password",
        "password",
        "phone_number",
        "refresh_token",
        "token",
    }
)


def mask_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> Mapping[str, Any]:
    """Replace the value of every secret field of an event, whatever it holds."""
    for name in SECRET_NAMES & event.keys():
        event[name] = "***"
    return event


def _json(event: Mapping[str, Any], **_kwargs: object) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure_structlog() -> None:
    """Send structlog's events through the standard library, where `logging_config` formats them."""
    structlog.configure(
        processors=[
            count_event,
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _renderer(log_format: str) -> Any:
    if log_format == "json":
        return structlog.processors.JSONRenderer(serializer=_json)
    return structlog.dev.ConsoleRenderer()


def request_logger(*, log_format: str, level: str) -> Any:
    """The logger of the line that every request writes: rendered and written at once, to stderr.

    The way through the standard library takes three times as long (docs/performance.md).
    """
    return structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            mask_secrets,
            _renderer(log_format),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
    ).bind(logger="guildhall.request")


def logging_config(*, log_format: str, level: str) -> dict[str, Any]:
    """The `LOGGING` setting for `log_format` "json" or "console"."""
    final = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask_secrets]
    if log_format == "json":
        final.append(structlog.processors.format_exc_info)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [*final, _renderer(log_format)],
            }
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {
            "django": {"handlers": ["stream"], "level": level, "propagate": False},
            # Each request is one event of RequestLogMiddleware; 4xx are no news beside it.
            "django.request": {"level": "ERROR"},
            # operations.tasks writes what becomes of a task. procrastinate would with all that the
            # task was given, such as links that log in; of the worker itself, errors are enough.
            "procrastinate": {"level": "ERROR"},
            "procrastinate.worker": {"level": "CRITICAL"},
            "procrastinate.worker.worker": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": False},
        },
    }
