"""What a variable of the environment must not say: refused at start-up, by its name."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.tests.test_settings import PRODUCTION, manage

PROJECT = Path(__file__).resolve().parent.parent.parent
GARBAGE = "no/such thing"
# Any text is one.
TEXTS = {
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "SITE_NAME", "OTP_KEYS", "METRICS_TOKEN"),
    *("JWT_ISSUER", "JWT_AUDIENCE", "DATABASE_SESSION_OPTIONS"),
    *(
        "EMBEDDED_DATABASE_DIR",
        "PASSWORD_BREACH_FILES",
        "MEDIA_ROOT",
        "PRIVATE_ROOT",
        "SEARCH_FOLDER",
    ),
    *("METRICS_DIR", "SEARCH_FOLDER"),
}
# Read when the apps are there, and refused by then.
READ_BY_APPS = {
    *("JWT_ALGORITHM", "JWT_SIGNING_KEY", "JWT_VERIFYING_KEY", "REPUTATION_SIGNING_KEY"),
    "CORS_ALLOWED_ORIGIN_REGEXES",
}
READER = """
import json, os, runpy, sys, traceback
from django.core.exceptions import ImproperlyConfigured
known = dict(os.environ)
answers = []
for variables in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(known | variables)
    try:
        runpy.run_path("config/settings.py")
        answers.append("")
    except ImproperlyConfigured as error:
        answers.append(str(error))
    except Exception:
        answers.append("TRACEBACK " + traceback.format_exc())
json.dump(answers, sys.stdout)
"""


def documented() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def answers_to(cases: list[dict[str, str]]) -> list[str]:
    """What reading the settings says to each of these environments; empty if it reads them."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", READER],
        cwd=PROJECT,
        env=known | {"ENV_FILE": "/nonexistent"} | PRODUCTION,
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def test_garbage_in_any_variable_is_one_message_that_names_it():
    typed = sorted(documented() - TEXTS - READ_BY_APPS)
    assert len(typed) > 50
    said = dict(zip(typed, answers_to([{name: GARBAGE} for name in typed]), strict=True))
    assert {name: text for name, text in said.items() if not text.startswith(name)} == {}


def test_an_empty_variable_is_one_that_is_not_set():
    names = sorted(documented() - {"SECRET_KEY"})
    assert answers_to([dict.fromkeys(names, "")]) == [""]


@pytest.mark.parametrize("name", sorted(READ_BY_APPS - {"JWT_VERIFYING_KEY", "JWT_SIGNING_KEY"}))
def test_garbage_that_an_app_reads_stops_the_start_too(name):
    result = manage("check", **PRODUCTION, **{name: GARBAGE})
    assert result.returncode != 0
    assert name in result.stderr


@pytest.mark.parametrize("name", ["JWT_SIGNING_KEY", "JWT_VERIFYING_KEY"])
def test_keys_that_are_none_stop_the_start(name):
    result = manage("check", **PRODUCTION, JWT_ALGORITHM="RS256", **{name: GARBAGE})
    assert result.returncode != 0
    assert "JWT_SIGNING_KEY" in result.stderr


