"""What is wrong with a deployment, why it matters, and how to put it right, as system checks.

Each module holds the checks of one area, `findings` what they are made of. `manage.py doctor` asks
them all, and Django's own besides (`examination`); `manage.py check --deploy` those that need not
look outside, or with `--database default` all. To add one, write a function that yields findings,
with `@check` above it, and provoke each in `operations/tests/doctor/`.
"""

from __future__ import annotations

from operations.doctor import (  # noqa: F401 - each registers its checks
    cache,
    clock,
    configuration,
    database,
    delivery,
    events,
    keys,
    origins,
    passwords,
    planner,
    schema,
    secrets,
    storage,
    upkeep,
    visitors,
)
