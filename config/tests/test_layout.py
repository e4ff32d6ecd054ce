"""What all pages share: the layout, the error pages, and what browsers are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

pytestmark = pytest.mark.django_db
MOST_CSS = 30_000
TEMPLATES = Path(settings.BASE_DIR) / "templates"
# E-mails and the transparency report, a file of its own, have no stylesheet; documentation pages
# are those of their packages.
PAGES = [
    path
    for path in TEMPLATES.rglob("*.html")
    if "email" not in path.parts and path.name not in {"redoc.html", "transparency.html"}
]


def test_the_stylesheet_is_small():
    assert Path(finders.find("guildhall.css")).stat().st_size <= MOST_CSS


def test_a_page_has_a_skip_link_landmarks_and_a_place_for_messages(client):
    page = client.get("/").content.decode()
    assert page.index('href="#main"') < page.index('<main id="main"')
    for landmark in ("<header", "<nav", "<footer", 'id="messages" role="status"'):
        assert landmark in page


def test_nothing_comes_from_another_origin(client):
    page = client.get("/").content.decode()
    addresses = re.findall(r'(?:src|href|action)="([^"]+)"', page)
    canonical = f"{settings.SITE_URL}/"
    assert all(one.startswith(("/", "#")) or one == canonical for one in addresses)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_has_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|hx-on|javascript:", text)
    scripts = re.findall(r"<script([^>]*)>", text)
    ours = ('type="application/ld+json"', "src=\"{% static '")
    assert all(any(start in one for start in ours) for one in scripts)


def test_an_error_page_is_in_the_layout(client):
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert b"guildhall.css" in answer.content
    assert b"Log in" in answer.content


def test_a_failing_server_asks_the_database_nothing(django_assert_num_queries, client, freelancer):
    client.force_login(freelancer)
    with django_assert_num_queries(0):
        page = render_to_string("config/error.html", {"status": 500, "title": "Wrong"})
    assert "Wrong" in page


def test_a_missing_page_is_one_even_when_the_database_is_away(client, freelancer, monkeypatch):
    client.force_login(freelancer)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/nothing").status_code == 404


def test_a_cursor_of_another_list_leads_to_the_first_page(client):
    answer = client.get("/search?q=tiles&cursor=nonsense")
    assert answer.status_code == 302
    assert answer["Location"] == "/search?q=tiles"


def test_a_page_size_that_is_none_is_refused(client):
    answer = client.get("/search?page_size=-1")
    assert answer.status_code == 422
    assert b"<h1>That is not valid</h1>" in answer.content


def test_a_list_to_choose_from_is_written_as_by_django():
    class Form(forms.Form):
        town = forms.ChoiceField(
            choices=[
                *(("", "<Anywhere>"), ("India", [("pune", "Pune"), (2, "Goa")]), (None, "Bonn")),
                *(
                    ("o'", mark_safe("R&amp;D")),
                    (mark_safe("a&amp;b"), 1200),
                    ("x", gettext_lazy("Log in")),
                ),
            ],
            widget=forms.Select(attrs={"class": "wide", "disabled": True}),
        )
        also = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], initial=["b", "a"])

    for name in Form.base_fields:
        ours, djangos = (
            "".join(str(Form({"town": "2"}, renderer=renderer)[name]).split("\n"))
            for renderer in (TemplatesSetting(), DjangoTemplates())
        )
        assert ours == djangos
