"""The ASVS table: every requirement, whole rows, and tests that exist. Those of the other pages:
test_docs.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"`([\w/]+/test_\w+\.py)((?:::\w+)*)`")
ASVS = (ROOT / "docs" / "asvs.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in ASVS.splitlines()
    if re.match(r"\| \d", line)
]
# ASVS 5.0.0: how many requirements each section of these chapters has at levels 1 and 2. They are
# numbered from 1; those of level 3 come last in each section.
REQUIREMENTS = {
    **{"4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3},
    **{"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4},  # 6.7: level 3
    **{"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2},
    **{"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1},
    **{"9.1": 3, "9.2": 4},
    **{"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3},
}
HEAD = re.compile(r"^\*\*(Not met|Deviates)\*\*: (.+)\.$", re.MULTILINE)


@cache
def definitions(path: str) -> set[str]:
    file = ROOT / path
    text = file.read_text() if file.is_file() else ""
    return set(re.findall(r"^ *(?:async )?(?:def|class) (\w+)", text, re.MULTILINE))


def numbers(cell: str) -> list[str]:
    """The requirements of a row: one, some (`6.5.3, 6.5.4`), or a range (`6.8.1 to 6.8.4`)."""
    first, _to, last = cell.partition(" to ")
    if not last:
        return cell.split(", ")
    section, start = first.rsplit(".", 1)
    return [f"{section}.{number}" for number in range(int(start), int(last.split(".")[-1]) + 1)]


@pytest.mark.parametrize(("path", "names"), sorted(set(NAMED.findall(ASVS))))
def test_a_test_that_the_asvs_table_names_exists(path, names):
    assert definitions(path)
    assert set(names.split("::")[1:]) <= definitions(path)


def test_each_row_of_the_asvs_table_has_a_number_a_level_and_an_answer():
    for row in ROWS:
        requirements, level, asks, answer = row
        assert re.fullmatch(r"\d+\.\d+\.\d+((,| to) \d+\.\d+\.\d+)*", requirements), row
        assert level in {"1", "2", "1, 2"}
        assert asks
        assert answer


def test_every_requirement_of_levels_1_and_2_has_a_row():
    asked = [
        f"{section}.{number}"
        for section, most in REQUIREMENTS.items()
        for number in range(1, most + 1)
    ]
    assert sorted(number for row in ROWS for number in numbers(row[0])) == sorted(asked)


def test_the_head_of_the_asvs_table_lists_what_is_not_met_and_what_deviates():
    head = {
        word.lower(): set(re.findall(r"\d+\.\d+\.\d+", listed))
        for word, listed in HEAD.findall(ASVS)
    }
    for word in ("not met", "deviates"):
        rows = {number for row in ROWS if word in row[3].lower() for number in numbers(row[0])}
        assert head[word] == rows
