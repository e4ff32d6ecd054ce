"""A form that comes back with an error, in a page whose policy allows no inline styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import UserFactory
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_field_that_was_drawn_larger_is_swapped_without_a_word_in_the_console(
    open_browser: Callable[..., Page],
) -> None:
    """A browser notes the size in the field's own style, and other programs leave empty ones."""
    user = UserFactory(role="client", username="society")
    make_profile(user)
    page = open_browser(user=user)
    page.goto("/projects/new")
    page.get_by_label("Title").fill("A new roof")
    text = page.get_by_label("What is to be done?")
    text.fill("Two hundred square metres of tiles.")
    text.evaluate("field => { field.style.height = '400px'; field.form.elements.title.style = '' }")
    page.get_by_label("Budget from").fill("100")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist").first).to_be_visible()
    expect(text).to_have_value("Two hundred square metres of tiles.")
