"""The demo, started for as long as something looks at it with a browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PROJECT = Path(__file__).resolve().parent.parent
PASSWORD = "a lantern for every trade"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
ADDRESS = re.compile(r"(http://localhost:\d+)/docs")


@contextmanager
def running_demo() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of the demo, which is stopped at the end."""
    demo = subprocess.Popen(
        ["/usr/bin/env", "make", "demo"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        lines = iter(demo.stdout or ())
        url = next((found[1] for line in lines if (found := ADDRESS.search(line))), "")
        if not url:
            sys.exit("The demo ended before it was ready.")
        # A pipe that nobody empties would stop the demo at its next mail.
        threading.Thread(target=deque, args=(lines, 0), daemon=True).start()
        with sync_playwright() as playwright:
            options = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]}
            yield playwright.chromium.launch(**options), url  # type: ignore[arg-type]
    finally:
        os.killpg(demo.pid, signal.SIGTERM)
        demo.wait()


def window(browser: Browser, url: str, size: dict[str, int] = DESK) -> Page:
    """A window of somebody's own, who was never here."""
    return browser.new_context(base_url=url, viewport=size).new_page()  # type: ignore[arg-type]


def log_in(page: Page, username: str, path: str = "/login") -> None:
    """Log in on a page, or in the admin."""
    page.goto(path)
    page.locator("input[name=username], input[name=identifier]").first.fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button, input[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/(dashboard|admin/)$"))
