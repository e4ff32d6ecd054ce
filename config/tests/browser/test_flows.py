"""What people do, from beginning to end, by mouse and keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import UserFactory
from profiles.models import ProfileSkill
from profiles.search.index import profile_index
from profiles.tests.factories import make_freelancer, make_skill
from reviews.tests.factories import TEXT

pytestmark = pytest.mark.django_db(transaction=True)
CV = """Mira Sen
mira@example.com

SKILLS
Tiling, Plumbing

EXPERIENCE
Tiler, Sahyadri Builders, 2015 - 2020
"""
NEW_PASSWORD = "seven green umbrellas"


@pytest.fixture(autouse=True)
def _no_proof_needed(settings):
    settings.ACCOUNT_PROOF_REQUIRED = False


@pytest.fixture
def mira(db):
    user = UserFactory(username="mira", first_name="Mira")
    make_freelancer(user=user, headline="Tiles and taps")
    return user


def register(page, username: str, role: str) -> None:
    page.goto("/register")
    page.get_by_label(role).check()
    page.get_by_label("First name").fill(username.title())
    page.get_by_label("Username").fill(username)
    page.get_by_label("E-mail address").fill(f"{username}@example.com")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/dashboard")


def register_by_phone(page, username: str, sms_outbox) -> None:
    page.goto("/register/phone")
    page.get_by_label("Phone number", exact=True).fill("+919820012345")
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/register/phone/code")
    page.get_by_label("I offer work").check()
    page.get_by_label("Code").fill(re.search(r"\d{6}", sms_outbox[-1][1])[0])
    page.get_by_label("Username").fill(username)
    page.get_by_label("First name").fill(username.title())
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_role("main").locator("code")).to_have_count(10)  # recovery codes
    page.get_by_role("main").get_by_role("link").last.click()
    page.wait_for_url("**/dashboard")


def upload_cv(page) -> None:
    """A CV becomes skills, none of which was not accepted."""
    page.goto("/cv")
    file = {"name": "cv.txt", "mimeType": "text/plain", "buffer": CV.encode()}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Upload")
    skills = page.locator("section", has=page.get_by_role("heading", name=re.compile("^Skill")))
    skills.get_by_role("button", name="Accept all").click()
    expect(skills).to_have_count(0)
    page.goto("/profile/skills")
    expect(page.get_by_role("button", name="Remove Tiling")).to_be_visible()


def press(page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def press_and_agree(page, name: str) -> None:
    """What cannot be taken back is asked once more."""
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, name)


def review(page, text: str) -> None:
    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_label("5: excellent").first.check()
    page.get_by_label("Your review").fill(text)
    press(page, "Submit the review")
    expect(page.get_by_role("status").first).to_contain_text("Your review is in")


def test_the_story_of_two_people_in_two_browsers(open_browser, db, sms_outbox):
    """What docs/guide.md tells by the API."""
    for name in ("Tiling", "Plumbing"):
        make_skill(name)
    client, freelancer = open_browser(), open_browser(width=360)
    register(client, "greenview", "I look for people")
    register_by_phone(freelancer, "mira", sms_outbox)
    upload_cv(freelancer)

    client.get_by_role("link", name="Post a project").first.click()
    client.get_by_label("Title").fill("Tiles for the hall")
    client.get_by_label("What is to be done?").fill("Forty square metres.")
    client.get_by_label("Skills").fill("Tiling")
    press(client, "Save")
    expect(client.get_by_role("heading", name="Tiles for the hall")).to_be_visible()

    client.goto("/search?q=tiling")
    expect(client.get_by_role("link", name="Mira")).to_be_visible()
    freelancer.goto("/dashboard")  # which recommends it
    freelancer.get_by_role("link", name="Tiles for the hall").click()
    freelancer.get_by_role("link", name="Propose").click()
    freelancer.get_by_label("Why you, and how?").fill("I would do it in May.")
    press(freelancer, "Send the proposal")
    expect(freelancer.get_by_text("Your proposal is sent.")).to_be_visible()

    client.goto("/dashboard")
    client.get_by_role("link", name="Tiles for the hall").click()
    press_and_agree(client, "Accept Mira")
    expect(client.get_by_text("Work can begin.")).to_be_visible()
    freelancer.reload()
    press_and_agree(freelancer, "Deliver")
    client.reload()
    press_and_agree(client, "It is done")
    review(client, TEXT)
    freelancer.goto("/dashboard")
    freelancer.get_by_role("link", name="Tiles for the hall").click()
    freelancer.get_by_label("5: excellent").first.check()
    freelancer.get_by_label("Your review").fill("Clear about the work, paid on the day.")
    press(freelancer, "Submit the review")
    expect(freelancer.get_by_text(TEXT)).to_be_visible()

    stranger = open_browser()
    stranger.goto("/@mira")
    expect(stranger.get_by_text(TEXT)).to_be_visible()
    expect(stranger.get_by_text("Tiling")).to_be_visible()


def test_filters_change_the_results_without_a_reload(open_browser, mira):
    make_freelancer("noor", headline="Books in order", availability="available")
    page = open_browser()
    page.goto("/search")
    page.evaluate("window.isTheSame = true")
    page.get_by_role("checkbox", name=re.compile("^Available")).check()
    expect(page.get_by_role("link", name="Mira")).to_have_count(0)
    assert "availability=available" in page.url
    assert page.evaluate("window.isTheSame")
    page.go_back()
    expect(page.get_by_role("link", name="Mira")).to_be_visible()


def test_a_wrong_form_keeps_what_was_typed_and_takes_the_cursor_there(open_browser, db):
    page = open_browser()
    page.goto("/register")
    page.get_by_label("I offer work").check()
    page.get_by_label("Username").fill("mira")
    page.get_by_label("E-mail address").fill("mira@example.com")
    page.get_by_label("Password").fill("mira@example.com")
    press(page, "Register")
    wrong = page.get_by_label("Password")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_be_focused()
    expect(page.get_by_label("Username")).to_have_value("mira")


def test_a_skill_is_suggested_and_added(open_browser, mira):
    make_skill("Tiling")
    page = open_browser(user=mira)
    page.goto("/profile/skills")
    page.get_by_label("Skill", exact=True).press_sequentially("til")
    expect(page.locator("#skill-names option")).to_have_attribute("value", "Tiling")
    page.get_by_label("Skill", exact=True).fill("Tiling")
    press(page, "Add")
    expect(page.get_by_role("button", name="Remove Tiling")).to_be_visible()
    assert ProfileSkill.objects.get().skill.name == "Tiling"


def test_the_pages_work_without_javascript(open_browser, mira):
    make_skill("Tiling")
    page = open_browser(user=mira, java_script_enabled=False, width=360)
    page.get_by_text("Menu").click()
    page.get_by_role("navigation").get_by_role("link", name="Profile").last.click()
    page.goto("/profile/skills")
    page.get_by_label("Skill", exact=True).fill("Tiling")
    press(page, "Add")
    expect(page.get_by_role("button", name="Remove Tiling")).to_be_visible()
    page.goto("/search?q=tiling")
    expect(page.get_by_role("link", name="Mira")).to_be_visible()


def test_after_logging_out_the_back_button_shows_nothing(open_browser, mira):
    page = open_browser(user=mira)
    page.goto("/account")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/")
    page.go_back()
    page.wait_for_url("**/login**")
    expect(page.get_by_label("First name")).to_have_count(0)


def test_the_keyboard_reaches_the_content_first(open_browser, mira):
    page = open_browser()
    page.goto("/search")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_pasted_description_is_posted_page_by_page(open_browser, javascript):
    for number in range(45):
        make_freelancer(f"tiler{number}", headline="Tiler of halls")
    profile_index.index()  # places in a list are those of an index that does not change
    page = open_browser(width=360, java_script_enabled=javascript)
    page.goto("/search")
    page.get_by_role("link", name="Search with a longer text").click()
    text = "Somebody who lays tiles.\n\n" + "The tiler of our hall needs a steady hand. " * 100
    page.get_by_label("What do you need done?").fill(text)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("button", name="Next")).to_be_visible()  # before, it is a link
    seen = set()
    for size in (20, 20, 5):
        cards = page.locator("#results article h3 a")
        expect(cards).to_have_count(size)
        expect(page.get_by_label("What do you need done?")).to_have_value(text)
        seen |= {card.get_attribute("href") for card in cards.all()}
        if size == 20:
            first = cards.first.get_attribute("href")
            page.get_by_role("button", name="Next").click()
            expect(cards.first).not_to_have_attribute("href", first)
    assert len(seen) == 45
