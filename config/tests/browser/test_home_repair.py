"""A home repair, from the posted job to two reviews: a client at a desk, a plumber with a phone,
and a third person who has to be kept away.
"""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from accounts.tests.factories import UserFactory
from config.tests.browser.test_flows import press, press_and_agree, review
from conversations.tests.factories import photo
from profiles.services.profile import make_profile
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db(transaction=True)
JOB = "Water under the sink"
PHONE = "+919820012345"
LEAK = {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": photo((2400, 1800))}
WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def people(db):
    """The client, the plumber and somebody who does not take no for an answer."""
    make_skill("Plumbing")
    client = UserFactory(
        username="lakeside",
        first_name="Lina",
        role=Role.CLIENT,
        phone_number=PHONE,
        phone_verified_at=timezone.now(),
    )
    make_profile(client)
    plumber = UserFactory(username="mira", first_name="Mira")
    pest = UserFactory(username="pushy", first_name="Pushy")
    for one in (plumber, pest):
        make_freelancer(user=one, headline="Pipes and taps")
    return client, plumber, pest


def post(page) -> str:
    """Post the job; the address of its page."""
    page.goto("/dashboard")
    page.get_by_role("link", name="Post a project").first.click()
    page.get_by_label("Title").fill(JOB)
    page.get_by_label("What is to be done?").fill("It drips since Monday. Please come soon.")
    page.get_by_label("Skills").fill("Plumbing")
    press(page, "Save")
    expect(page.get_by_role("heading", name=JOB)).to_be_visible()
    return page.url


def propose(page, job: str, text: str) -> None:
    page.goto(job)
    page.get_by_role("link", name="Propose").click()
    page.get_by_label("Why you, and how?").fill(text)
    press(page, "Send the proposal")
    expect(page.get_by_text("Your proposal is sent.")).to_be_visible()


def keep_away(page, job: str) -> None:
    """Block whoever proposed a second time, whose proposal goes with it."""
    page.goto(job)
    card = page.locator("article", has=page.get_by_role("heading", name="Pushy"))
    expect(card.get_by_text("seems to hold contact data")).to_be_visible()
    card.get_by_role("link", name="Block").click()
    press(page, "Block")
    expect(page.get_by_role("button", name="Unblock")).to_be_visible()
    page.goto(job)
    live = page.get_by_role("button", name=re.compile("^Accept"))
    expect(live).to_have_count(1)


def write(page, text: str, *files) -> None:
    page.get_by_label("Your message").fill(text)
    if files:
        page.locator("input[type=file]").set_input_files(list(files))
    press(page, "Send")
    expect(page.get_by_text(text)).to_be_visible()


def read_with_photo(page, text: str) -> None:
    """The message is there with its picture, which has come and fits the screen."""
    page.goto("/messages")
    page.get_by_role("main").get_by_role("link", name="Lina").click()
    expect(page.get_by_text(text)).to_be_visible()
    picture = page.get_by_role("img", name="IMG_0001.webp")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") == 480
    assert not page.evaluate(WIDE)


def share_contact(page, job: str) -> None:
    page.goto(job)
    page.get_by_role("link", name="Share your contact data").click()
    page.get_by_label("My phone number").check()
    page.get_by_label("Where the work is").fill("12 Lake Road, third bell")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_a_home_repair_from_the_posted_job_to_two_reviews(open_browser, people):
    client_user, plumber_user, pest_user = people
    client = open_browser(user=client_user)
    plumber = open_browser(width=360, user=plumber_user)
    pest = open_browser(user=pest_user)

    job = post(client)
    propose(plumber, job, "I can come on Thursday at nine.")
    propose(pest, job, "Call me at +91 98200 54321, or else.")
    keep_away(client, job)
    assert pest.goto(job).status == 404

    client.get_by_role("link", name="Write to Mira").click()
    write(client, "This is how it looks.", LEAK)
    read_with_photo(plumber, "This is how it looks.")
    write(plumber, "That is the trap. I bring a new one.")

    client.goto(job)
    press_and_agree(client, "Accept Mira")
    expect(client.get_by_text("Work can begin.")).to_be_visible()
    share_contact(client, job)
    plumber.goto(job)
    expect(plumber.get_by_role("link", name=PHONE)).to_be_visible()
    expect(plumber.get_by_text("12 Lake Road, third bell")).to_be_visible()
    assert not plumber.evaluate(WIDE)

    press_and_agree(plumber, "Deliver")
    expect(plumber.get_by_text("You delivered.")).to_be_visible()
    client.goto(job)
    press_and_agree(client, "It is done")
    review(client, "Came on time, and it is dry. We would ask her again.")
    plumber.goto(job)
    expect(plumber.get_by_role("link", name=PHONE)).to_have_count(0)
    review(plumber, "Said what was wrong, and paid on the day.")
    expect(plumber.get_by_text("Came on time, and it is dry.")).to_be_visible()
    assert pest.goto(job).status == 404
