"""Whoever takes their data along has all that is held of them, and whoever erases their account
leaves nothing but what docs/personal-data.md says: looked for in the whole house.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import models
from django.db.models import F
from django.test import Client as Browser
from django.test import TestCase

from accounts.models import User
from accounts.tests.factories import PASSWORD
from config.tests.planting import Person, Story, plant
from config.tests.test_dead_links import Crawl
from config.tests.test_permissions import routes
from config.tests.unwritten_columns import HISTORY, LIBRARIES, NOT_WRITTEN
from config.tests.whole_database import columns_with
from conversations.models import Conversation, Message
from moderation.models import Appeal, Case, Decision
from profiles.search.index import profile_index
from projects.models import Agreement, Invitation, Project, Proposal
from projects.search.index import project_index
from reviews.models import Review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponseBase

pytestmark = pytest.mark.django_db
WORDS = re.compile(r"zq\d{6}w|\+4915\d{9}|198\.51\.100\.\d{2,3}(?!\d)")
# What is held of somebody and no part of their export, and why.
NOT_EXPORTED = {
    "mail on its way": "it is in their mailbox a moment later",
    "name in the admin's log": "what staff did; the name is that of the account",
}
REVIEWS = {
    "text of a corrected review": {"reviews_review.text"},
    "text of a waiting review": {"reviews_review.text"},
}
CASES = {
    "message": {"moderation_case.attached", "moderation_case.snapshot"},
    "name of a file": {"moderation_case.attached", "moderation_casefile.name"},
    "report of a profile": {"moderation_report.text"},
    "report of a message": {"moderation_report.text"},
    "appeal": {"moderation_appeal.text"},
}
SIDES = ("client", "freelancer")
AGREEMENTS = {
    f"{name} ended by the {who}": {
        *(f"projects_project.{name}", "projects_project.search"),
        f"projects_agreementversion.{name}",
    }
    for name in ("title", "description")
    for who in SIDES
}
TERMS = {
    f"included, accepted, ended by the {who}": {"projects_agreementversion.included"}
    for who in SIDES
} | {
    f"step, accepted, ended by the {who}": {
        *("projects_agreementversion.steps", "projects_agreementstep.title")
    }
    for who in SIDES
}
LEFT = {"client": REVIEWS | CASES | AGREEMENTS, "freelancer": REVIEWS | CASES | TERMS}


@pytest.fixture
def story(api_as: Any, settings: Any, tmp_path: Path) -> Story:
    """Of two people, whose files are kept apart from everybody else's."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "private")},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return plant(api_as)


def where(person: Person) -> dict[str, set[str]]:
    """By the places into which this person wrote, the columns that hold their words."""
    places = {word: place for place, word in person.words.items()}
    found: dict[str, set[str]] = {}
    for (table, column), words in columns_with(WORDS).items():
        for word in words & places.keys():
            found.setdefault(places[word], set()).add(f"{table}.{column}")
    return found


def files() -> set[Path]:
    roots = (Path(storages[alias].path("")) for alias in ("default", "private"))
    return {one for root in roots for one in root.rglob("*") if one.is_file()}


def close(api_as: Any, person: Person) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):  # files go after the commit
        answer = api_as(person.user).delete("me", {"current_password": PASSWORD})
    assert answer.status_code == 204


# --- What is looked for -----------------------------------------------------------------------


def _can_hold_words(field: models.Field[Any, Any]) -> bool:
    no_text = (
        *(models.BooleanField, models.DateField, models.DurationField, models.UUIDField),
        *(models.IntegerField, models.FloatField, models.DecimalField),
    )
    kind = field.output_field if isinstance(field, models.GeneratedField) else field
    return not (field.is_relation or kind.choices or isinstance(kind, no_text))


