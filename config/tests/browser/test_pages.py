"""Each page, on a phone and on a desk: nothing sticks out, and the console is quiet."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import UserFactory
from profiles.models import Experience, Link, PortfolioItem
from profiles.services.history import add_item
from profiles.tests.factories import make_freelancer, make_skill, make_suggestion
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.tests.factories import make_finished, make_reviewed

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PUBLIC = ("/", "/search", "/search?q=tiling", "/search?rate_min=x", "/@mira", "/@nobody")
WAYS_IN = ("/register", "/login", "/login/phone", "/forgot-password", "/reset-password")
OWN = ("/dashboard", "/account", "/account/address", "/account/security", "/account/data")
PROFILE = ("", "/picture", "/skills", "/experience", "/experience/new", "/education", "/links")
SIZES = pytest.mark.parametrize("width", [320, 360, 1280])


@pytest.fixture
def people():
    """A freelancer and a client with something of everything, and names that are long."""
    skill = make_skill("Tiling")
    society = UserFactory(username="greenview", role=Role.CLIENT, first_name=LONG[:60])
    make_freelancer(user=society, organisation_name=LONG)
    mira = UserFactory(username="mira", first_name="Mira")
    make_freelancer(
        user=mira,
        skills=("Tiling", LONG[:80]),
        headline=LONG,
        bio=f"{LONG}\n" * 3,
        city=LONG,
        country="IN",
        hourly_rate="99999.99",
        currency="INR",
        languages=[{"language": "mr", "fluency": "native"}],
    )
    add_item(user=mira, model=Experience, fields={"title": LONG, "organisation": LONG})
    add_item(user=mira, model=PortfolioItem, fields={"title": LONG, "url": "https://x.example"})
    add_item(user=mira, model=Link, fields={"url": f"https://example.com/{LONG}"})
    make_reviewed(mira, 3)
    make_finished(society, mira, title=LONG)
    project = make_project(client=society, title=LONG, skills=[skill], description=LONG)
    make_proposal(project, mira, cover_note=LONG)
    make_invitation(project, mira)
    make_suggestion(mira)
    return mira, society, project


def sticks_out(page) -> list[str]:
    """The elements that make the page wider than the window; none if it is not."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
                .map(one => one.tagName + "." + one.className)"""
    )


def visit_all(page, paths) -> None:
    for path in paths:
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        assert sticks_out(page) == [], path


@SIZES
def test_what_strangers_see(open_browser, people, width):
    visit_all(open_browser(width=width), PUBLIC + WAYS_IN)


@SIZES
def test_what_a_freelancer_sees(open_browser, people, width):
    mira, _society, project = people
    own = (f"/profile{one}" for one in (*PROFILE, "/portfolio", "/portfolio/new"))
    work = ("/projects", "/projects/mine", f"/projects/{project.pk}", "/proposals", "/reviews")
    finished = mira.worked_projects.first()
    review = (f"/projects/{finished.pk}/review", "/cv")
    visit_all(open_browser(width=width, user=mira), (*OWN, *own, *work, *review, "/@mira"))


@SIZES
def test_what_a_client_sees(open_browser, people, width):
    _mira, society, project = people
    work = (f"/projects/{project.pk}{one}" for one in ("", "/edit", "/matches"))
    more = ("/projects/new", "/projects/invite/mira", "/projects", "/projects/mine", "/profile")
    awaited = society.posted_projects.exclude(pk=project.pk).get()
    review = f"/projects/{awaited.pk}/review"
    visit_all(open_browser(width=width, user=society), ("/dashboard", *work, *more, review))
