"""Who caused the end of work, as a moderator decides when the two say different things."""

from __future__ import annotations

import pytest

from moderation.errors import ActionRefused
from moderation.models import Action, Decision
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import decide
from moderation.tests.factories import make_case, make_decision, make_staff, ruling
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Ending
from projects.services.completion import end_early
from projects.tests.agreed import make_agreed, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def ending(client_user, freelancer):
    """The freelancer ended the work, and says that the client caused it."""
    agreement = make_agreed(client_user, freelancer)
    end_early(user=freelancer, project=agreement.project, reason="Never paid", caused_by="client")
    return Ending.objects.get(project=agreement.project)


def charged(ending: Ending) -> str:
    """Against whom it counts, as the row and both profiles say."""
    ending.refresh_from_db()
    project = ending.project
    ends = {
        side: Profile.objects.get(user=user).projects_ended_early
        for side, user in (("client", project.client), ("freelancer", project.freelancer))
    }
    assert ends == {side: int(side == ending.charged_to) for side in ends}
    return ending.charged_to


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (Action.UPHOLD, "client"),
        (Action.DISMISS, "freelancer"),
        (Action.KEEP, ""),
        (Action.WARN, ""),
    ],
)
def test_a_decision_says_against_whom_it_counts(ending, client_user, action, who):
    case = make_case("ending", ending, reporter=client_user)
    assert case.snapshot == {
        "ended_by": "freelancer",
        "caused_by": "client",
        "text": "Never paid",
    }
    decide(case=case, moderator=make_staff(), ruling=ruling(action))
    assert charged(ending) == who


@pytest.mark.parametrize(
    ("first", "instead", "who"),
    [
        (Action.UPHOLD, Action.KEEP, ""),
        (Action.UPHOLD, Action.DISMISS, "freelancer"),
        (Action.DISMISS, Action.RESTORE, ""),
    ],
)
def test_an_appeal_takes_it_back_or_turns_it(ending, first, instead, who):
    decision = make_decision("ending", ending, first)
    project = ending.project
    loser = project.client if first == Action.UPHOLD else project.freelancer
    appeal = lodge_appeal(decision=decision, appellant=loser, text="It was not like that.")
    decide_appeal(
        appeal=appeal, moderator=make_staff(), answer="So it is.", instead=ruling(instead)
    )
    assert charged(ending) == who


def test_it_is_a_decision_about_nothing_else(client_user):
    make_profile(client_user)
    with pytest.raises(ActionRefused):
        make_decision("profile", client_user.profile, Action.UPHOLD)
    assert not Decision.objects.exists()


def test_only_the_two_report_it_and_nobody_what_they_wrote(
    api_as, ending, client_user, freelancer, outsider
):
    body = {"kind": "ending", "object": str(ending.pk), "reason": "not_genuine", "text": "Paid."}
    assert api_as(client_user).post("reports", body).status_code == 201
    assert api_as(freelancer).post("reports", body).status_code == 422
    assert api_as(outsider).post("reports", body).status_code == 404


def test_a_change_request_is_reported_by_whoever_got_it(api_as, client_user, freelancer, outsider):
    request = make_request(make_agreed(client_user, freelancer), freelancer, message="You fool.")
    body = {"kind": "change_request", "object": str(request.pk), "reason": "abuse", "text": "."}
    assert api_as(client_user).post("reports", body | {"text": "Insult."}).status_code == 201
    assert api_as(outsider).post("reports", body | {"text": "Insult."}).status_code == 404