WRONG = [
    ("OTP_COUNTRIES", "UK", "the United Kingdom is GB), not “UK”"),
    ("OTP_COUNTRIES", "DE,Germany", "not “GERMANY”"),
    ("OTP_COUNTRIES", "DE;AT", "not “DE;AT”"),
    ("SECOND_FACTOR_REMOVAL_HOURS", "0", "a whole number from 1 to 876000, not “0”"),
    ("SECOND_FACTOR_REMOVAL_HOURS", "-72", "a whole number from 1 to 876000"),
    ("SECOND_FACTOR_REMEMBERED_DAYS", "-1", "a whole number from 0 to 36500"),
    ("UNUSED_ACCOUNT_DAYS", "-90", "a whole number from 0 to 36500, not “-90”"),
    ("UNUSED_ACCOUNT_DAYS", "99999999999", "a whole number from 0 to 36500"),
    ("UNUSED_ACCOUNT_DAYS", "90 days", "a whole number from 0 to 36500"),
    ("REFRESH_GRACE_SECONDS", "-1", "a whole number from 0"),
    *(
        (name, "0", "a whole number from 1")
        for name in ("ACCESS_TOKEN_MINUTES", "REFRESH_TOKEN_DAYS", "SESSION_DAYS")
    ),
    *((f"OTP_{name}_SECONDS", "0", "from 1") for name in ("LIFETIME", "MAIL_LIFETIME")),
    *((f"OTP_{name}_SECONDS", "-1", "from 0") for name in ("COOLDOWN", "LONGEST_COOLDOWN")),
    ("OTP_PER_PHONE_HOUR", "0", "a whole number of 1 or more"),
    ("OTP_UNUSED_SHARE", "50", "a number from 0 to 1"),
    ("OTP_UNUSED_SHARE", "nan", "a number from 0 to 1"),
    ("OTP_RETRY_WAITS", "1,-4", "not “-4”"),
    ("MAIL_RETRY_WAITS", "10,soon", "not “soon”"),
    ("CV_RETENTION_DAYS", "-1", "a whole number from 0"),
    ("HSTS_SECONDS", "-1", "a whole number of 0 or more"),
    ("DATABASE_CONN_MAX_AGE", "10m", "a whole number of 0 or more"),
    ("TRUSTED_PROXY_COUNT", "one", "a whole number of 0 or more, not “one”"),
    ("TRUSTED_PROXY_COUNT", "1.5", "a whole number of 0 or more"),
    ("BCRYPT_ROUNDS", "3", "a whole number from 4 to 31"),
    ("PASSWORD_MIN_LENGTH", "4", "a whole number from 8 to 64"),
    ("STAFF_TOTP_REQUIRED", "ture", "true or false, not “ture”"),
    ("DEBUG", "2", "true or false"),
    ("REPLICA_MAX_LAG_SECONDS", "5s", "a number of 0 or more"),
    ("REPLICA_MAX_LAG_SECONDS", "inf", "a number of 0 or more"),
    ("PASSKEY_RP_ID", "https://guildhall.example.com", "a host name without a scheme"),
    ("PASSKEY_RP_ID", "guildhall.example.com:8000", "a host name without a scheme or a port"),
    ("PASSKEY_RP_ID", "192.0.2.7", "a host name"),
    ("PASSKEY_ORIGINS", "guildhall.example.com", "origins with HTTPS"),
    ("PASSKEY_ORIGINS", "https://guildhall.example.com/", "origins with HTTPS"),
    ("PASSKEY_ORIGINS", "http://guildhall.example.com", "origins with HTTPS"),
    ("PASSKEY_ORIGINS", "https://guildhall.example.com:port", "origins with HTTPS"),
    ("PASSKEY_ORIGINS", "https://other.example", "on the host PASSKEY_RP_ID, or below it"),
    ("SITE_URL", "guildhall.example.com", "a web address, such as https://"),
    ("SITE_URL", "https:/guildhall.example.com", "a web address"),
    ("SITE_URL", "https://guildhall.example.com:port", "a web address"),
    ("SITE_URL", "ftp://guildhall.example.com", "a web address"),
    ("ALLOWED_HOSTS", "https://guildhall.example.com", "host names without a scheme or a port"),
    ("ALLOWED_HOSTS", "guildhall.example.com:443", "host names without a scheme or a port"),
    ("CORS_ALLOWED_ORIGINS", "app.example.com", "origins as browsers send them"),
    ("CORS_ALLOWED_ORIGINS", "https://app.example.com/", "origins as browsers send them"),
    ("CSRF_TRUSTED_ORIGINS", "*.example.com", "origins"),
    ("PUBLIC_THROTTLE_RATE", "600", "such as 600/min"),
    ("PUBLIC_THROTTLE_RATE", "600/fortnight", "such as 600/min"),
    ("DATABASE_URL", "mysql://127.0.0.1/guildhall", "postgres://user:password@host:5432/name"),
    ("DATABASE_URL", "postgres://127.0.0.1:port/guildhall", "postgres://user:password@host"),
    ("DATABASE_URL", "postgres://127.0.0.1", "postgres://user:password@host:5432/name"),
    ("REDIS_URL", "127.0.0.1:6379", "redis://... or rediss://... or unix://..."),
    ("EMAIL_URL", "mail.example.com:587", "smtp+tls://user:password@host:587"),
    ("EMAIL_URL", "smtp://", "smtp+tls://user:password@host:587"),
    ("SMS_URL", "twilio", "console://, or an address of apprise"),
    ("MEDIA_URL", "media", "ends in a slash"),
    ("MEDIA_URL", "https://cdn.example.com/media", "ends in a slash"),
    ("MEDIA_STORAGE", "storages.backends.nowhere.Storage", "a class that is installed"),
    ("MEDIA_STORAGE_OPTIONS", '["a"]', "an object of JSON"),
    ("DEFAULT_FROM_EMAIL", "Guildhall", "an e-mail address"),
    ("LANGUAGE_CODE", "fr", "one of en, de, not “fr”"),
    ("LOG_LEVEL", "LOUD", "one of CRITICAL"),
]


