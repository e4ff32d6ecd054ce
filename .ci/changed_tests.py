"""Which tests a change can reach: prints files and folders for pytest, one a line.

`python .ci/changed_tests.py [BASE]`, in a checkout. The change is what differs from the merge base
with BASE (the default branch, unless it is said), what is not committed included.

A test is reached when it imports what changed, however indirectly; or when another module of its
own app does, for views, admin classes and commands are found by name or address and imported by no
test. What Django and pytest find by themselves, or what is of no app, reaches everything.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import grimp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The apps whose tests see everything at an address, and read documents, deployment and the CI.
ASSEMBLY = ("config", "operations")
READ_BY_ASSEMBLY = (
    *("*.md", "docs/*", "deploy/*", "clients/*"),
    *(".*", "Dockerfile", "LICENSE", "Makefile"),
)
MEASURING = ("benchmarks",)  # packages that are no apps, which tests import
REACHES_ALL = ("*/migrations/*", "*/apps.py", "conftest.py", "config/settings.py", "config/urls.py")


@dataclass(frozen=True)
class Checkout:
    """The project's apps, and who imports whom."""

    apps: list[str]
    imports: grimp.ImportGraph

    @classmethod
    def here(cls) -> Checkout:
        settings = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]
        apps = settings["root_packages"]
        sys.path.insert(0, "")
        return cls(apps, grimp.build_graph(*apps, *MEASURING, cache_dir=None))

    def tests_reached_by(self, paths: Iterable[str]) -> set[str]:
        """Test files, and the folders of apps all of whose tests are reached."""
        reached: set[str] = set()
        for path in paths:
            reached |= set(self._reached_by(path))
        return {one for one in reached if one.partition("/")[0] not in reached - {one}}

    def _reached_by(self, path: str) -> Iterator[str]:
        app = path.removeprefix("templates/").partition("/")[0]
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if any(fnmatch(path, pattern) for pattern in REACHES_ALL):
            yield from self.apps
        elif module in self.imports.modules:
            yield from self._reached_by_import(module)
        elif app in self.apps:  # data, a template, or a module that is gone
            yield from (app, *ASSEMBLY)
        elif any(fnmatch(path, pattern) for pattern in READ_BY_ASSEMBLY):
            yield from ASSEMBLY
        else:
            yield from self.apps

    def _reached_by_import(self, module: str) -> Iterator[str]:
        if not _is_test(module):
            yield from ASSEMBLY
        for one in {module, *self.imports.find_downstream_modules(module)}:
            if _is_test(one):
                yield _file_of(one)
            elif (app := one.partition(".")[0]) in self.apps:
                yield app


def _is_test(module: str) -> bool:
    return "tests" in module.split(".")


def _file_of(module: str) -> str:
    """The file of a module of tests; all tests beside one that is shared between tests."""
    path = module.replace(".", "/")
    name = path.rpartition("/")[2]
    return f"{path}.py" if name.startswith("test_") else path.partition("/tests")[0]


def changed(base: str) -> list[str]:
    """The files that differ from where this branch left the base, new and removed ones too."""
    start = _git("merge-base", base, "HEAD")[0]
    return [
        *_git("diff", "--name-only", "--no-renames", start),
        *_git("ls-files", "--others", "--exclude-standard"),
    ]


def default_branch() -> str:
    """What a clone was made of; `main` where nothing was cloned."""
    names = _git("for-each-ref", "--format=%(symref:short)", "refs/remotes/origin/HEAD")
    return next(filter(None, names), "main")


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(  # noqa: S603 - fixed words, and a revision
        ["git", *arguments],  # noqa: S607 - whatever git the developer uses
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


if __name__ == "__main__":
    base = next(filter(None, sys.argv[1:]), None) or default_branch()
    print(*sorted(Checkout.here().tests_reached_by(changed(base))), sep="\n")
