"""docs/extending.md leads where it says: its recipes are followed on a copy of the repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from config.tests.places import forgotten

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "extending.md"
NEW_FILE = r"a new file, \*\*(?P<new>[\w./]+)\*\*:\n\n```python\n(?P<text>(?:.*\n)*?)```"
LINES = r"`(?P<file>[\w./]+)`:\n\n```diff\n (?P<after>.*?)\n(?P<lines>(?:\+.*\n)+)```"
WORD = r"`(?P<list>[\w./]+)`, in `(?P<start>.+)`:\n\n```\w+\n(?P<word>.*)\n```"
STEP = re.compile(f"{NEW_FILE}|{LINES}|{WORD}")
NOT_COPIED = shutil.ignore_patterns(".[a-hj-z]*", "__pycache__", "node_modules", "*.mo", "media")
# Nobody listens there: nothing of this may need a database.
ENVIRONMENT = {"DEBUG": "true", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
ASK = "import json; from config.tests.places import forgotten; print(json.dumps(forgotten()))"
CALL = "from django.core.management import call_command"
MIGRATE = "call_command('makemigrations', 'profiles')"
VALIDATE = "call_command('spectacular', validate=True, fail_on_warn=True, file='/dev/null')"


class Step(NamedTuple):
    """A change of a file that a recipe shows: what is added after what stands there once."""

    file: str
    after: str
    added: str

    @classmethod
    def shown(cls, found: re.Match[str]) -> Step:
        if found["new"]:
            return cls(found["new"], "", found["text"])
        if found["file"]:
            return cls(found["file"], found["after"], found["lines"].replace("\n+", "\n")[1:])
        return cls(found["list"], found["start"], found["word"])

    def take(self, root: Path) -> None:
        path = root / self.file
        if not self.after:
            path.parent.mkdir(exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(self.added)
            return
        before = path.read_text()
        assert before.count(self.after) == 1, f"{self.file} says once: {self.after}"
        added = f"\n{self.added.rstrip()}" if "\n" in self.added else f" {self.added}"
        path.write_text(before.replace(self.after, self.after + added))


def recipes() -> dict[str, list[Step]]:
    """The changes of each recipe, by its heading."""
    _head, *sections = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)
    return {
        section.partition("\n")[0]: [Step.shown(found) for found in STEP.finditer(section)]
        for section in sections
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    root: Path = tmp_path_factory.mktemp("copy") / "guildhall"
    return Path(shutil.copytree(ROOT, root, ignore=NOT_COPIED))


def run(root: Path, *statements: str) -> dict[str, Any]:
    """What the last of these statements prints in this copy."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", "\n".join(statements)],
        cwd=root,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_nothing_is_forgotten():
    assert forgotten() == {}


def test_the_recipes_are_followed_and_each_step_that_is_left_out_is_named(copy):
    field, choice, endpoint, app = recipes().values()
    # Of each what makes it, and nothing else: the rest is asked for by name.
    left_out = [*field[1:], endpoint[-1], *app[1:]]
    for step in (field[0], *choice, *endpoint[:-1], app[0]):
        step.take(copy)
    lacking = run(copy, ASK)
    assert [change for change in lacking.pop("migrations") if "pronouns" in change]
    assert lacking == {
        "EditProfileSerializer": ["pronouns"],
        "PublicProfileSerializer or OwnProfileSerializer": ["pronouns"],
        "to_representation": ["pronouns"],
        "ClientProfileForm": ["pronouns"],
        "config/examples/answers.py": ["pronouns"],
        "config/tests/permission_rows.py": ["post me/profile/hide"],
        "INSTALLED_APPS": ["notes"],
        "root_packages": ["notes"],
        "layers": ["notes"],
        "testpaths": ["notes"],
    }
    for step in left_out:
        step.take(copy)
    assert run(copy, CALL, MIGRATE, VALIDATE, ASK) == {}
