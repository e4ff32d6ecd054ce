"""What the doctor says of the environment."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db

STRONG = "wP3v-6kQ9zR1tY8uB5nM2xC7jH4gF0dS" * 2
# What a good deployment has of what is looked at here.
GOOD = {
    "DEBUG": False,
    "HTTPS": True,
    "TRUSTED_PROXY_COUNT": 1,
    "ALLOWED_HOSTS": ["guildhall.example.com"],
    "SITE_URL": "https://guildhall.example.com",
    "PASSKEY_RP_ID": "guildhall.example.com",
    "PASSKEY_ORIGINS": ["https://guildhall.example.com", "android:apk-key-hash:sNiGjeJY54cG"],
    "ACCOUNT_PROOF_REQUIRED": True,
    "STAFF_TOTP_REQUIRED": True,
    "ENV_FILE": Path("/nonexistent"),
    "SECRET_KEY": STRONG,
    "SIMPLE_JWT": settings.SIMPLE_JWT | {"SIGNING_KEY": STRONG[::-1]},
    "OTP_KEYS": [STRONG.lower()],
    "REPUTATION_SIGNING_KEY": b64encode(bytes(range(32))).decode(),
    "DEFAULT_FROM_EMAIL": "no-reply@example.com",
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
}
AREAS = {"settings", "secrets"}


def tokens_with(**changed: object) -> dict[str, dict[str, object]]:
    return {"SIMPLE_JWT": GOOD["SIMPLE_JWT"] | changed}


@pytest.fixture
def good(settings):
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"DEBUG": True}, "DEBUG is on."),
        ({"HTTPS": False}, "HTTPS is off."),
        ({"SITE_COLOUR": "#ffcc00"}, "SITE_COLOUR has too little contrast: 1.4 to 1, where 4.5"),
        ({"SITE_COLOUR_DARK": "#0d2233"}, "SITE_COLOUR_DARK has too little contrast: 1.0 to 1"),
        ({"TRUSTED_PROXY_COUNT": 0}, "HTTPS is on, and no proxy is trusted."),
        ({"ALLOWED_HOSTS": ["localhost"]}, "ALLOWED_HOSTS names no host of the internet, or"),
        ({"ALLOWED_HOSTS": ["a.example", "*"]}, "ALLOWED_HOSTS names no host of the internet, or"),
        ({"SITE_URL": "https://localhost"}, "SITE_URL is not the address that people use."),
        ({"SITE_URL": "http://a.example"}, "SITE_URL is not the address that people use."),
        ({"PASSKEY_RP_ID": "localhost"}, "PASSKEY_RP_ID is no domain that passkeys can"),
        ({"PASSKEY_RP_ID": "192.0.2.7"}, "PASSKEY_RP_ID is no domain that passkeys can"),
        ({"PASSKEY_RP_ID": "other.example"}, "SITE_URL is outside of PASSKEY_RP_ID."),
        *(
            ({"PASSKEY_ORIGINS": [one]}, f"PASSKEY_ORIGINS has what is no origin: {one}.")
            for one in ("https://a.example/", "http://a.example", "a.example", "https://A.example")
        ),
        ({"ACCOUNT_PROOF_REQUIRED": False}, "Accounts need no proof."),
        ({"STAFF_TOTP_REQUIRED": False}, "Staff need no second factor."),
        ({"LEARN_FROM_SEARCHES": True}, "What people look for is learnt from."),
        ({"METRICS_TOKEN": "abc"}, "METRICS_TOKEN is short enough to be guessed."),
        (
            tokens_with(ACCESS_TOKEN_LIFETIME=timedelta(days=8)),
            "The lifetimes of tokens contradict",
        ),
        ({"SESSION_LIFETIME": timedelta(days=1)}, "The lifetimes of tokens contradict"),
        ({"SECURE_HSTS_PRELOAD": False}, "You have not set the SECURE_HSTS_PRELOAD setting"),
        ({"SECRET_KEY": "insecure-" + STRONG}, "SECRET_KEY is weak or publicly known."),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is weak or publicly known."),
        ({"SECRET_KEY_FALLBACKS": ["old"]}, "SECRET_KEY_FALLBACKS is weak or publicly known."),
        (tokens_with(SIGNING_KEY=STRONG), "JWT_SIGNING_KEY is not set"),
        ({"OTP_KEYS": [f"otp {STRONG}"]}, "OTP_KEYS is not set"),
        ({"REPUTATION_SIGNING_KEY": ""}, "REPUTATION_SIGNING_KEY is not set"),
    ],
    ids=str,
)
def test_what_is_wrong_is_found_and_nothing_else(good, diagnose, changed, found):
    for name, value in changed.items():
        setattr(good, name, value)
    of_these = [what for what, one in diagnose().items() if one["area"] in AREAS]
    assert len(of_these) == 1
    assert of_these[0].startswith(found)


def test_a_good_configuration_is_not_complained_about(good, diagnose):
    assert [what for what, one in diagnose().items() if one["area"] in AREAS] == []


def test_pages_without_collected_files_are_found(good, diagnose, tmp_path):
    good.STATIC_ROOT = str(tmp_path)
    good.STORAGES = good.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert "The static files are not collected." in diagnose()


def test_no_secret_is_told(good, diagnose):
    good.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    good.EMAIL_HOST, good.EMAIL_PORT = "127.0.0.1", 9
    good.EMAIL_HOST_PASSWORD = "hush-mail"
    good.SMS_URL = "nonsense://hush-sms@nowhere"
    good.REDIS_URL = "redis://:hush-redis@127.0.0.1:9/0"
    good.SECRET_KEY = "hush-key"
    good.METRICS_TOKEN = "hush-token"
    text = str(diagnose())
    assert "SECRET_KEY is weak" in text
    assert "hush" not in text
