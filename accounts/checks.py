"""System checks: a key that cannot protect tokens is an error at start-up, not at log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from accounts import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.checks import CheckMessage


@register(Tags.security)
def check_token_keys(app_configs: Sequence[Any] | None, **_kwargs: object) -> list[CheckMessage]:
    try:
        tokens.keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="See .env.example.", id="accounts.E001")]
    return []
