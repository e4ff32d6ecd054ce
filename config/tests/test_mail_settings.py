"""How mails leave, and who may report of them, by the environment."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment
from config.mail_settings import mail_settings

SECRET = "hook:a-long-and-random-password"
VARIABLES = (
    "EMAIL_URL",
    "MAIL_WEBHOOK_PROVIDER",
    "MAIL_WEBHOOK_SECRET",
    "MAIL_WEBHOOK_SIGNING_KEY",
)


@pytest.fixture
def read(monkeypatch):
    """The settings of an environment."""

    def read_with(**variables):
        for name in VARIABLES:
            monkeypatch.setenv(name, variables.get(name, ""))
        return mail_settings(Environment())

    return read_with


def test_a_mail_server_reports_nothing(read):
    found = read(EMAIL_URL="smtp+tls://user:password@mail.example.com:587")
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert found["MAIL_WEBHOOK_PROVIDER"] == ""


@pytest.mark.parametrize(
    ("url", "backend", "anymail"),
    [
        ("postmark://tok%2Fen", "postmark", {"POSTMARK_SERVER_TOKEN": "tok/en"}),
        ("brevo://Key-1@", "brevo", {"BREVO_API_KEY": "Key-1"}),
        (
            "mailgun://key@mg.example.com?region=eu",
            "mailgun",
            {
                "MAILGUN_API_KEY": "key",
                "MAILGUN_SENDER_DOMAIN": "mg.example.com",
                "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3",
            },
        ),
    ],
)
def test_a_provider_is_sent_to_and_reports_only_with_a_proof(read, url, backend, anymail):
    found = read(EMAIL_URL=url)
    assert found["EMAIL_BACKEND"] == f"anymail.backends.{backend}.EmailBackend"
    assert found["ANYMAIL"].items() >= anymail.items()
    assert found["MAIL_WEBHOOK_PROVIDER"] == ""


def test_who_reports_is_the_provider_or_the_one_that_is_named(read):
    of_postmark = read(EMAIL_URL="postmark://token", MAIL_WEBHOOK_SECRET=SECRET)
    assert of_postmark["MAIL_WEBHOOK_PROVIDER"] == "postmark"
    by_smtp = read(MAIL_WEBHOOK_PROVIDER="Mailgun", MAIL_WEBHOOK_SIGNING_KEY="key")
    assert by_smtp["MAIL_WEBHOOK_PROVIDER"] == "mailgun"
    assert by_smtp["ANYMAIL"]["MAILGUN_WEBHOOK_SIGNING_KEY"] == "key"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"EMAIL_URL": "mailgun://key"}, "EMAIL_URL must be such as"),
        ({"EMAIL_URL": "postmark://"}, "EMAIL_URL must be such as"),
        ({"MAIL_WEBHOOK_PROVIDER": "sendmail"}, "MAIL_WEBHOOK_PROVIDER must be one of"),
        ({"MAIL_WEBHOOK_PROVIDER": "postmark"}, "=postmark needs MAIL_WEBHOOK_SECRET"),
        (
            {"MAIL_WEBHOOK_PROVIDER": "mailgun", "MAIL_WEBHOOK_SECRET": SECRET},
            "=mailgun needs MAIL_WEBHOOK_SIGNING_KEY",
        ),
        ({"MAIL_WEBHOOK_SECRET": SECRET}, "MAIL_WEBHOOK_SECRET is of no use without"),
        (
            {"MAIL_WEBHOOK_PROVIDER": "brevo", "MAIL_WEBHOOK_SECRET": "hook:short"},
            "MAIL_WEBHOOK_SECRET must be user:password of at least 20",
        ),
    ],
)
def test_what_would_let_anybody_report_or_nobody_stops_the_start(read, variables, said):
    with pytest.raises(ImproperlyConfigured) as raised:
        read(**variables)
    assert said in str(raised.value)
    assert "hook:short" not in str(raised.value)
