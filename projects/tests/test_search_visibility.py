"""An index may lag behind: what may not be seen at the moment of asking is not shown."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from tantivy import Index, SchemaBuilder

from accounts import personal_data
from accounts.models import Role
from accounts.services.status import restore
from accounts.tests.factories import UserFactory, restriction_on, suspended
from conftest import Client
from foundation.moderated import ModerationState
from profiles.services.profile import make_profile
from profiles.tests.factories import make_skill
from projects.models import Project
from projects.search.index import project_index
from projects.services.moderation import set_project_moderation
from projects.services.posting import cancel_project
from projects.services.proposals import accept_proposal
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_search import answer, follow, titles

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from search.indexer import Indexer

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexer(indexer_on_disk) -> Indexer:
    return indexer_on_disk(project_index)


def step(indexer: Indexer) -> None:
    indexer.step()
    project_index.forget()


def hide(project: Project) -> None:
    decision = restriction_on(project.pk, "content")
    set_project_moderation(project=project, state=ModerationState.HIDDEN, decision=decision)


def cancel(project: Project) -> None:
    cancel_project(client=project.client, project=project)


def begin(project: Project) -> None:
    accept_proposal(client=project.client, proposal=make_proposal(project, UserFactory()))


def suspend_client(project: Project) -> None:
    suspended(project.client)


def erase_client(project: Project) -> None:
    personal_data.erase(project.client)


GONE = pytest.mark.parametrize("take", [hide, cancel, begin, suspend_client, erase_client])


@GONE
def test_what_is_not_shown_any_more_is_not_found_at_once(worker, indexer, take):
    mine, other = UserFactory(role=Role.CLIENT), UserFactory(role=Role.CLIENT)
    project = make_project(client=mine, title="A mill")
    make_project(client=other, title="Another mill")
    step(indexer)
    assert sorted(titles(worker, "mill")) == ["A mill", "Another mill"]
    take(project)
    for ordering in ("relevance", "-opened"):
        assert titles(worker, "mill", ordering=ordering) == ["Another mill"]
    step(indexer)
    assert titles(worker, "mill") == ["Another mill"]
    assert len(project_index.index()) == 1


@GONE
def test_what_is_not_shown_any_more_is_not_found_by_its_skill(worker, take):
    skill = make_skill("Painting")
    mine, other = UserFactory(role=Role.CLIENT), UserFactory(role=Role.CLIENT)
    project = make_project(client=mine, title="A mill", skills=[skill])
    make_project(client=other, title="Another mill", skills=[skill])
    asked = {"skill": [skill.slug]}
    assert sorted(titles(worker, **asked)) == ["A mill", "Another mill"]
    take(project)
    assert titles(worker, **asked) == ["Another mill"]
    assert titles(worker, "mill", **asked) == ["Another mill"]


def test_what_is_shown_again_is_found_again(worker, client_user):
    project = make_project(client=client_user, title="A mill")
    hide(project)
    assert titles(worker, "mill") == []
    assert len(project_index.index()) == 0
    set_project_moderation(project=project, state=ModerationState.VISIBLE, decision=None)
    assert titles(worker, "mill") == ["A mill"]
    user = suspended(client_user)
    assert titles(worker, "mill") == []
    assert len(project_index.index()) == 0
    restore(user=user)
    assert titles(worker, "mill") == ["A mill"]


@pytest.mark.parametrize("ordering", ["relevance", "-opened"])
def test_pages_are_full_though_projects_were_closed_since(worker, client_user, indexer, ordering):
    now = timezone.now()
    projects = [
        make_project(
            client=client_user, title=f"Mill {number}", opened_at=now - timedelta(days=number)
        )
        for number in range(40)
    ]
    step(indexer)
    for project in projects[:30]:
        cancel(project)
    first = answer(worker, "mill", ordering=ordering, page_size=6)
    assert [one["title"] for one in first["results"]] == [f"Mill {n}" for n in range(30, 36)]
    second = follow(worker, first["next"]).json()
    assert [one["title"] for one in second["results"]] == [f"Mill {n}" for n in range(36, 40)]
    assert second["next"] is None
    back = follow(worker, second["previous"]).json()
    assert [one["title"] for one in back["results"]] == [f"Mill {n}" for n in range(30, 36)]
    assert back["previous"] is None


@pytest.mark.parametrize("broken", ["missing", "damaged", "failing"])
def test_without_a_readable_index_the_database_answers(worker, client_user, indexer, broken):
    make_project(client=client_user, title="A mill by the river")
    step(indexer)
    if broken == "missing":
        indexer.place.root.rename(indexer.place.root.with_name("elsewhere"))
    elif broken == "damaged":
        (indexer.place.current() / "meta.json").write_text("{")
    else:
        project_index.index().index = Index(SchemaBuilder().build())  # has none of our fields
    assert titles(worker, "river mill") == ["A mill by the river"]
    assert titles(worker, "river barn") == []
    assert answer(worker, "mill")["count"] is None


def check() -> str:
    output = StringIO()
    try:
        call_command("rebuild_search", check=True, verbosity=0, stdout=output, stderr=output)
    except CommandError as error:
        output.write(str(error))
    return output.getvalue()


def test_the_check_finds_projects_that_the_index_has_and_should_not(client_user, indexer):
    project = make_project(client=client_user, title="A mill")
    step(indexer)
    assert "Every entry of the index is what the database says." in check()
    Project.objects.filter(pk=project.pk).update(status="draft")  # as no service does
    assert f"projects: left over in the index: {project.pk}" in check()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_whoever_asks_after_a_project_was_closed_is_not_shown_it(indexer):
    """While the index follows, and others search."""
    client = UserFactory(role=Role.CLIENT)
    make_profile(client)
    projects = [make_project(client=client, title=f"Mill {n}") for n in range(12)]
    indexer.step()
    closed: set[str] = set()
    shown_after: list[str] = []
    ended = threading.Event()

    def close() -> None:
        for project in projects:
            cancel(project)
            closed.add(str(project.pk))
        ended.set()

    def index() -> None:
        while not ended.is_set():
            indexer.step()

    def ask(user: User) -> None:
        caller = Client().log_in(user)
        while not ended.is_set():
            before = set(closed)
            found = {one["id"] for one in answer(caller, "mill")["results"]}
            shown_after.extend(found & before)

    run(close, index, *(lambda user=user: ask(user) for user in (client, UserFactory())))
    assert len(closed) == len(projects)
    assert shown_after == []
    indexer.step()
    assert len(indexer.index) == 0


def run(*acts: Callable[[], None]) -> None:
    """All at the same time, each on a connection of its own."""
    failures: list[BaseException] = []

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
