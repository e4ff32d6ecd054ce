"""Who caused the end of work, as a moderator decides when the two say different things."""

from __future__ import annotations

import pytest

from moderation.errors import ActionRefused
from moderation.models import Action, Case, Decision
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import decide, take_back
from moderation.tests.factories import make_case, make_decision, make_staff, ruling
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Ending
from projects.services.completion import end_early
from projects.tests.agreed import make_agreed, make_request
from projects.tests.conftest import browser_of
from projects.tests.factories import make_project
from reviews.tests.factories import make_party

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


@pytest.mark.parametrize("action", [Action.UPHOLD, Action.DISMISS])
def test_nothing_is_agreed_to_that_was_ruled_on(api_as, ending, client_user, action):
    decision = make_decision("ending", ending, action)
    caller, path = api_as(client_user), f"projects/{ending.pk}/ending"
    assert caller.get(path).json()["can_agree"] is False
    answer = caller.post(f"{path}/agree")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "nothing_to_agree_to")
    take_back(decision=decision, moderator=make_staff(), facts="We looked again.")
    assert caller.get(path).json()["can_agree"] is True
    assert caller.post(f"{path}/agree").status_code == 200


def test_an_earlier_ruling_holds_again_when_the_later_is_taken_back(ending, client_user):
    first = make_decision("ending", ending, Action.UPHOLD)
    second = make_decision("ending", ending, Action.DISMISS)
    assert charged(ending) == "freelancer"
    assert not Decision.objects.with_reasons().get(pk=first.pk).is_in_force
    take_back(decision=second, moderator=make_staff(), facts="We looked again.")
    assert charged(ending) == "client"
    assert Decision.objects.with_reasons().get(pk=first.pk).is_in_force


def test_nobody_rules_on_an_end_that_is_blamed_on_nobody_else(client_user, freelancer):
    agreement = make_agreed(client_user, freelancer)
    end_early(user=freelancer, project=agreement.project, reason="I have no time")
    ending = Ending.objects.get(project=agreement.project)
    with pytest.raises(ActionRefused):
        make_decision("ending", ending, Action.UPHOLD)


# --- How it is named ------------------------------------------------------------------------------


def file_report_on(api, pk) -> int:
    body = {"kind": "ending", "object": str(pk), "reason": "not_genuine", "text": "Paid."}
    return int(api.post("reports", body).status_code)


def test_it_is_reported_by_the_id_of_its_agreement_as_well(api_as, ending, client_user, outsider):
    agreement = ending.project.agreements.get()
    assert file_report_on(api_as(outsider), agreement.pk) == 404
    assert file_report_on(api_as(client_user), agreement.pk) == 201
    assert Case.objects.get().object_id == ending.pk
    page = f"/report?kind=ending&object={agreement.pk}"
    assert browser_of(client_user).get(page).status_code == 200


def test_it_is_reported_by_the_posting_where_that_means_one(api_as, client_user, freelancer):
    posting = make_project(client=client_user, openings=3)
    works = [
        make_agreed(client_user, worker, posting=posting).project
        for worker in (freelancer, make_party())
    ]
    for work in works:
        end_early(user=client_user, project=work, reason="Late", caused_by="freelancer")
    assert file_report_on(api_as(client_user), posting.pk) == 404  # which of the two?
    assert file_report_on(api_as(freelancer), posting.pk) == 201
    assert Case.objects.get().object_id == works[0].pk
