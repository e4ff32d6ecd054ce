"""What a second run of the tests leaves out (`.ci/one_of_each.py`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


def test_the_first_half_of_a_file_runs_with_one_of_many_parameters_and_all_that_commits(tmp_path):
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = django_db\n")
    listed = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--collect-only", "-q"),
            *("-p", "one_of_each", "-p", "no:django", "-p", "no:cacheprovider"),
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PLUGINS)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = [line for line in listed.stdout.splitlines() if line.startswith("test_it.py::")]
    assert found == [
        "test_it.py::TestFirst::test_many[1]",
        "test_it.py::test_many[1]",
        "test_it.py::test_once",
        "test_it.py::test_commits[1]",
        "test_it.py::test_commits[2]",
    ]