def columns() -> set[str]:
    """Every column that can hold words."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        for field in model._meta.concrete_fields
        if _can_hold_words(field)
    }


def test_every_text_that_somebody_can_write_is_looked_for(story):
    """A new column has a word planted into it (`config.tests.planting`), or a reason above."""
    planted = {column for one in story.people for found in where(one).values() for column in found}
    reasoned = {column for group in NOT_WRITTEN.values() for column in group}
    unknown = {
        column
        for column in columns() - planted - reasoned
        if not column.startswith(LIBRARIES) and not column.endswith(HISTORY)
    }
    assert unknown == set()
    assert planted & reasoned == set()


# --- Taken along, and left behind -------------------------------------------------------------


@pytest.mark.parametrize(("who", "other"), [("client", "freelancer"), ("freelancer", "client")])
def test_whoever_leaves_takes_all_along_and_leaves_what_is_said(
    api_as, story, who, other, indexer_on_disk, settings
):
    leaving, staying = getattr(story, who), getattr(story, other)
    _all_is_in_the_export(api_as, leaving)
    with index_of(leaving, who, indexer_on_disk):
        close(api_as, leaving)
    settings.SEARCH_INDEXER = "at_once"
    assert where(leaving) == LEFT[who]
    _no_answer_has_a_word_of(leaving, staying, api_as)
    let_the_time_pass()
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("prune", verbosity=0)
    assert where(leaving) == REVIEWS
    close(api_as, staying)
    assert where(leaving) == {}
    assert files() == set()
    assert set(where(staying)) <= {*CASES, *AGREEMENTS, *TERMS}


def _all_is_in_the_export(api_as: Any, person: Person) -> None:
    exported = api_as(person.user).get("me/export").content.decode()
    lacking = {place for place, word in person.words.items() if word not in exported}
    held = where(person)
    assert {place for place in lacking if place in held} == set(NOT_EXPORTED)


def let_the_time_pass() -> None:
    """Until nobody can appeal any more, and what was agreed is of no use any more."""
    half_a_year, years = timedelta(days=185), timedelta(days=1_097)
    Case.objects.update(
        opened_at=F("opened_at") - half_a_year, decided_at=F("decided_at") - half_a_year
    )
    Appeal.objects.update(decided_at=F("decided_at") - half_a_year)
    User.objects.update(erased_at=F("erased_at") - years)


# --- Not told to anybody ----------------------------------------------------------------------


class Reader(Browser):
    """A browser that keeps the words that it was shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(raise_request_exception=False, **options)
        self.words: set[str] = set()

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        answer = super().get(*args, **kwargs)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.words |= set(WORDS.findall(content.decode(errors="replace")))
        return answer


THINGS: dict[str, Any] = {
    "agreements": Agreement,
    "projects": Project,
    "proposals": Proposal,
    "invitations": Invitation,
    "reviews": Review,
    "conversations": Conversation,
    "messages": Message,
    "decisions": Decision,
}


def addresses(*people: User) -> list[str]:
    """Everything that can be asked for, of everything that there is."""
    found = []
    for path, method in routes():
        first = path.split("/")[0]
        if method != "get":
            continue
        if "<uuid:pk>" in path:
            ids = THINGS[first].objects.values_list("pk", flat=True) if first in THINGS else ()
            found += [path.replace("<uuid:pk>", str(pk)) for pk in ids]
        elif "<str:username>" in path:
            found += [path.replace("<str:username>", one.username) for one in people]
        elif "<" not in path and path != "me/cv/file":  # as they uploaded it
            found.append(path)
    return found


@contextmanager
def index_of(person: Person, who: str, indexer_on_disk: Any) -> Iterator[None]:
    """What finds this person before, and after it was cleaned up knows none of their words."""
    served = {"client": project_index, "freelancer": profile_index}[who]
    indexer = indexer_on_disk(served)
    indexer.step()
    shown = {"client": "open title", "freelancer": "bio"}[who]
    assert indexer.index.frequency(person.words[shown]) == 1
    yield
    indexer.rebuild()  # as `rebuild_search` does each day
    assert not [word for word in person.words.values() if indexer.index.frequency(word)]


def _no_answer_has_a_word_of(gone: Person, reader: Person, api_as: Any) -> None:
    gone.user.refresh_from_db()
    stays = {gone.words[place] for place in (*REVIEWS, *AGREEMENTS, *TERMS) if place in gone.words}
    stranger = Reader()
    Crawl(stranger, f"/@{reader.user.username}").run()
    for words in (read_by(api_as, reader, gone), stranger.words):
        assert words & set(gone.words.values()) <= stays


def read_by(api_as: Any, reader: Person, gone: Person) -> set[str]:
    """All that somebody reads on pages and by the API."""
    browser = Reader()
    browser.force_login(reader.user)
    Crawl(browser, f"/@{reader.user.username}").run()
    assert set(reader.words.values()) & browser.words
    api = api_as(reader.user)
    words = set()
    for address in addresses(reader.user, gone.user):
        words |= set(WORDS.findall(api.get(address).content.decode(errors="replace")))
    return browser.words | words
