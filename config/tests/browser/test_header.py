"""The head of every page on a phone: the site's name is whole words, whatever is beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.tests.factories import UserFactory
from notifications.tests.factories import make_notification
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
# What the name's words look like: how many lines, whether one was cut, and whether all fits.
LOOKS = """() => {
    const name = document.querySelector(".brand span");
    const range = document.createRange();
    range.selectNodeContents(name);
    const lines = new Set([...range.getClientRects()].map(one => Math.round(one.top)));
    return {
        lines: lines.size,
        isCut: name.scrollWidth > name.clientWidth,
        isWide: document.documentElement.scrollWidth > window.innerWidth,
    };
}"""


@pytest.mark.parametrize("width", [320, 360])
def test_the_sites_name_is_in_one_piece_beside_many_unread_notifications(
    open_browser: Callable[..., Page], width: int
):
    user = UserFactory()
    make_profile(user)
    for _number in range(100):
        make_notification(user)
    page = open_browser(width=width, user=user)
    page.goto("/notifications")
    assert "99+" in page.locator(".bell").inner_text()
    assert page.evaluate(LOOKS) == {"lines": 1, "isCut": False, "isWide": False}


@pytest.mark.parametrize("width", [320, 360])
def test_a_long_name_breaks_between_words_and_a_long_word_is_cut(
    open_browser: Callable[..., Page], settings, width
):
    # Two words that fit, and one that does not.
    settings.SITE_NAME = "Handwerker Fixwerk Donaudampfschifffahrtsgesellschaft"
    user = UserFactory()
    make_profile(user)
    page = open_browser(width=width, user=user)
    page.goto("/notifications")
    seen = page.evaluate(LOOKS)
    assert seen.pop("lines") in (2, 3)
    assert seen == {"isCut": True, "isWide": False}
