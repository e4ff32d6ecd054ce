"""Sharing contact data while the project ends, with real threads and connections."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory
from foundation.models import Event
from profiles.services.profile import make_profile
from projects.contacts import contact_for
from projects.models import Project, ProjectStatus, SharedContact
from projects.services.completion import complete
from projects.services.contacts import share_contact
from projects.tests.factories import make_project
from projects.tests.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(3))


@pytest.fixture
def project() -> Project:
    people = UserFactory(role=Role.CLIENT), UserFactory()
    for person in people:
        make_profile(person)
    return make_project(client=people[0], freelancer=people[1], status=ProjectStatus.IN_PROGRESS)


def share(project: Project) -> None:
    share_contact(user=project.client, project=project, address="12 Lake Road")


@TURNS
def test_sharing_against_the_end_leaves_nothing(project, turn):
    results = at_once(
        lambda: share(project), lambda: complete(client=project.client, project=project)
    )
    assert refusals(results) in ([], ["wrong_state"])
    assert not SharedContact.objects.exists()


@TURNS
def test_sharing_against_the_erasure_of_either_leaves_nothing(project, turn):
    results = at_once(
        lambda: share(project),
        lambda: erase(user=project.client, session_id=None, current_password=PASSWORD),
        lambda: erase(user=project.freelancer, session_id=None, current_password=PASSWORD),
    )
    assert set(refusals(results)) <= {"wrong_state", "session_ended"}
    assert not SharedContact.objects.exists()


@TURNS
def test_sharing_against_a_block_shows_nothing_after_it(project, turn):
    client, freelancer = project.client, project.freelancer
    results = at_once(
        lambda: share(project),
        lambda: block_person(user=freelancer, session_id=None, username=client.username),
    )
    assert refusals(results) == []
    assert contact_for(freelancer, Project.objects.get()) is None
    assert Event.objects.filter(type="contact.shared").count() <= 1


@TURNS
def test_two_choices_at_once_are_one(project, turn):
    results = at_once(lambda: share(project), lambda: share(project))
    assert refusals(results) == []
    assert SharedContact.objects.count() == 1
    assert Event.objects.filter(type="contact.shared").count() == 1
