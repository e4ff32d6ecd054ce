"""`make bench-pages`: what the pages of the demo cost, each opened by a browser that was never
here: compressed bytes, requests, and the time until something is seen (the median of five).
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.running_demo import log_in, running_demo, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 5
PAGES = {
    "/": "",
    "/search": "",
    "/@asha": "",
    "/login": "",
    "/dashboard": "asha",
    "/profile": "asha",
    "/projects": "asha",
}
MEASURE = """() => {
    const entries = [
        ...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")
    ];
    return {
        bytes: entries.reduce((sum, one) => sum + one.transferSize, 0),
        requests: entries.length,
        paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    };
}"""


def measured(browser: Browser, url: str, path: str, username: str) -> dict[str, Any]:
    """One visit. Who has to log in does so in another window, whose cookies come along."""
    state: Any = None
    if username:
        before = window(browser, url)
        log_in(before, username)
        state = before.context.storage_state()
    page = browser.new_context(base_url=url, storage_state=state).new_page()
    page.goto(path, wait_until="networkidle")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    figures: dict[str, Any] = page.evaluate(MEASURE)
    return figures


def main() -> None:
    print("| page | kB | requests | first contentful paint, ms |\n|---|---|---|---|")
    with running_demo() as (browser, url):
        for path, username in PAGES.items():
            visits = [measured(browser, url, path, username) for _round in range(ROUNDS)]
            size, requests = (max(one[name] for one in visits) for name in ("bytes", "requests"))
            paint = median(one["paint"] for one in visits)
            print(f"| `{path}` | {size / 1000:.0f} | {requests} | {paint:.0f} |")


if __name__ == "__main__":
    main()
