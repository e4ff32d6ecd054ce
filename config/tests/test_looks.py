"""A site's own name, logo, colours and legal pages, in pages and mails alike."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from accounts.services.email import send_verification
from accounts.tests.factories import UserFactory
from config.environment import Environment
from config.tests.arrangements import picture
from foundation.colours import (
    DARK_PAPERS,
    LIGHT_PAPERS,
    READABLE,
    Palette,
    contrast,
    readable_in_the_dark,
)

pytestmark = pytest.mark.django_db
SCRIPTED = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def own(settings, tmp_path):
    """A site with looks of its own."""
    logo = tmp_path / "logo.png"
    logo.write_bytes(picture())
    settings.SITE_NAME = "Fixwerk & Co"
    settings.SITE_LOGO = str(logo)
    settings.SITE_COLOUR = "#7a1f5c"
    settings.IMPRINT_URL = "https://fixwerk.example/imprint?a=1&b=2"
    settings.SUPPORT_URL = "mailto:help@fixwerk.example"
    settings.REPLY_TO_EMAIL = "help@fixwerk.example"
    return settings


def verification_mail(mailoutbox, commit):
    with commit(execute=True):
        send_verification(UserFactory(email_verified_at=timezone.now()))
    return mailoutbox.pop()


def test_pages_have_the_name_logo_colours_and_legal_pages(own, client):
    answer = client.get("/login")
    page = answer.content.decode()
    logo = page.partition('<img src="')[2].partition('"')[0]
    assert client.get(logo).headers["Content-Type"] == "image/png"
    assert 'alt="Fixwerk &amp; Co"' in page
    assert '<a href="https://fixwerk.example/imprint?a=1&amp;b=2">Imprint</a>' in page
    assert '<a href="mailto:help@fixwerk.example">Help and contact</a>' in page
    assert "style=" not in page
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    sheet = page.partition('<link rel="stylesheet" href="/looks/')[2].partition('"')[0]
    colours = client.get(f"/looks/{sheet}")
    assert colours.headers["Content-Type"].startswith("text/css")
    assert "--accent: #7a1f5c;" in colours.content.decode()
    assert "max-age" in colours.headers["Cache-Control"]


def test_mails_have_them_too_in_html_and_text(own, mailoutbox, django_capture_on_commit_callbacks):
    sent = verification_mail(mailoutbox, django_capture_on_commit_callbacks)
    html = str(sent.alternatives[0][0])
    assert f'<img src="{own.SITE_URL}/looks/logo?v=' in html
    assert 'alt="Fixwerk &amp; Co"' in html
    assert "#7a1f5c" in html
    assert "prefers-color-scheme: dark" in html
    assert 'href="https://fixwerk.example/imprint?a=1&amp;b=2"' in html
    assert "Imprint: https://fixwerk.example/imprint?a=1&b=2" in sent.body
    assert sent.reply_to == ["help@fixwerk.example"]


def test_mails_name_the_site_where_their_programs_show_no_such_logo(
    own, tmp_path, mailoutbox, django_capture_on_commit_callbacks
):
    file = tmp_path / "logo.svg"
    file.write_bytes(SCRIPTED)
    own.SITE_LOGO = str(file)
    sent = verification_mail(mailoutbox, django_capture_on_commit_callbacks)
    html = str(sent.alternatives[0][0])
    assert "<img" not in html
    assert "Fixwerk &amp; Co</a>" in html


def test_a_picture_with_scripts_runs_none(own, tmp_path, client):
    file = tmp_path / "icon.svg"
    file.write_bytes(SCRIPTED)
    own.SITE_ICON = str(file)
    answer = client.get("/looks/icon")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_site_without_looks_of_its_own_has_none_of_these(client):
    assert "/looks/" not in client.get("/login").content.decode()
    for path in ("logo", "icon", "colours.css"):
        assert client.get(f"/looks/{path}").status_code == 404


@pytest.mark.parametrize(
    ("variable", "value", "read"),
    [
        ("SITE_COLOUR", "red", "colour"),
        ("SITE_COLOUR", "#7a1f5c;}", "colour"),
        ("SITE_LOGO", "/nowhere.png", "picture"),
        ("SITE_LOGO", __file__, "picture"),
        ("SUPPORT_URL", "javascript:alert(1)", "contact_address"),
        ("SUPPORT_URL", "mailto:nobody", "contact_address"),
        ("TERMS_URL", "mailto:help@fixwerk.example", "page_address"),
    ],
)
def test_what_cannot_be_shown_stops_the_start(variable, value, read, monkeypatch):
    monkeypatch.setenv(variable, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{variable} must be"):
        getattr(Environment(), read)(variable)


@pytest.mark.parametrize("colour", ["#0d5c4a", "#7a1f5c", "#1a4fd0", "#000000", "#b00020"])
def test_a_colour_that_is_read_on_white_has_shades_that_are_read_too(colour):
    assert Palette.light(colour).faint(LIGHT_PAPERS) == []
    assert Palette.dark(readable_in_the_dark(colour)).faint(DARK_PAPERS) == []


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#ffffff") == 1
    assert READABLE == 4.5
