"""Experience, education, links and portfolio, on pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tests.factories import UserFactory, suspended
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.services.history import add_item
from profiles.tests.factories import make_freelancer
from profiles.tests.test_images import picture as pixels

pytestmark = pytest.mark.django_db
KINDS = {
    "experience": (Experience, {"title": "Foreman", "started_on": "2012"}),
    "education": (Education, {"institution": "Polytechnic"}),
    "links": (Link, {"url": "https://example.com/asha"}),
    "portfolio": (PortfolioItem, {"title": "A terrace"}),
}


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("work.png", pixels(), "image/png")


@pytest.fixture
def asha(client, freelancer):
    make_freelancer(user=freelancer)
    client.force_login(freelancer)
    return client


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def test_a_thing_is_added_changed_and_removed(asha, kind):
    model, fields = KINDS[kind]
    assert b'class="empty"' in asha.get(f"/profile/{kind}").content
    assert asha.get(f"/profile/{kind}/new").status_code == 200
    assert asha.post(f"/profile/{kind}/new", fields)["Location"] == f"/profile/{kind}"
    item = model.objects.get()
    first = next(iter(fields))
    changed = {**fields, first: f"{fields[first]}-anew"}
    assert fields[first] in asha.get(f"/profile/{kind}/{item.pk}").content.decode()
    assert asha.post(f"/profile/{kind}/{item.pk}", changed).status_code == 302
    assert changed[first] in asha.get(f"/profile/{kind}").content.decode()
    asha.post(f"/profile/{kind}/{item.pk}/remove")
    assert not model.objects.exists()


def test_strangers_and_the_suspended_are_out(client, asha, freelancer, kind):
    suspended(freelancer)
    for path in (f"/profile/{kind}", f"/profile/{kind}/new"):
        assert asha.get(path)["Location"] == f"/login?next={path}"


def test_somebody_elses_things_are_not_found(asha, kind):
    model, fields = KINDS[kind]
    other = UserFactory()
    make_freelancer(user=other)
    item = add_item(user=other, model=model, fields=fields)
    for path in (f"/profile/{kind}/{item.pk}", f"/profile/{kind}/{item.pk}/remove"):
        assert asha.post(path, fields).status_code == 404
    assert model.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("experience", {"title": ""}, "title"),
        ("experience", {"title": "x", "started_on": "2020-13"}, "started_on"),
        ("experience", {"title": "x", "started_on": "2020", "ended_on": "2019"}, "ended_on"),
        ("education", {"institution": "x" * 151}, "institution"),
        ("links", {"url": "http://example.com"}, "url"),
        ("links", {"url": "https://user:pw@example.com"}, "url"),
        ("links", {"url": "javascript:alert(1)"}, "url"),
        ("portfolio", {"title": "x", "url": "ftp://x"}, "url"),
        ("portfolio", {"title": "x\0"}, "title"),
    ],
)
def test_what_is_wrong_is_told(asha, kind, body, field):
    answer = asha.post(f"/profile/{kind}/new", body)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_a_link_that_is_there_already_is_told(asha):
    body = {"url": "https://example.com/asha"}
    asha.post("/profile/links/new", body)
    answer = asha.post("/profile/links/new", body)
    assert answer.status_code == 409
    assert b"It is there already." in answer.content


def test_a_piece_of_work_has_a_picture(asha):
    asha.post("/profile/portfolio/new", {"title": "A terrace", "file": picture()})
    item = PortfolioItem.objects.get()
    assert item.image
    assert b'class="gallery"' in asha.get("/@asha").content
    body = {"title": "A terrace", "remove_picture": "on"}
    asha.post(f"/profile/portfolio/{item.pk}", body)
    item.refresh_from_db()
    assert not item.image


def test_a_link_is_asked_to_be_proved(asha, freelancer):
    link = add_item(user=freelancer, model=Link, fields={"url": "https://localhost/x"})
    answer = asha.post(f"/profile/links/{link.pk}/verify", follow=True)
    assert b"We are checking the page" in answer.content
    other = make_freelancer().user
    foreign = add_item(user=other, model=Link, fields={"url": "https://localhost/x"})
    assert asha.post(f"/profile/links/{foreign.pk}/verify").status_code == 404
