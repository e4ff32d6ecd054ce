"""The doctor, asked as a program asks it."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings

if TYPE_CHECKING:
    from collections.abc import Callable

Diagnosis = dict[str, dict[str, str]]


class GeneratesOnce(SchemaGenerator):
    """The API's schema, generated for whoever asks first."""

    generated: dict[str, object] | None = None

    def get_schema(self, *args: object, **kwargs: object) -> dict[str, object]:
        if GeneratesOnce.generated is None:
            GeneratesOnce.generated = super().get_schema(*args, **kwargs)
        return GeneratesOnce.generated


@pytest.fixture(autouse=True)
def _schema_generated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the checks that the doctor asks generates the schema, which takes ten times as long as
    all the others together. No test of these changes it.
    """
    monkeypatch.setattr(spectacular_settings, "DEFAULT_GENERATOR_CLASS", GeneratesOnce)


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
