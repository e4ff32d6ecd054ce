"""The doctor, asked as a program asks it."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

if TYPE_CHECKING:
    from collections.abc import Callable

Diagnosis = dict[str, dict[str, str]]


@pytest.fixture
def diagnose() -> Callable[[], Diagnosis]:
    """What the doctor finds, by what it says."""

    def ask() -> Diagnosis:
        output, status = StringIO(), 0
        try:
            call_command("doctor", "--json", stdout=output)
        except SystemExit as leaving:
            status = leaving.code
        found = json.loads(output.getvalue())
        assert status == (1 if found else 0)
        assert all(one["area"] and one["what"] and one["why"] and one["fix"] for one in found)
        return {one["what"]: one for one in found}

    return ask
