"""What the server and the runs are told: production, but for limits, which have tests of their own,
slow hashes, and what leaves the machine.
"""

from __future__ import annotations

import secrets

UNLIMITED = "1000000000"
OF_CODES = ("ADDRESS_HOUR", "RANGE_HOUR", "DIAL_CODE_DAY", "DAY")
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEBUG": "false",
    "HTTPS": "false",
    "LOG_LEVEL": "WARNING",
    "BCRYPT_ROUNDS": "4",
    "ACCESS_TOKEN_MINUTES": "1440",
    "TRUSTED_PROXY_COUNT": "1",  # each call comes from another address
    "EMAIL_URL": "dummymail://",
    "SMS_URL": "memory://",
    "TASKS_BACKEND": "database",  # without a worker: no link is fetched, no mail sent
    "PUBLIC_THROTTLE_RATE": f"{UNLIMITED}/min",
    "BUSY_NETWORK_ACCOUNTS": "0",  # never asks
    "BUSY_SITE_ACCOUNTS": "0",
    **{f"OTP_PER_{name}": UNLIMITED for name in OF_CODES},
}


def own_keys() -> dict[str, str]:
    """Keys that the server and the runs share, and nobody else."""
    key = secrets.token_urlsafe(50)
    return {"SECRET_KEY": key, "JWT_SIGNING_KEY": key}
