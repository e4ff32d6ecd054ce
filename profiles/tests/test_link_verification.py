"""Verifying links: asked for, done by a task, and looked at again."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from profiles.link_fetching import LinkUnreachable
from profiles.models import Link
from profiles.services import links
from profiles.services.links import NO_LINK_BACK, page_addresses, verify_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(monkeypatch):
    """The web: what is at an address links back or not, or raises."""
    pages: dict[str, object] = {}

    def links_back(url, *, targets):
        found = pages.get(url, False)
        if isinstance(found, Exception):
            raise found
        return found and set(targets) == set(page_addresses("asha"))

    monkeypatch.setattr(links, "links_back", links_back)
    return pages


@pytest.fixture
def own(api_as, freelancer):
    return api_as(freelancer)


def made(own, url="https://asha.example/"):
    return own.post("me/links", {"url": url}).json()["id"]


def test_a_page_that_links_back_is_verified(own, api, web):
    pk = made(own)
    web["https://asha.example/"] = True
    assert own.post(f"me/links/{pk}/verify").status_code == 202
    link = own.get(f"me/links/{pk}").json()
    assert link["verified_at"] == link["checked_at"] is not None
    assert api.get("profiles/asha").json()["links"][0]["verified_at"]


def test_why_not_is_told_to_the_owner_alone(own, api, web):
    pk = made(own)
    own.post(f"me/links/{pk}/verify")
    assert own.get(f"me/links/{pk}").json()["problem"] == NO_LINK_BACK
    web["https://asha.example/"] = LinkUnreachable("The server answered 500.")
    own.post(f"me/links/{pk}/verify")
    assert own.get(f"me/links/{pk}").json()["problem"] == "The server answered 500."
    assert "problem" not in api.get("profiles/asha").json()["links"][0]


def test_a_link_that_links_back_no_more_loses_its_mark(own, web):
    pk = made(own)
    web["https://asha.example/"] = True
    own.post(f"me/links/{pk}/verify")
    web["https://asha.example/"] = False
    own.post(f"me/links/{pk}/verify")
    assert own.get(f"me/links/{pk}").json()["verified_at"] is None


def test_another_address_is_not_verified(own, web):
    pk = made(own)
    web["https://asha.example/"] = True
    own.post(f"me/links/{pk}/verify")
    changed = own.patch(f"me/links/{pk}", {"url": "https://other.example/"}).json()
    assert (changed["verified_at"], changed["checked_at"]) == (None, None)


def test_an_address_changed_meanwhile_gains_nothing(own, web):
    link = Link.objects.get(pk=made(own))
    web["https://asha.example/"] = True
    Link.objects.update(url="https://other.example/")
    assert verify_link(link=link)
    assert Link.objects.get().verified_at is None


def test_twenty_checks_an_hour(own, web):
    pk = made(own)
    for _ in range(20):
        assert own.post(f"me/links/{pk}/verify").status_code == 202
    answer = own.post(f"me/links/{pk}/verify")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_command_looks_at_those_that_are_due(own, web):
    for name in ("new", "old", "fresh"):
        made(own, f"https://{name}.example/")
        web[f"https://{name}.example/"] = True
    now = timezone.now()
    Link.objects.filter(url__contains="old").update(checked_at=now - timedelta(days=8))
    Link.objects.filter(url__contains="fresh").update(checked_at=now)
    out = StringIO()
    call_command("verify_links", verbosity=0, stdout=out)
    assert "2 links checked, 2 verified" in out.getvalue()
    assert Link.objects.get(url__contains="fresh").verified_at is None
