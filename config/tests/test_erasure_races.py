"""Whoever erases their account while they, and others about them, write at the same moment: nothing
of it is left, whichever comes first. With real threads and connections, by requests as they come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Role, User
from accounts.services.sessions import open_session
from accounts.tests.factories import UserFactory
from config.tests.test_erasure_is_whole import WORDS
from config.tests.whole_database import columns_with
from conversations.tests.factories import make_message
from notifications.models import Notification
from profiles.models import Skill
from profiles.services.profile import update_profile
from profiles.services.skills import add_skill
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_races import at_once
from reviews.tests.factories import make_finished, make_party, make_revealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(2))


class Words:
    """Texts with a word of their own each."""

    def __init__(self) -> None:
        self.number = 0

    def __str__(self) -> str:
        self.number += 1
        return f"It was zq{self.number:06}w as we had agreed."


def caller(user: User) -> APIClient:
    """As soon after a code as erasing asks for: a password would be looked at for too long."""
    session = open_session(user=user, user_agent="test", address="203.0.113.7", by_code=True)
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(user, session)}")
    return client


def post(client: APIClient, path: str, **body: Any) -> Callable[[], HttpResponse]:
    return lambda: client.post(f"/api/v1/{path}", body, format="json")


@pytest.fixture
def people(db) -> tuple[User, User]:
    return make_party(Role.CLIENT), make_party()


def race(leaving: User, *writes: Callable[[], HttpResponse]) -> None:
    """Have all of it happen at once; afterwards nothing of it is there."""
    api = caller(leaving)
    answers = at_once(*writes, lambda: api.delete("/api/v1/me", {}, format="json"))
    assert answers[-1].status_code == 204, answers[-1].content
    assert {one.status_code for one in answers} <= {200, 201, 204, 401, 403, 404, 409}
    assert columns_with(WORDS) == {}
    assert not Notification.objects.filter(person=leaving).exists()
    User.objects.get(pk=leaving.pk, erased_at__isnull=False)


@TURNS
def test_a_freelancer_leaves_while_much_is_written(people, turn):
    client, freelancer = people
    words = Words()
    update_profile(user=freelancer, changes={"bio": str(words)})
    project = make_project(client=client)
    talked = make_message(make_proposal(make_project(client=client), freelancer), text=str(words))
    review = make_revealed(make_finished(client, freelancer))
    own, other = caller(freelancer), caller(client)
    told = {"kind": "profile", "object": freelancer.username, "reason": "abuse", "text": ""}
    bio = str(words)
    race(
        freelancer,
        post(own, f"projects/{project.pk}/proposals", cover_note=str(words)),
        post(own, f"conversations/{talked.conversation_id}/messages", body=str(words)),
        post(own, f"reviews/{review.pk}/reply", text=str(words)),
        post(own, "me/skills", name="zq999999w"),
        lambda: own.patch("/api/v1/me/profile", {"bio": bio}, format="json"),
        post(other, "reports", **told),
        post(other, f"conversations/{talked.conversation_id}/messages", body="And now?"),
    )


@TURNS
def test_a_client_leaves_while_much_is_written(people, turn):
    client, freelancer = people
    words = Words()
    project = make_project(client=client, title="zq999998w", description=str(words))
    proposal = make_proposal(project, freelancer)
    talked = make_message(proposal, by=client, text=str(words))
    invited = UserFactory()
    make_proposal(make_project(client=make_party(Role.CLIENT)), invited)
    own, other = caller(client), caller(freelancer)
    told = {"kind": "project", "object": str(project.pk), "reason": "abuse", "text": ""}
    message = {"kind": "message", "object": str(talked.pk), "reason": "abuse", "text": ""}
    race(
        client,
        post(own, "projects", title="zq999997w", description=str(words)),
        post(own, f"projects/{project.pk}/invite", username=invited.username, message=str(words)),
        post(own, f"projects/{project.pk}/cancel", reason=str(words)),
        post(own, f"proposals/{proposal.pk}/decline", reason=str(words)),
        post(own, f"conversations/{talked.conversation_id}/messages", body=str(words)),
        post(other, "reports", **told),
        post(other, f"conversations/{talked.conversation_id}/messages", body="And now?"),
    )
    assert other.post("/api/v1/reports", message, format="json").status_code == 201
    assert columns_with(WORDS) == {}


@TURNS
def test_a_skill_is_taken_up_while_whoever_proposed_it_leaves(people, turn):
    _client, freelancer = people
    add_skill(user=freelancer, name="zq999996w")
    others = [make_party() for _number in range(3)]
    api = caller(freelancer)
    answers = at_once(
        *(post(caller(one), "me/skills", name="zq999996w") for one in others),
        lambda: api.delete("/api/v1/me", {}, format="json"),
    )
    assert [one.status_code for one in answers] == [201, 201, 201, 204]
    skill = Skill.objects.get()
    assert set(skill.holders.values_list("profile", flat=True)) == {one.pk for one in others}
    assert skill.proposed_by_id != freelancer.pk
