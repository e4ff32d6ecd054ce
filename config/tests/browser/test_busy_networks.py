"""What somebody from a busy network sees in a browser that does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from accounts import busy_networks
from accounts.tests.factories import UserFactory
from conversations.models import Message
from conversations.tests.factories import photo
from profiles.tests.factories import make_freelancer
from projects.models import Project
from projects.tests.factories import make_project, make_proposal

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO: Any = {"name": "leak.png", "mimeType": "image/png", "buffer": photo()}


@pytest.fixture(autouse=True)
def _busy(settings: Any) -> None:
    settings.BUSY_NETWORK_ACCOUNTS = 1
    busy_networks.arrive("127.0.0.1")


@pytest.fixture
def asha(db: Any) -> User:
    return make_freelancer("asha").user


@pytest.fixture
def project(asha: User) -> Project:
    made = make_project(client=UserFactory(role="client", username="society"))
    make_proposal(made, asha)
    return made


def test_a_photo_is_not_left_behind(
    open_browser: Callable[..., Page], asha: User, project: Project
) -> None:
    page = open_browser(user=asha)
    page.goto(f"/projects/{project.pk}/write")
    page.get_by_label("Your message").fill("It drips here.")
    page.get_by_label("Files").set_input_files(PHOTO)
    page.get_by_role("button", name="Send", exact=True).last.click()
    expect(page.get_by_text("Please choose your files again")).to_be_visible()
    expect(page.get_by_text("Now send the form again.")).to_be_visible()
    expect(page.get_by_text("Have a code sent to you")).to_be_hidden()
    assert not Message.objects.exists()
    page.get_by_label("Files").set_input_files(PHOTO)
    page.get_by_role("button", name="Send", exact=True).last.click()
    page.wait_for_url("**/messages/*")
    assert Message.objects.get().attachments_count == 1


def test_what_has_no_files_is_sent_by_itself(
    open_browser: Callable[..., Page], project: Project
) -> None:
    page = open_browser(user=project.client)
    page.goto("/projects/new")
    page.get_by_label("Title").fill("A new roof")
    page.get_by_label("What is to be done?").fill("Two hundred square metres of tiles.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url("**/projects/*-*")
    assert Project.objects.filter(title="A new roof").exists()
