"""The ASVS table: whole rows, and tests that exist. Those of the other pages: test_docs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"`([\w/]+/test_\w+\.py)((?:::\w+)*)`")
ASVS = (ROOT / "docs" / "asvs.md").read_text()


@cache
def definitions(path: str) -> set[str]:
    file = ROOT / path
    text = file.read_text() if file.is_file() else ""
    return set(re.findall(r"^ *(?:async )?(?:def|class) (\w+)", text, re.MULTILINE))


@pytest.mark.parametrize(("path", "names"), sorted(set(NAMED.findall(ASVS))))
def test_a_test_that_the_asvs_table_names_exists(path, names):
    assert definitions(path)
    assert set(names.split("::")[1:]) <= definitions(path)


def test_each_row_of_the_asvs_table_has_a_number_a_level_and_an_answer():
    rows = [line for line in ASVS.splitlines() if re.match(r"\| \d", line)]
    assert len(rows) > 70
    for row in rows:
        numbers, level, asks, answer = (cell.strip() for cell in row.strip("|").split(" | "))
        assert re.fullmatch(r"\d+\.\d+\.\d+((,| to) \d+\.\d+\.\d+)*", numbers), row
        assert level in {"1", "2", "1, 2"}
        assert asks
        assert answer
