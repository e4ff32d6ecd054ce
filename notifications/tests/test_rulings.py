"""What the two sides of an early end are told, and read, of a decision on who caused it."""

from __future__ import annotations

import pytest

from moderation.models import Action, Decision
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import decide
from moderation.tests.factories import make_case, make_staff, ruling
from notifications.tests.factories import happens, verified
from projects.models import Ending
from projects.services.completion import end_early
from projects.tests.agreed import make_agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ending(client_user, freelancer):
    """The freelancer ended the work, and says that the client caused it."""
    agreement = make_agreed(client_user, freelancer)
    end_early(user=freelancer, project=agreement.project, reason="Never paid", caused_by="client")
    return Ending.objects.get(project=agreement.project)


def decided(api, decision) -> dict[str, object] | None:
    """What somebody reads of a decision."""
    found = {one["id"]: one for one in api.get("me/decisions").json()["results"]}
    return found.get(str(decision.pk))


def notices(api) -> dict[str, list[str]]:
    """What somebody was told, by its kind, the newest first."""
    found: dict[str, list[str]] = {}
    for one in api.get("me/notifications").json()["results"]:
        found.setdefault(one["kind"], []).append(one["text"])
    return found


def told_of(case, action: Action) -> Decision:
    """A ruling of which both were told."""
    staff = make_staff()
    happens(lambda: decide(case=case, moderator=staff, ruling=ruling(action)))
    return Decision.objects.get()


@pytest.fixture
def reported(ending, client_user):
    return make_case("ending", ending, reporter=client_user)


def test_whoever_an_upheld_end_charges_reads_the_facts_and_can_appeal(
    api_as, reported, client_user, freelancer, mailoutbox
):
    verified(client_user, freelancer)
    decision = told_of(reported, Action.UPHOLD)
    charged_one, spared = api_as(client_user), api_as(freelancer)
    seen = decided(charged_one, decision)
    assert seen is not None
    assert (seen["role"], seen["facts"]) == ("affected", decision.facts)
    assert seen["ground"] is not None
    assert seen["is_in_force"] is True
    assert decided(spared, decision) is None
    assert charged_one.get("me/reports").json()["results"][0]["outcome"] == "rejected"
    told, theirs = notices(charged_one), notices(spared)
    assert "counts against you" in told["decision_on_you"][0]
    assert "report_answered" not in told
    assert "decision_on_you" not in theirs
    assert theirs["ending_settled"] == [
        "The early end of “Paint the stairwell” does not count against you."
    ]
    statements = [one for one in mailoutbox if decision.facts in one.body]
    assert [one.to for one in statements] == [[client_user.email]]
    assert "we decided who caused the early end" in statements[0].body
    answer = charged_one.post(f"decisions/{decision.pk}/appeal", {"text": "I paid."})
    assert answer.status_code == 201
    assert spared.post(f"decisions/{decision.pk}/appeal", {"text": "Hm."}).status_code == 404


def test_a_dismissed_word_is_told_to_both_in_words_that_are_true(
    api_as, reported, client_user, freelancer
):
    decision = told_of(reported, Action.DISMISS)
    affected = decided(api_as(freelancer), decision)
    reader = decided(api_as(client_user), decision)
    assert affected is not None
    assert reader is not None
    assert (affected["role"], affected["facts"]) == ("affected", decision.facts)
    assert (reader["role"], reader["facts"], reader["is_in_force"]) == ("reporter", None, True)
    told = notices(api_as(client_user))
    assert "whoever ended the work. It does not count against you" in told["report_answered"][0]


def test_an_old_notice_says_what_it_said_when_an_appeal_turns_the_end_round(
    api_as, reported, client_user, freelancer
):
    decision = told_of(reported, Action.UPHOLD)
    appeal = lodge_appeal(decision=decision, appellant=client_user, text="I paid.")
    other, instead = make_staff(), ruling(Action.DISMISS)
    happens(lambda: decide_appeal(appeal=appeal, moderator=other, answer="Yes.", instead=instead))
    assert notices(api_as(freelancer))["ending_settled"] == [
        "The early end of “Paint the stairwell” counts against you.",
        "The early end of “Paint the stairwell” does not count against you.",
    ]
    seen = decided(api_as(client_user), decision)
    assert seen is not None
    assert (seen["is_in_force"], seen["is_overridden"]) == (False, True)
    turned = decided(api_as(freelancer), Decision.objects.get(overrides=decision))
    assert turned is not None
    assert (turned["role"], turned["is_in_force"]) == ("affected", True)


def test_who_is_blamed_reads_so_as_well_once_it_is_settled(api_as, client_user, freelancer):
    agreement = make_agreed(client_user, freelancer)
    said = {"reason": "Never paid", "caused_by": "client"}
    happens(lambda: end_early(user=freelancer, project=agreement.project, **said))
    (before,) = notices(api_as(client_user))["project_ended_early"]
    assert "says that you caused it" in before
    happens(lambda: api_as(client_user).post(f"projects/{agreement.project_id}/ending/agree"))
    assert notices(api_as(client_user))["project_ended_early"] == [before]
