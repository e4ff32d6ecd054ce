"""`manage.py doctor`: what is wrong with a deployment, why it matters, and how to put it right.

Each module holds the checks of one area; `registry` runs them. To add one, write a function that
yields findings, with `@check` above it, and provoke each in `operations/tests/doctor/`.
"""

from __future__ import annotations

from operations.doctor import (  # noqa: F401 - each registers its checks
    cache,
    clock,
    configuration,
    database,
    delivery,
    planner,
    schema,
    secrets,
    storage,
    upkeep,
)
