"""A browser for tests. It complains about what its console does."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from accounts.tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from accounts.models import User

CHROMIUM = shutil.which("chromium")
# That a page was refused, which tests do on purpose, and that one was left, or typed on, before its
# last request had an answer: htmx tells both of these as errors.
EXPECTED = re.compile(r".*the server responded|htmx:(sendAbort|afterRequest),")
TIMEOUT = 10_000  # milliseconds; the machine of a CI may be busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip these tests where there is no Chromium, unless `BROWSER_TESTS=required`."""
    if CHROMIUM is None and os.environ.get("BROWSER_TESTS") == "required":
        raise pytest.UsageError("BROWSER_TESTS=required, and there is no Chromium")
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, in which Django would refuse queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_browser(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own. At the end, nothing may have been said in a console but what is
    `EXPECTED`.
    """
    said: list[str] = []
    contexts = []

    def listen(message: Any) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.match(message.text):
            said.append(message.text)

    def open_one(*, width: int = 1280, user: User | None = None, **options: Any) -> Page:
        viewport = {"width": width, "height": 800}
        context = chromium.new_context(base_url=live_server.url, viewport=viewport, **options)
        context.set_default_timeout(TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: said.append(str(error)))
        if user:
            log_in(page, user.username)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert said == []


def log_in(page: Page, username: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address, username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/dashboard")
