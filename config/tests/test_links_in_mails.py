"""Links in mails and text messages are made in one place, which knows where people's pages are."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.tests.factories import UserFactory
from config.environment import Environment
from foundation import site_links

ROOT = Path(settings.BASE_DIR)
# What names the site in its own right: no link that somebody is sent.
NAMES_THE_SITE = {
    "appointments/calendars.py": "the right side of UIDs",
    "config/settings.py": "reads it",
    "config/context.py": "canonical addresses of pages",
    "foundation/looks.py": "the logo of mails",
    "foundation/site_links.py": "the one place",
    "notifications/services/sending.py": "the right side of Message-IDs",
    "operations/doctor/configuration.py": "looks at it",
    "operations/management/commands/demo.py": "sets it",
    "profiles/serializers/resume.py": "pictures in files that people take along",
    "profiles/services/links.py": "the API's own address, which pages may link back to",
    "profiles/structured_data.py": "canonical addresses of pages",
    "reviews/serializers/reputation.py": "who signs",
}
APP = "https://app.example.com"


def sources(pattern: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed if "/tests/" not in name]


def test_no_other_module_makes_links():
    naming = {
        str(file.relative_to(ROOT))
        for file in sources("*.py")
        if re.search(r"\bSITE_URL\b", file.read_text())
    }
    assert {name for name in naming if not name.startswith("benchmarks/")} == set(NAMES_THE_SITE)


def test_no_template_of_a_mail_puts_a_link_together():
    mails = [
        file
        for file in (*sources("templates/*.html"), *sources("templates/*.txt"))
        if "email" in file.parts or file.suffix == ".txt"
    ]
    assert len(mails) > 40
    put_together = re.compile(r"site_url }}(?:[/?#]|{{)|https?:|href=\"/|\?token=")
    assert [str(file) for file in mails if put_together.search(file.read_text())] == []


@pytest.mark.parametrize("kind", site_links.PAGES | site_links.FIXED_PAGES)
def test_each_kind_has_a_page_of_ours(kind):
    parts = {"id": "0196f0c8-0000-7000-8000-000000000001", "token": "a:b", "username": "ada"}
    link = site_links.own_link(kind, **parts)
    path = link.removeprefix(settings.SITE_URL).partition("?")[0] or "/"
    try:
        resolve(path)
    except Resolver404:
        resolve(path.replace(parts["id"], "1"))  # the admin's, of rows with numbers


def test_a_link_leads_to_the_front_end_that_has_the_page(settings):
    settings.FRONTEND_URLS = {
        "reset_password": f"{APP}/#/new-password/{{token}}",
        "project": f"{APP}/jobs/{{id}}?from=mail",
    }
    assert site_links.link("reset_password", token="a:b-c/d") == f"{APP}/#/new-password/a:b-c%2Fd"
    assert site_links.link_to("/projects/17") == f"{APP}/jobs/17?from=mail"
    assert site_links.link_to("/projects/17/review") == f"{settings.SITE_URL}/projects/17/review"
    assert site_links.link_to("/somewhere/else") == f"{settings.SITE_URL}/somewhere/else"
    assert site_links.own_link("project", id=17) == f"{settings.SITE_URL}/projects/17"


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        ('{"passwort": "https://app.example.com/"}', "there is no kind of links “passwort”"),
        ('{"reset_password": "https://app.example.com/new"}', "“reset_password” lacks {token}"),
        ('{"project": "https://app.example.com/{id}/{token}"}', "“project” has no {token}"),
        ('{"project": "http://app.example.com/{id}"}', "“project” must begin with https://"),
        ('{"project": "https://{id}.example.com/"}', "“project” must name its host in full"),
        ('{"project": "app.example.com/{id}"}', "“project” must be a web address"),
        ('{"project": "https://app.example.com/{id}/{"}', "“project” must be a web address"),
        ('{"project": "https://app.example.com/{id!r}"}', "“project” must be a web address"),
        ('{"project": "javascript://app.example.com/{id}"}', "“project” must be a web address"),
        ('{"project": ["https://app.example.com/{id}"]}', "“project” must be a web address"),
        ('{"unsubscribe": "https://app.example.com/{token}"}', "no kind of links “unsubscribe”"),
        ('["https://app.example.com/"]', "must be an object of JSON"),
    ],
)
def test_an_address_that_would_lead_astray_stops_the_start(patterns, said, monkeypatch):
    monkeypatch.setenv("FRONTEND_URLS", patterns)
    with pytest.raises(ImproperlyConfigured, match=r"^FRONTEND_URLS.*\.env\.example") as raised:
        Environment().link_patterns("FRONTEND_URLS", needs_https=True)
    assert said in str(raised.value)


def test_plain_http_is_for_this_machine(monkeypatch):
    monkeypatch.setenv("FRONTEND_URLS", '{"project": "http://localhost:5173/{id}"}')
    assert Environment().link_patterns("FRONTEND_URLS", needs_https=False)


@pytest.mark.django_db
def test_a_reset_link_leads_to_the_front_end(
    api, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.FRONTEND_URLS = {
        "reset_password": f"{APP}/new-password#{{token}}",
        "home": f"{APP}/start",
    }
    user = UserFactory(email_verified_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        api.post("/api/v1/auth/forgot-password", {"email": user.email})
    (mail,) = mailoutbox
    html = str(mail.alternatives[0][0])
    for text in (mail.body, html):
        assert re.search(rf"{APP}/new-password#[\w:-]+", text)
        assert settings.SITE_URL not in text
        assert "An application" not in text
    assert f'href="{APP}/start"' in html
