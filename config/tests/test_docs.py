"""What the documentation names is there: links, anchors, files, commands, tests; and each page is
found from the README.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import get_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(settings.BASE_DIR)
BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(\s*([^)\s]+)\s*\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|html|css|svg|sh))`")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
SECTION = re.compile(r"^## ", re.MULTILINE)
TEST = re.compile(r"`([\w/]*test_\w+\.py|…(?=::))((?:::\w+)*)`")
TEST_FOLDER = re.compile(r"Paths (?:below )?are\s`([\w/]+/)`")


def pages() -> list[Path]:
    """Each page that is written for people; outside of a repository, those that would be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    return [ROOT / name for name in listed] or [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]


def links(page: Path) -> list[tuple[Path, str]]:
    """Where a page leads within the repository: a file, and an anchor or nothing."""
    found = []
    for link in LINK.findall(CODE.sub("", BLOCK.sub("", page.read_text()))):
        if not re.match(r"[a-z]+:", link):
            name, _hash, anchor = link.partition("#")
            found.append(((page.parent / name).resolve() if name else page, anchor))
    return found


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of headings."""
    headings = HEADING.findall(BLOCK.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target, anchor in links(page):
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), f"{target}#{anchor}"


def test_every_page_is_found_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [target for target, _anchor in links(page) if target.suffix == ".md"]
    assert set(pages()) - reached == set()


def named_tests(page: Path) -> Iterator[tuple[str, str]]:
    """Each test file that a page names, from the root, and the class and function in it, if any.

    A name without a folder is in that of its section, or else of the page; `…` is the file that
    was named before it in the same row.
    """
    head, *sections = SECTION.split(page.read_text())
    of_page = TEST_FOLDER.search(head)
    for section in (head, *sections):
        folder = TEST_FOLDER.search(section) or of_page
        for row in section.splitlines():
            file = ""
            for name, tests in TEST.findall(row):
                if name != "…":
                    file = name if "/" in name or folder is None else folder[1] + name
                yield file, tests


def test_every_test_that_is_named_is_there():
    named = {one for page in pages() for one in named_tests(page)}
    assert len(named) > 200
    texts = {file: text_of(ROOT / file) for file, _tests in named}
    missing = [
        file + tests
        for file, tests in sorted(named)
        if not all(
            re.search(rf"^ *(def|class) {name}\b", texts[file], re.MULTILINE)
            for name in tests.split("::")[1:]
        )
    ]
    assert [file for file, text in texts.items() if not text] == []
    assert missing == []


def text_of(file: Path) -> str:
    return file.read_text() if file.is_file() else ""


def test_every_file_and_command_that_is_named_is_there():
    texts = {page: page.read_text() for page in pages()}
    commands = {name for text in texts.values() for name in COMMAND.findall(text)}
    assert len(commands) > 10
    assert commands - {"help", *get_commands()} == set()
    files = {(page, name) for page, text in texts.items() for name in FILE.findall(text)}
    missing = {
        name
        for page, name in files
        if not (ROOT / name).exists()
        and not (page.parent / name).exists()
        and not list(ROOT.glob(f"*/{name}"))
    }
    assert missing == set()
