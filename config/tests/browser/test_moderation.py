"""The whole way of a report: filed, claimed, decided, appealed against, overturned. By mouse and
keyboard, in a browser for each person.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from accounts.tests.factories import PASSWORD
from moderation.models import Decision
from moderation.tests.factories import make_case, make_ground, make_staff
from reviews.models import Reputation
from reviews.tests.factories import make_finished, make_party, make_revealed, make_reviewed

pytestmark = pytest.mark.django_db(transaction=True)

REVIEW = "He came late and called my neighbour a fool."


@pytest.fixture
def review(db):
    """A bad review among good ones, by a client of a freelancer."""
    mira = make_party(username="mira", first_name="Mira")
    make_reviewed(mira, 3, 5)
    client = make_party(Role.CLIENT, username="greenview")
    return make_revealed(make_finished(client, mira), 1, text=REVIEW)


def enter_admin(page, username: str) -> None:
    page.goto("/admin/login/?next=/admin/")
    page.get_by_label(re.compile("Username|E-mail")).fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


def public_state(api, username: str) -> tuple:
    """What everybody sees of somebody's reviews and reputation."""
    answer = api.get(f"profiles/{username}/reviews").json()
    return answer["results"], answer["reputation"]


def open_first(page, listed: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=listed, exact=True).last.click()
    page.locator("#result_list tbody tr th a, #result_list tbody tr .field-what a").first.click()


def test_a_review_is_reported_hidden_appealed_and_restored(open_browser, api, review):
    make_ground(title="Abuse in reviews")
    for name in ("meera", "tomas"):
        make_staff(username=name)
    before = public_state(api, "mira")
    stored = Reputation.objects.values().get(user=review.subject)

    # Mira reports the review on her own page; staff are told nothing but what it says.
    mira = open_browser(user=review.subject, width=360)
    mira.goto("/@mira")
    bad = mira.locator("article.review", has_text=REVIEW)
    bad.get_by_role("link", name="Report this review").click()
    expect(mira.get_by_text(REVIEW)).to_be_visible()
    mira.get_by_label("Abuse, hate or threats").check()
    mira.get_by_label("Tell us more").fill("It insults my neighbour.")
    mira.get_by_role("button", name="Send the report").click()
    expect(mira.get_by_text("Your report has arrived.")).to_be_visible()
    expect(mira.get_by_text("waits for a decision")).to_be_visible()

    # Meera claims the case and hides the review.
    meera = open_browser()
    enter_admin(meera, "meera")
    open_first(meera, "Cases")
    expect(meera.get_by_text("It insults my neighbour.")).to_be_visible()
    meera.get_by_role("button", name="Claim for 15 minutes").click()
    expect(meera.get_by_text("Yours until")).to_be_visible()
    meera.get_by_label("Action").select_option("hide")
    meera.get_by_label("Ground").select_option(label="Abuse in reviews")
    meera.get_by_label("Facts").fill("It calls a neighbour a fool.")
    meera.get_by_role("button", name="Decide").click()
    expect(meera.get_by_text("Decision saved. Those concerned have been notified.")).to_be_visible()

    # It is gone from page, API and reputation.
    stranger = open_browser()
    stranger.goto("/@mira")
    expect(stranger.get_by_text(REVIEW)).to_have_count(0)
    results, reputation = public_state(api, "mira")
    assert str(review.pk) not in {one["id"] for one in results}
    assert reputation["count"] == before[1]["count"] - 1
    assert reputation["mean"] == 5
    mira.goto("/reports")
    expect(mira.get_by_text("Something was done")).to_be_visible()

    # Its author reads why, and appeals.
    author = open_browser(user=review.author)
    expect(author.get_by_text("It calls a neighbour a fool.")).to_be_visible()
    author.goto("/decisions")
    author.get_by_role("link", name="Appeal").click()
    author.get_by_label("Why is the decision wrong?").fill("He did, and I quote him.")
    author.get_by_role("button", name="Appeal").click()
    expect(author.get_by_text("We have received your appeal.")).to_be_visible()

    # Meera cannot answer it; Tomas restores the review.
    open_first(meera, "Appeals")
    expect(meera.get_by_text("Somebody else decides on the appeal.")).to_be_visible()
    tomas = open_browser()
    enter_admin(tomas, "tomas")
    open_first(tomas, "Appeals")
    tomas.get_by_label("Outcome").select_option("restore")
    tomas.get_by_label("Answer").fill("It quotes him.")
    tomas.get_by_role("button", name="Decide").click()
    expect(tomas.get_by_text("The appellant has been notified.")).to_be_visible()

    # Everything is as before.
    assert public_state(api, "mira") == before
    assert Reputation.objects.values().get(user=review.subject) == stored
    stranger.reload()
    expect(stranger.get_by_text(REVIEW)).to_be_visible()
    author.goto("/decisions")
    expect(author.get_by_text("It quotes him.")).to_be_visible()
    assert list(Decision.objects.order_by("id").values_list("action", flat=True)) == [
        "hide",
        "restore",
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_workplace_fits_on_a_phone_and_a_desk(open_browser, review, width):
    case = make_case("review", review)
    make_staff(username="meera")
    page = open_browser(width=width)
    enter_admin(page, "meera")
    for path in ("", "moderation/case/", f"moderation/case/{case.pk}/change/"):
        page.goto(f"/admin/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
