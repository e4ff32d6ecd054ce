"""`make pictures`: the pictures of README and docs, taken of the running demo."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parent
PROJECT = FOLDER.parent.parent
PASSWORD = "a lantern for every trade"  # noqa: S105 - the demo's
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/docs")


def main() -> None:
    demo = subprocess.Popen(
        ["/usr/bin/env", "make", "demo"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        url = next((found[1] for line in demo.stdout or () if (found := ADDRESS.search(line))), "")
        if not url:
            sys.exit("The demo ended before it was ready.")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            take_all(browser, url)
    finally:
        os.killpg(demo.pid, signal.SIGTERM)


def take_all(browser: Browser, url: str) -> None:
    """Each page as whoever uses it sees it."""
    visitor = page_of(browser, url)
    take(visitor, "/", "start")
    take(visitor, "/search?q=plumber", "search")
    take(visitor, "/@asha", "profile")
    take(page_of(browser, url, PHONE), "/@asha", "profile-phone")
    asha = page_of(browser, url)
    log_in(asha, "/login", "asha")
    take(asha, "/dashboard", "dashboard")
    meera = page_of(browser, url)
    log_in(meera, "/admin/login/?next=/admin/", "meera")
    take(meera, "/admin/", "moderation-dashboard")
    take(meera, "/admin/moderation/case/", "moderation-queue")
    meera.locator(".field-what a").first.click()
    meera.wait_for_load_state()
    save(meera, "moderation-case")


def page_of(browser: Browser, url: str, size: dict[str, int] = DESK) -> Page:
    """A window of somebody's own."""
    return browser.new_context(base_url=url, viewport=size).new_page()  # type: ignore[arg-type]


def log_in(page: Page, path: str, username: str) -> None:
    page.goto(path)
    page.locator("input[name=username], input[name=identifier]").first.fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button, input[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/(dashboard|admin/)$"))


def take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    save(page, name)


def save(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