def test_each_wrong_value_is_told_with_what_is_wanted():
    said = answers_to([{name: value} for name, value, _wanted in WRONG])
    unclear = [
        (name, value, text)
        for (name, value, wanted), text in zip(WRONG, said, strict=True)
        if not (text.startswith(name) and wanted in text)
    ]
    assert unclear == []


RIGHT = [
    {"OTP_COUNTRIES": "gb, de"},
    {"UNUSED_ACCOUNT_DAYS": "0", "REFRESH_GRACE_SECONDS": "0", "CV_RETENTION_DAYS": "0"},
    {"DEBUG": "True", "HTTPS": "off", "OTP_TELL_WHY": "0"},
    {"SITE_URL": "https://guildhall.example.com/"},
    {"SITE_URL": "http://127.0.0.1:8000"},
    {"SITE_URL": "http://192.168.1.7:8000"},
    {"SITE_URL": "http://[::1]:8000"},
    {"SITE_URL": "https://app.example.com", "PASSKEY_RP_ID": "Example.com"},
    {
        "PASSKEY_RP_ID": "localhost",
        "PASSKEY_ORIGINS": "http://localhost:3000,https://front.example",
    },
    {
        "PASSKEY_RP_ID": "example.com",
        "PASSKEY_ORIGINS": "https://app.example.com,android:apk-key-hash:sNiGjeJY54cG",
    },
    {"ALLOWED_HOSTS": "example.com,.example.org,127.0.0.1,[::1],web"},
    {"ALLOWED_HOSTS": "*"},
    {"CORS_ALLOWED_ORIGINS": "https://app.example.com,http://localhost:3000,capacitor://localhost"},
    {"CORS_ALLOWED_ORIGINS": "null"},
    {"CSRF_TRUSTED_ORIGINS": "https://*.example.com,http://127.0.0.1:8000"},
    {"DATABASE_URL": "postgresql://a:b%23%5B@[::1]:5432/guildhall?sslmode=require"},
    {"DATABASE_URL": "postgres://a:b@one:5432,two:5433/guildhall"},
    {"DATABASE_URL": "postgres://a@/guildhall?host=/run/postgresql"},
    {"DATABASE_URL": "postgres:///?service=guildhall"},
    {"REDIS_URL": "rediss://:password@cache.example.com:6379/0"},
    {"EMAIL_URL": "smtp+tls://user:pass%40word@mail.example.com:587"},
    {"EMAIL_URL": "dummymail://"},
    {"SMS_URL": "json://gateway.example.com/{phone}"},
    {"MEDIA_URL": "https://cdn.example.com/"},
    {"MEDIA_STORAGE_OPTIONS": '{"bucket_name": "pictures"}'},
    {"DEFAULT_FROM_EMAIL": "Guild Hall <no-reply@example.com>"},
    {"PUBLIC_THROTTLE_RATE": "1000000/s"},
    {"LOG_LEVEL": "debug", "LOG_FORMAT": "console", "LANGUAGE_CODE": "de"},
    {"OTP_RETRY_WAITS": "0.5, 2", "MAIL_RETRY_WAITS": "", "OTP_UNUSED_SHARE": "1"},
]


def test_whatever_fits_is_taken():
    said = answers_to(RIGHT)
    assert [pair for pair in zip(RIGHT, said, strict=True) if pair[1]] == []


def test_a_broken_object_is_told_with_an_example_of_its_own():
    for name, example in {
        "FRONTEND_URLS": '{"project": "https://app.example.com/jobs/{id}"}',
        "MEDIA_STORAGE_OPTIONS": '{"bucket_name": "pictures"}',
    }.items():
        (said,) = answers_to([{name: "{broken"}])
        assert said.startswith(f"{name} must be an object of JSON, such as {example}.")
        assert answers_to([{name: example}]) == [""]


def test_no_message_repeats_a_password():
    hushed = {
        "DATABASE_URL": "postgres://user:hush@127.0.0.1:port/guildhall",
        "DATABASE_REPLICA_URL": "mysql://user:hush@127.0.0.1/guildhall",
        "REDIS_URL": "redis://:hush@127.0.0.1:port/0",
        "EMAIL_URL": "mail://user:hush@127.0.0.1",
        "SMS_URL": "hush",
        "SITE_URL": "https://user:hush@guildhall.example.com",
        "PASSWORD_BREACH_CHECK_URL": "https://hush@list.example.com/range",
        "MEDIA_STORAGE_OPTIONS": '{"secret_key": "hush"',
        "PRIVATE_STORAGE_OPTIONS": '["hush"]',
    }
    said = answers_to([{name: value} for name, value in hushed.items()])
    assert [text for text in said if not text or "hush" in text] == []
