"""`make pictures`: the pictures of README and docs, taken of the running demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.running_demo import PHONE, PROJECT, log_in, running_demo, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = PROJECT / "docs" / "pictures"


def take_all(browser: Browser, url: str) -> None:
    """Each page as whoever uses it sees it."""
    visitor = window(browser, url)
    take(visitor, "/", "start")
    take(visitor, "/search?q=plumber", "search")
    take(visitor, "/@asha", "profile")
    take(window(browser, url, PHONE), "/@asha", "profile-phone")
    asha = window(browser, url)
    log_in(asha, "asha")
    take(asha, "/dashboard", "dashboard")
    meera = window(browser, url)
    log_in(meera, "meera", "/admin/login/?next=/admin/")
    take(meera, "/admin/", "moderation-dashboard")
    take(meera, "/admin/moderation/case/", "moderation-queue")
    meera.locator(".field-what a").first.click()
    meera.wait_for_load_state()
    save(meera, "moderation-case")


def take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    save(page, name)


def save(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    with running_demo() as (browser, url):
        take_all(browser, url)
