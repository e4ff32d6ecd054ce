"""The kinds of events of profiles."""

from __future__ import annotations

from foundation.events import Audience, declare

PROFILE_DESCRIBED = declare(
    "profile.described",
    audience=Audience.INTERNAL,
    meaning="Somebody's profile says something else about them.",
)
