"""What a second run of the tests leaves out (`.ci/one_of_each.py`)."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PLUGINS = Path(settings.BASE_DIR) / ".ci"
TESTS = """
import pytest

class TestFirst:
    @pytest.mark.parametrize("number", [1, 2])
    def test_many(self, number): pass

@pytest.mark.parametrize("number", [1, 2, 3])
def test_many(number): pass

def test_once(): pass

@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 2])
def test_commits(number): pass

def test_of_the_second_half(): pass

class TestOther:
    @pytest.mark.parametrize("number", [1, 2])
    def test_many(self, number): pass
"""


CHOSEN = [
    "test_it.py::TestFirst::test_many[1]",
    "test_it.py::test_many[1]",
    "test_it.py::test_once",
    "test_it.py::test_commits[1]",
    "test_it.py::test_commits[2]",
]


def chosen(folder: Path, **variables: str) -> list[str]:
    """The tests that are run a second time."""
    (folder / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = django_db\n")
    environment = {name: one for name, one in os.environ.items() if name != "STATEMENTS_SENT"}
    listed = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--collect-only", "-q"),
            *("-p", "one_of_each", "-p", "no:django", "-p", "no:cacheprovider"),
        ],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(PLUGINS)} | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in listed.stdout.splitlines() if line.startswith("test_it.py::")]


def test_the_first_half_of_a_file_runs_with_one_of_many_parameters_and_all_that_commits(tmp_path):
    assert chosen(tmp_path) == CHOSEN


@pytest.mark.parametrize(
    ("many", "once", "left_out"),
    [
        (["a"], ["b"], []),  # each sends what nothing else does
        (["a"], ["a"], ["test_it.py::test_once"]),  # what one before it has sent
        (["first"], ["commits"], ["test_it.py::test_many[1]", "test_it.py::test_once"]),
        ([], ["first"], ["test_it.py::test_once"]),  # what sends nothing takes no time
        (None, None, []),  # of which nothing is known
    ],
)
def test_what_sends_nothing_new_is_left_out(tmp_path, many, once, left_out):
    sent = {
        "test_it.py::TestFirst::test_many[1]": ["first"],
        "test_it.py::test_many[1]": many,
        "test_it.py::test_once": once,
        "test_it.py::test_commits[2]": ["first", "commits"],
    }
    noted = tmp_path / "sent"
    noted.mkdir()
    for worker, tests in (("gw0", [*sent][:2]), ("gw1", [*sent][2:])):
        lines = [json.dumps([name, sent[name]]) for name in tests if sent[name] is not None]
        (noted / worker).write_text("\n".join(lines))
    assert chosen(tmp_path, STATEMENTS_SENT=str(noted)) == [
        name for name in CHOSEN if name not in left_out
    ]


def test_statements_are_told_apart():
    """By what they ask, not by their values."""
    spec = importlib.util.spec_from_file_location("noted", PLUGINS / "statements_sent.py")
    plugin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plugin)
    one, two = ("SELECT * FROM x WHERE id IN (%s, %s)", "SELECT * FROM x WHERE id IN (%s, %s, %s)")
    assert plugin.kind_of(one) == plugin.kind_of(two)
    assert plugin.kind_of('SAVEPOINT "s1_x2"') == plugin.kind_of('SAVEPOINT "s3_x4"')
    assert plugin.kind_of(one) != plugin.kind_of(one.replace("x", "y"))
