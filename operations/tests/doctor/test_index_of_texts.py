"""The doctor on this machine's index of texts."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.models import Change
from operations.metrics.scraping import scrape
from profiles.search.occupations import names_index
from profiles.tests.factories import make_freelancer
from search.indexer import Indexer
from search.serving import place_of, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids(diagnose, indexer_on_disk):
    """The numbers of the findings that are of the index."""

    def ask() -> set[str]:
        forget()
        return {one["id"].removeprefix("guildhall.") for one in diagnose().values()} & {
            *("W094", "W097", "W098")
        }

    return ask


def forget() -> None:
    for served in registered().values():
        served.forget()


def index() -> None:
    for served in registered().values():
        Indexer(served.source, place_of(served.source)).step()


def test_a_machine_without_an_index_is_told_until_it_has_one(ids):
    assert ids() == {"W094"}
    index()
    assert ids() == set()


def test_which_index_is_missing_is_told(ids, diagnose):
    index()
    shutil.rmtree(place_of(names_index.source).root)
    assert ids() == {"W094"}
    assert "This machine has no index of texts: occupation_names." in diagnose()


def test_an_index_that_is_far_behind_is_told(ids):
    index()
    make_freelancer()
    assert ids() == set()
    Change.objects.update(noted_at=timezone.now() - timedelta(minutes=7))
    assert ids() == {"W097"}
    index()
    assert ids() == set()


def test_a_folder_that_cannot_be_written_is_told(ids, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.SEARCH_FOLDER = str(tmp_path / "file" / "search")
    assert ids() == {"W094", "W098"}
    settings.SEARCH_FOLDER = "/proc/search"
    assert ids() == {"W094", "W098"}


def test_the_metrics_tell_how_the_index_is(settings, tmp_path, indexer_on_disk):
    settings.METRICS_DIR = str(tmp_path)
    assert b'guildhall_search_index_up{index="profiles"} 0.0' in scrape()
    index()
    forget()
    make_freelancer()
    told = scrape()
    for name in registered():
        assert b'guildhall_search_index_up{index="%s"} 1.0' % name.encode() in told
    assert b'guildhall_search_index_behind_changes{index="profiles"} 1.0' in told
    for metric in (b"entries", b"segments", b"bytes", b"behind_changes", b"behind_seconds"):
        assert b'guildhall_search_index_%s{index="profiles"}' % metric in told
