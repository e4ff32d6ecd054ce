"""The locked packages are those that the product asks for. If not: `make lock`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAIRS = ["requirements-uv", "requirements", "requirements-s3", "requirements-dev"]
# A pinned package with all that follows it, up to the next.
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)((?:.*\n(?![A-Za-z]))*.*)", re.MULTILINE)
ASKED_BY_US = re.compile(r"-r requirements(?:-dev|-s3|-uv)?\.in")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def read(name: str) -> str:
    return (Path(settings.BASE_DIR) / name).read_text()


def asked_for(name: str) -> dict[str, Requirement]:
    """What an .in file names, and what the files that it includes name."""
    asked: dict[str, Requirement] = {}
    for line in read(name).splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            asked |= asked_for(text.removeprefix("-r ").strip())
        elif text and not text.startswith("-"):
            requirement = Requirement(text)
            asked[canonicalize_name(requirement.name)] = requirement
    return asked


def locked_in(name: str) -> dict[str, tuple[str, str]]:
    """Version, and the lines that follow it, by name."""
    return {
        canonicalize_name(package): (version, rest)
        for package, version, rest in LOCKED.findall(read(name))
    }


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_asked_for_is_what_is_locked(name):
    locked = locked_in(f"{name}.txt")
    ours = {package for package, (_version, rest) in locked.items() if ASKED_BY_US.search(rest)}
    asked = asked_for(f"{name}.in")
    assert ours == asked.keys()
    wrong = [one for one in asked if locked[one][0] not in asked[one].specifier]
    assert wrong == []


@pytest.mark.parametrize("name", PAIRS)
def test_every_locked_package_has_hashes_and_no_address(name):
    assert [
        one for one, (_version, rest) in locked_in(f"{name}.txt").items() if not HASH.search(rest)
    ] == []
    assert not re.search(r"://|--(?:extra-)?index|--find-links", read(f"{name}.txt"))


@pytest.mark.parametrize("name", PAIRS)
def test_why_each_package_is_here_is_explained(name):
    """By its own name: "DRF" is no explanation of djangorestframework."""
    said = canonicalize_name(" ".join(re.findall(r"[\w.-]+", read("docs/decisions.md"))))
    told = re.findall(r"[a-z0-9-]+", said)
    assert sorted(asked_for(f"{name}.in").keys() - set(told)) == []


def test_what_is_tested_is_what_runs():
    tested = locked_in("requirements-dev.txt")
    for package, (version, _rest) in locked_in("requirements.txt").items():
        assert tested[package][0] == version, package
