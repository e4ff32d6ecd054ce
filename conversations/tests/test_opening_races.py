"""Messages in the moment in which an opening is taken, or free again."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import UserFactory
from conversations.models import Conversation, Message
from conversations.services.writing import begin, send
from profiles.services.profile import make_profile
from projects.models import Agreement
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_opening_races import accepting, undoing
from projects.tests.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(3))


@TURNS
@pytest.mark.parametrize("is_undone", [False, True])
def test_a_message_in_the_moment_goes_where_the_two_go(is_undone, turn):
    client, freelancer = UserFactory(role=Role.CLIENT), UserFactory()
    make_profile(client)
    project = make_project(client=client, openings=2)
    offer = make_proposal(project, freelancer)
    message = begin(sender=freelancer, project=project, text="When?")
    if is_undone:
        accepting(offer)()
        act = undoing(Agreement.objects.get())
        message.conversation.refresh_from_db()
    else:
        act = accepting(offer)
    results = at_once(
        act, lambda: send(sender=client, conversation=message.conversation, text="On Monday.")
    )
    assert refusals(results) == []
    assert Message.objects.count() == 2
    where = project.pk if is_undone else project.works.get().pk
    assert Conversation.objects.get().project_id == where
