"""Two requests at once that would break a constraint together: each gets an answer, none a 500.

`constraint_rows.py` says which constraint is held by which of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts import links
from accounts.models import Role, User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.test_races import at_once
from moderation.tests.factories import make_decision
from profiles.models import Experience
from profiles.services.history import add_item
from profiles.services.profile import make_profile
from profiles.tests.factories import make_skill
from projects.tests.factories import make_project
from reviews.tests.factories import make_finished, make_revealed

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
REPEATS = range(4)
TEXT = "They listened, planned and delivered on time."


def statuses(answers: list[Any]) -> list[Any]:
    """What each was answered; an exception stays as it is, and is seen in the failure."""
    return sorted((getattr(one, "status_code", one) for one in answers), key=str)


@pytest.fixture
def asha(db) -> User:
    user = UserFactory(username="asha")
    make_profile(user)
    return user


@pytest.fixture
def twice(api_as) -> Callable[..., list[Any]]:
    """Do two things at once, on two devices of one user."""

    def act(user: User, one: Callable[[Any], Any], two: Callable[[Any], Any] | None = None):
        clients = api_as(user), api_as(user)
        return statuses(at_once(lambda: one(clients[0]), lambda: (two or one)(clients[1])))

    return act


@pytest.mark.parametrize("_repeat", REPEATS)
def test_the_first_address_saved_twice(twice, asha, _repeat):
    body = {"city": "Pune", "country": "IN"}
    assert twice(asha, lambda api: api.put("me/address", body)) == [200, 200]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_the_first_preference_saved_twice(twice, asha, _repeat):
    assert twice(
        asha,
        lambda api: api.patch("me/preferences", {"language": "de"}),
        lambda api: api.patch("me/preferences", {"time_zone": "Asia/Kolkata"}),
    ) == [200, 200]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_the_first_choice_of_mails_saved_twice(twice, asha, _repeat):
    quiet = {"starts_at": "22:00", "ends_at": "07:00"}
    body = {
        "preferences": [{"kind": "proposal_received", "email": "never"}],
        "quiet_hours": quiet,
    }
    assert twice(asha, lambda api: api.patch("me/notification-preferences", body)) == [200, 200]


@pytest.mark.parametrize("_repeat", REPEATS)
@pytest.mark.parametrize("field", ["email", "phone_number", "username"])
def test_two_people_take_one_identifier(api_as, field, _repeat):
    value = {"email": "new@example.com", "phone_number": "+919820012345", "username": "new-name"}
    body = {field: value[field], "current_password": PASSWORD}
    people = [api_as(UserFactory()) for _ in range(2)]
    answers = at_once(*[lambda api=api: api.patch("me", body) for api in people])
    assert statuses(answers) == [200, 400]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_taking_the_address_away_while_its_link_is_opened(api, api_as, asha, _repeat):
    User.objects.update(phone_number="+919820012345")
    token = links.make_token(User.objects.get(), links.Purpose.VERIFY_EMAIL)
    body = {"email": None, "current_password": PASSWORD}
    own = api_as(User.objects.get())
    answers = at_once(
        lambda: own.patch("me", body),
        lambda: api.post("auth/verify-email", {"token": token, "password": PASSWORD}),
    )
    assert {one.status_code for one in answers} <= {200, 409, 422}


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_change_sets_the_beginning_and_the_other_the_end(twice, asha, _repeat):
    fields = {"title": "Carpenter", "started_on": "2015", "ended_on": "2020"}
    item = add_item(user=asha, model=Experience, fields=fields)
    assert twice(
        asha,
        lambda api: api.patch(f"me/experience/{item.pk}", {"from": "2019"}),
        lambda api: api.patch(f"me/experience/{item.pk}", {"to": "2016"}),
    ) in ([200, 422], [200, 200])
    item.refresh_from_db()
    assert item.started_on <= item.ended_on


@pytest.mark.parametrize("_repeat", REPEATS)
def test_changing_what_is_deleted_meanwhile(twice, asha, _repeat):
    fields = {"title": "Carpenter", "started_on": "2015"}
    item = add_item(user=asha, model=Experience, fields=fields)
    assert twice(
        asha,
        lambda api: api.patch(f"me/experience/{item.pk}", {"from": "2019"}),
        lambda api: api.delete(f"me/experience/{item.pk}"),
    ) in ([200, 204], [204, 404])


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_link_added_twice(twice, asha, _repeat):
    body = {"url": "https://example.com/asha"}
    assert twice(asha, lambda api: api.post("me/links", body)) == [201, 409]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_skill_added_twice(twice, asha, _repeat):
    make_skill("Welding")
    body = {"slug": "welding"}
    assert twice(asha, lambda api: api.post("me/skills", body)) == [200, 201]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_two_new_skills_with_one_slug(twice, asha, _repeat):
    assert twice(
        asha,
        lambda api: api.post("me/skills", {"name": "Naïve weaving"}),
        lambda api: api.post("me/skills", {"name": "Naive weaving"}),
    ) == [201, 201]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_new_skill_proposed_twice(twice, asha, _repeat):
    body = {"name": "Straw thatching"}
    assert twice(asha, lambda api: api.post("me/skills", body)) == [200, 201]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_change_sets_the_least_of_a_budget_and_the_other_the_most(twice, _repeat):
    owner = UserFactory(role=Role.CLIENT)
    project = make_project(client=owner, budget_min=10, budget_max=200, currency="EUR")
    assert twice(
        owner,
        lambda api: api.patch(f"projects/{project.pk}", {"budget_min": 150}),
        lambda api: api.patch(f"projects/{project.pk}", {"budget_max": 50}),
    ) == [200, 422]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_change_sets_the_currency_and_the_other_takes_it_away(twice, _repeat):
    owner = UserFactory(role=Role.CLIENT)
    project = make_project(client=owner, budget_min=None, budget_max=None, currency="EUR")
    answers = twice(
        owner,
        lambda api: api.patch(f"projects/{project.pk}", {"budget_min": 150}),
        lambda api: api.patch(f"projects/{project.pk}", {"currency": ""}),
    )
    assert answers == [200, 422]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_rate_is_set_while_its_currency_is_taken_away(twice, asha, _repeat):
    asha_now = {"hourly_rate": None, "currency": "EUR"}
    at_first = twice(asha, lambda api: api.patch("me/profile", asha_now))
    assert at_first == [200, 200]
    answers = twice(
        asha,
        lambda api: api.patch("me/profile", {"hourly_rate": "20.00"}),
        lambda api: api.patch("me/profile", {"currency": ""}),
    )
    assert answers == [200, 422]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_the_skills_of_a_project_set_twice(twice, _repeat):
    make_skill("Welding")
    owner = UserFactory(role=Role.CLIENT)
    project = make_project(client=owner)
    body = {"skills": ["welding"]}
    assert twice(owner, lambda api: api.patch(f"projects/{project.pk}", body)) == [200, 200]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_freelancer_invited_twice(twice, asha, _repeat):
    owner = UserFactory(role=Role.CLIENT)
    project = make_project(client=owner)
    body = {"username": "asha"}
    answers = twice(owner, lambda api: api.post(f"projects/{project.pk}/invite", body))
    assert answers == [201, 409]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_draft_is_deleted_while_it_is_changed(twice, _repeat):
    make_skill("Welding")
    owner = UserFactory(role=Role.CLIENT)
    project = make_project(client=owner, status="draft")
    answers = twice(
        owner,
        lambda api: api.delete(f"projects/{project.pk}"),
        lambda api: api.patch(f"projects/{project.pk}", {"skills": ["welding"]}),
    )
    assert answers in ([200, 204], [204, 404])


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_proposal_sent_twice(twice, asha, _repeat):
    project = make_project(client=UserFactory(role=Role.CLIENT))
    body = {"cover_note": TEXT}
    answers = twice(asha, lambda api: api.post(f"projects/{project.pk}/proposals", body))
    assert answers == [201, 409]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_review_sent_twice(twice, _repeat):
    project = make_finished()
    body = {"rating": 5, "text": TEXT}
    answers = twice(project.client, lambda api: api.post(f"projects/{project.pk}/reviews", body))
    assert answers == [201, 409]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_reply_sent_twice(twice, _repeat):
    review = make_revealed()
    body = {"text": "Thank you."}
    answers = twice(review.subject, lambda api: api.post(f"reviews/{review.pk}/reply", body))
    assert answers[0] in {200, 201}
    assert answers[1] in {201, 409}


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_report_filed_twice(twice, asha, _repeat):
    project = make_project(client=UserFactory(role=Role.CLIENT))
    body = {"kind": "project", "object": str(project.pk), "reason": "off_topic", "text": "x"}
    assert twice(asha, lambda api: api.post("reports", body)) == [201, 409]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_one_appeal_lodged_twice(twice, asha, _repeat):
    decision = make_decision("profile", asha.profile)
    body = {"text": "That was not me."}
    answers = twice(asha, lambda api: api.post(f"decisions/{decision.pk}/appeal", body))
    assert answers == [201, 409]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_two_cvs_uploaded_at_once(twice, asha, _repeat):
    body = {"text": "Asha Rao\nCarpenter\n"}
    assert twice(asha, lambda api: api.put("me/cv", body)) == [202, 202]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_an_account_is_erased_while_it_is_changed(twice, asha, _repeat):
    own = {"current_password": PASSWORD}
    answers = twice(
        asha,
        lambda api: api.delete("me", own),
        lambda api: api.patch("me", own | {"phone_number": "+919820012345"}),
    )
    assert answers in ([200, 204], [204, 401])
    asha.refresh_from_db()
    assert (asha.email, asha.phone_number) == (None, None)
