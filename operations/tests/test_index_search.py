"""`manage.py index_search` keeps every index of a machine."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from profiles.search.index import profile_index
from profiles.search.occupations import names_index
from profiles.search.tags import Kind
from profiles.services.occupations import add_occupation_name
from profiles.tests.factories import make_freelancer, make_occupation
from search import reading, writing
from search.entries import Question
from search.serving import registered
from search.tests.things import eventually, process


@pytest.fixture(autouse=True)
def _on_disk(indexer_on_disk, monkeypatch) -> None:
    monkeypatch.setattr(writing, "STEP_SECONDS", 0.02)


def have_all() -> bool:
    for served in registered().values():
        served.forget()
    return all(served.index() is not None for served in registered().values())


@pytest.mark.django_db(transaction=True)
def test_the_command_builds_each_index_and_keeps_it_up_to_date():
    make_freelancer("asha", headline="Pipe fitter")
    occupation = make_occupation("Plumbers", "Pipe fitter")
    assert not have_all()
    with process(lambda: call_command("index_search")):
        eventually(have_all)
        add_occupation_name(occupation=occupation, name="Rohrleger", language="de")
        eventually(lambda: names_index.index().frequency("rohrleger"))


@pytest.mark.django_db(transaction=True)
def test_processes_beside_it_read_freelancers_as_it_does(settings, monkeypatch):
    """With the occupations that headlines mean."""
    occupation = make_occupation("Plumbers", "Pipe fitter")
    people = [make_freelancer(name, headline="Pipe fitter").pk for name in ("asha", "hari")]
    make_freelancer("ruby", headline="Tiler")
    monkeypatch.setenv("DEBUG", "true")
    monkeypatch.setattr(reading, "FEW", 1)
    called_so = Question(all_tags=[Kind.OCCUPATION.tag(occupation.pk)])
    for processes in (1, 2):
        settings.SEARCH_PROCESSES = processes
        call_command("index_search", rebuild=True, stdout=StringIO())
        assert have_all()
        index = profile_index.index()
        assert {hit.id for hit in index.ask(called_so, limit=9).hits} == {*people}
        assert index.numbers_of(None, None).keys() > {*people}


@pytest.mark.django_db
def test_a_rebuild_names_each_index():
    make_freelancer("asha")
    output = StringIO()
    call_command("index_search", rebuild=True, stdout=output)
    assert [line.partition(":")[0] for line in output.getvalue().splitlines()] == [*registered()]
    assert have_all()
