"""What a page costs its reader: bytes, requests, and the time until something is seen.

Run with `-s`, it prints the figures of docs/performance.md.
"""

from __future__ import annotations

import pytest

from accounts.models import Role
from profiles.tests.factories import make_freelancer
from reviews.tests.factories import make_party, make_reviewed

pytestmark = pytest.mark.django_db(transaction=True)

MOST_BYTES = 100_000
MOST_REQUESTS = 6  # the page, the style sheet, htmx, the icon, a picture or two
SLOWEST_PAINT = 2_500  # milliseconds; Lighthouse calls 1,800 good, and a CI is busy

# What the browser itself counted, compressed as it came over the wire.
MEASURE = """() => {
    const entries = [
        ...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")
    ];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return {
        bytes: entries.reduce((sum, one) => sum + one.transferSize, 0),
        requests: entries.length,
        paint: paint ? paint.startTime : null,
    };
}"""


@pytest.fixture
def mira(db):
    """Somebody whose page is full."""
    user = make_party(username="mira", first_name="Mira")
    skills = tuple(f"Skill {number}" for number in range(20))
    make_freelancer(user=user, headline="Tiles and taps", bio="I lay tiles. " * 200, skills=skills)
    make_reviewed(user, 20)
    return user


def measured(page, path: str) -> dict:
    page.goto(path, wait_until="networkidle")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    return page.evaluate(MEASURE)


def test_no_page_is_heavy(open_browser, mira):
    """Each page is opened by a browser that has nothing of the site yet."""
    client = make_party(Role.CLIENT, username="greenview")
    for path, user in {
        "/": None,
        "/search": None,
        "/@mira": None,
        "/dashboard": mira,
        "/profile": mira,
        "/projects/new": client,
    }.items():
        figures = measured(open_browser(user=user), path)
        print(f"{path:16} {figures}")
        assert figures["bytes"] < MOST_BYTES, path
        assert figures["requests"] <= MOST_REQUESTS, path
        assert figures["paint"] < SLOWEST_PAINT, path
