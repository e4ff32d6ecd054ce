"""Each page, on phones and on a desk, in light and dark: nothing sticks out, everybody can use it,
and the console is quiet.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import Role
from accounts.services.preferences import save_preference
from accounts.tests.factories import UserFactory
from moderation.models import Action
from moderation.tests.factories import make_decision
from profiles.models import Experience, Link, PortfolioItem
from profiles.services.history import add_item
from profiles.tests.factories import make_freelancer, make_skill, make_suggestion
from projects.services.agreements import agree
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.tests.factories import make_finished, make_reviewed

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PUBLIC = (
    "/",
    "/search",
    "/search?q=tiling",
    "/search?long=1",
    "/search?rate_min=x",
    "/@mira",
    "/@nobody",
)
WAYS_IN = ("/register", "/login", "/login/phone", "/forgot-password", "/reset-password")
OWN = (
    *("/dashboard", "/account", "/account/address", "/account/preferences", "/account/security"),
    "/account/data",
)
PROFILE = ("", "/picture", "/skills", "/experience", "/experience/new", "/education", "/links")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 360, 1280)


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
    finished = make_finished(society, mira, title=LONG)
    terms = {"rate": "99999.99", "currency": "INR", "included": LONG, "starts_on": "2026-05-04"}
    decided = {"status": "accepted", "decided_at": finished.started_at}
    agree(terms=make_proposal(finished, mira, **terms, **decided), accepted_by=society)
    project = make_project(client=society, title=LONG, skills=[skill], description=LONG)
    make_proposal(project, mira, cover_note=LONG)
    make_invitation(project, mira)
    make_suggestion(mira)
    make_decision("profile", mira.profile, Action.WARN, facts=LONG)
    return mira, society, project


def sticks_out(page) -> list[str]:
    """The elements that make the page wider than the window; none if it is not."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
                .map(one => one.tagName + "." + one.className)"""
    )


def freelancers_paths(people) -> list[str]:
    """Every page that a freelancer opens."""
    mira, society, project = people
    own = [f"/profile{one}" for one in (*PROFILE, "/portfolio", "/portfolio/new")]
    work = ["/projects", "/projects/mine", f"/projects/{project.pk}", "/proposals", "/reviews"]
    finished = mira.worked_projects.first()
    report = f"/report?kind=profile&object={society.username}"
    agreement = f"/projects/{finished.pk}/agreement"
    more = [
        agreement,
        f"/projects/{finished.pk}/review",
        "/cv",
        "/@mira",
        report,
        "/reports",
        "/decisions",
    ]
    return [*OWN, *own, *work, *more, f"/decisions/{mira.decisions.get().pk}/appeal"]


def clients_paths(people) -> list[str]:
    """Every page that a client opens, besides."""
    _mira, society, project = people
    work = [f"/projects/{project.pk}{one}" for one in ("", "/edit", "/matches", "/offer")]
    more = ["/projects/new", "/projects/invite/mira", "/projects", "/projects/mine", "/profile"]
    awaited = society.posted_projects.exclude(pk=project.pk).get()
    return ["/dashboard", *work, *more, f"/projects/{awaited.pk}/review"]


def violations(page, **options) -> list[tuple[str, str]]:
    """What breaks WCAG 2.2 AA, as far as axe can see it."""
    # Of what is in order axe would collect each element.
    options["resultTypes"] = ["violations"]
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def visit_all(page, paths) -> None:
    """Load each page once: axe reads it in light colours, and what the dark ones can change."""
    for path in paths:
        # Without motion colours change at once, and axe never sees one on its way.
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert sticks_out(page) == [], (path, width)
        assert violations(page, runOnly=WCAG) == [], path
        page.emulate_media(color_scheme="dark")
        assert violations(page, runOnly={"type": "rule", "values": ["color-contrast"]}) == [], path


def test_what_strangers_see(open_browser, people):
    visit_all(open_browser(), [*PUBLIC, *WAYS_IN, "/report?kind=profile&object=mira"])


def test_what_a_freelancer_sees(open_browser, people):
    visit_all(open_browser(user=people[0]), freelancers_paths(people))


def test_what_a_client_sees(open_browser, people):
    visit_all(open_browser(user=people[1]), clients_paths(people))


def test_german_fits_into_320_pixels(open_browser, people):
    mira, society, project = people
    for user in (mira, society):
        save_preference(user=user, language="de")
    work = ("/projects", "/projects/mine", f"/projects/{project.pk}", "/reviews", "/decisions")
    profile = (f"/profile{one}" for one in PROFILE)
    for page, paths in (
        (open_browser(width=320, locale="de-DE"), PUBLIC + WAYS_IN),
        (open_browser(width=320, user=mira), (*OWN, *profile, *work, "/cv", "/@mira")),
        (open_browser(width=320, user=society), ("/dashboard", *work, "/projects/new")),
    ):
        for path in paths:
            page.goto(path)
            assert sticks_out(page) == [], path


def test_the_language_is_switched_at_the_foot_of_a_page(open_browser, people):
    for scripts in (True, False):
        page = open_browser(java_script_enabled=scripts)
        page.goto("/search?q=tiling")
        page.get_by_role("button", name="Deutsch").click()
        page.wait_for_selector('html[lang="de"]')
        assert page.url.endswith("/search?q=tiling")
        assert page.get_by_role("button", name="Suchen").count() == 1
