"""What is not possible in a state is told in words, not in the codes of clients."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

import projects
from projects.errors import WrongState
from projects.models import AgreementStep
from projects.step_moves import STEP_RULES
from projects.tests.agreed import make_agreed
from projects.tests.factories import make_project
from projects.transitions import PROJECT_RULES, PROPOSAL_RULES
from projects.wording import ACTIONS, STATES

ROOT = Path(str(projects.__file__)).parent
LITERAL = re.compile(
    r'(?:WrongState|_open|_editable)\((?:[a-z_]+, )*"([a-z_ ]+)"(?:, "([a-z ]+)")?'
)


@pytest.mark.django_db
def test_a_step_that_was_not_delivered_is_not_rejected_in_words(client, client_user, freelancer):
    agreement = make_agreed(client_user, freelancer)
    step = AgreementStep.objects.create(agreement=agreement, number=1, title="First floor")
    answer = client.post(f"steps/{step.pk}/reject", {"reason": "Nothing is painted."})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (409, "wrong_state")
    assert error["detail"] == "Rejecting the step is not possible now. State: Not delivered."


@pytest.mark.django_db
def test_so_in_german(client, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    answer = client.post(f"projects/{project.pk}/cancel", headers={"Accept-Language": "de"})
    (error,) = answer.json()["errors"]
    assert error["detail"] == "Das Projekt abzusagen ist jetzt nicht möglich. Stand: In Arbeit."


def test_every_action_and_state_has_words():
    """Of the rules, and of what services refuse by hand."""
    refused = [
        found
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts
        for found in LITERAL.findall(path.read_text())
    ]
    by_hand, states = ({one for one in column if one} for column in zip(*refused, strict=True))
    assert {"ask", "change is_private", "accept"} <= by_hand
    assert {"undone", "answered"} <= states
    rules = PROJECT_RULES.keys() | PROPOSAL_RULES.keys() | STEP_RULES.keys()
    assert rules | by_hand <= ACTIONS.keys()
    assert states <= STATES.keys()
    with translation.override("en"):
        for action in ACTIONS:
            assert "_" not in str(WrongState(action, "in_progress"))
