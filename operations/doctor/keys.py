"""The keys that sign: of their own, readable, fresh, and read by nobody else."""

from __future__ import annotations

import stat
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max, Value
from django.db.models.functions import Now

from foundation.models import KeyPurpose, RingKey
from foundation.secret_keys import is_by_current_key
from operations.doctor.findings import Finding, check
from operations.key_rings import RINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

# NIST SP 800-57, part 1, section 5.3.6: a private signature key signs for one to three years.
LONGEST_USE = timedelta(days=365)
ROTATE = "python manage.py rotate_keys"
LOSSES = {
    KeyPurpose.TOKENS: ("W022", "JWT_SIGNING_KEY", "logs everybody out"),
    KeyPurpose.REPUTATIONS: (
        "W024",
        "REPUTATION_SIGNING_KEY",
        "makes reputations that were taken along unverifiable",
    ),
}


@check("secrets", needs_database=True)
def keys_made_of_the_secret_key() -> Iterator[Finding]:
    for purpose, (code, name, loss) in LOSSES.items():
        if RINGS[purpose].stands_in:
            yield Finding(
                code,
                f"{name} is not set, and made from SECRET_KEY.",
                f"Changing SECRET_KEY, as after a leak, also {loss}; and one leak opens both.",
                f"{ROTATE} --only {purpose}",
            )


@check("secrets")
def file_of_the_environment() -> Iterator[Finding]:
    try:
        mode = settings.ENV_FILE.stat().st_mode
    except OSError:  # none, or not ours to read: the environment has everything
        return
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        yield Finding(
            "W025",
            "The file with the settings can be read or changed by others on this machine.",
            "It holds SECRET_KEY and the passwords of database and mail server.",
            "chmod 600 on the file that ENV_FILE names (.env in the checkout unless set).",
        )


@check("secrets", needs_database=True)
def stored_keys_can_be_opened() -> Iterator[Finding]:
    rows = RingKey.objects.filter(encrypted__isnull=False)
    opened = {is_by_current_key(bytes(row.encrypted or b"")) for row in rows}
    if None in opened:
        yield Finding(
            "W026",
            "A key of the database cannot be opened.",
            "It was encrypted under another SECRET_KEY: what it signed is refused, or can be "
            "signed no more.",
            "Put the SECRET_KEY from before into SECRET_KEY_FALLBACKS, then "
            f"{ROTATE}. If that is lost: {ROTATE} --leaked",
        )
    elif False in opened:
        yield Finding(
            "W027",
            "A key of the database is encrypted under a former SECRET_KEY.",
            "Without that one in SECRET_KEY_FALLBACKS it cannot be opened.",
            f"{ROTATE} --older-than {LONGEST_USE.days}, which encrypts it anew.",
        )


@check("secrets", needs_database=True)
def stored_keys_are_fresh() -> Iterator[Finding]:
    newest = RingKey.objects.filter(retired_at=None).values("purpose").annotate(at=Max("made_at"))
    old = newest.filter(at__lt=Now() - Value(LONGEST_USE)).values_list("purpose", flat=True)
    if old:
        yield Finding(
            "W028",
            f"The newest key of {' and '.join(sorted(old))} is more than a year old.",
            "The longer a key signs, the more is lost with it.",
            f"{ROTATE}; with --older-than DAYS for a timer.",
        )
