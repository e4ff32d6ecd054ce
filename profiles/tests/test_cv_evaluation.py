"""How well CVs are read: the goals hold on the labelled sets."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from cv_reader.evaluation import SAME, Score, alike, compare

pytestmark = pytest.mark.django_db


def evaluate(*arguments: str) -> str:
    output = io.StringIO()
    call_command("evaluate_cv", *arguments, stdout=output)
    return output.getvalue()


def figures(output: str) -> dict[str, dict[str, tuple[float, float]]]:
    """Precision and recall of each kind in each set."""
    sets: dict[str, dict[str, tuple[float, float]]] = {}
    for line in output.splitlines():
        if found := re.match(r"(\w+): \d+ CVs", line):
            sets[found[1]] = {}
        elif found := re.match(r"  (\w+) +precision ([\d.]+)  recall ([\d.]+)", line):
            sets[list(sets)[-1]][found[1]] = (float(found[2]), float(found[3]))
    return sets


def test_the_goals_hold(starter_set):
    sets = figures(evaluate())
    assert set(sets) == {"generated", "written"}
    for scores in sets.values():
        precision, recall = scores["skills"]
        assert precision >= 0.95
        assert recall >= 0.85
        assert min(scores["experience"]) >= 0.80
        assert min(scores["education"]) >= 0.80
        assert min(scores["languages"]) >= 0.95


def test_it_needs_the_vocabulary():
    with pytest.raises(CommandError, match="import_skills"):
        evaluate()


def test_each_thing_that_is_there_counts_once():
    score = Score()
    compare(score, ["a", "a", "b"], ["a", "c"], SAME["skills"])
    assert (score.found, score.there, score.right) == (3, 2, 1)
    assert (score.precision, score.recall) == (1 / 3, 1 / 2)
    assert (score.wrong, score.missed) == (["a", "b"], ["c"])


@pytest.mark.parametrize(
    ("found", "there", "same"),
    [
        ("Lead Engineer", "lead engineer", True),
        ("Hansen & Söhne KG", "Hansen & Sohne KG", True),
        ("Engineer", "Lead Engineer", False),
        ("Acme", "", False),
    ],
)
def test_texts_are_the_same_in_substance(found, there, same):
    assert alike(found, there) is same


def test_dates_count():
    there = {"title": "x", "organisation": "y", "started_on": "2019", "ended_on": ""}
    assert SAME["experience"](there, there)
    assert not SAME["experience"](there | {"started_on": "2018"}, there)
