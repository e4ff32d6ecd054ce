"""What the documentation names is there: links, anchors, files, commands, tests; and each page is
found from the README.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(\s*([^)\s]+)\s*\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|html|css|svg|sh))`")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
TEST = re.compile(r"`(?:[\w/]*/)?(test_\w+\.py)(?:::(?:Test\w+::)?(\w+))?`")


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


def test_every_test_that_is_named_is_there():
    files: dict[str, str] = {}
    for path in (*ROOT.glob("*/tests/**/test_*.py"), *ROOT.glob("benchmarks/**/test_*.py")):
        files[path.name] = files.get(path.name, "") + path.read_text()
    named = [match for page in pages() for match in TEST.findall(page.read_text())]
    assert len(named) > 100
    missing = [
        f"{file}::{name}"
        for file, name in named
        if file not in files or (name and f"def {name}(" not in files[file])
    ]
    assert missing == []


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
