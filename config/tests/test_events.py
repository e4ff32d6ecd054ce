"""Every event is documented, and every move is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from foundation.events.kinds import declared
from foundation.models import Event
from projects.events import OF_PROJECT, OF_PROPOSAL
from projects.models import Project
from projects.transitions import PROJECT_RULES, PROPOSAL_RULES

PAGE = Path(settings.BASE_DIR, "docs", "events.md")
ROW = re.compile(r"^\| `(\w+\.\w+)` \| (\w+) \| ([^|]*) \| (.+) \|$", re.MULTILINE)


def test_the_page_lists_every_kind_with_its_audience_and_body():
    written = [match.groups() for match in ROW.finditer(PAGE.read_text())]
    listed = {
        name: (audience, re.findall(r"`(\w+)`", holds), meaning)
        for name, audience, holds, meaning in written
    }
    assert listed == {
        kind.name: (kind.audience.value, sorted(kind.holds), kind.meaning)
        for kind in declared().values()
    }
    assert len(written) == len(listed)


def test_every_move_is_an_event_but_making_a_draft_and_keeping_it_open():
    assert OF_PROJECT.keys() - {"create"} == PROJECT_RULES.keys()
    assert OF_PROPOSAL.keys() - {"submit"} == PROPOSAL_RULES.keys()
    assert [action for action, kind in OF_PROJECT.items() if kind is None] == [
        "create",
        "extend",
        "take_opening",  # of which the work that starts with it is told
    ]


@pytest.mark.django_db
def test_a_posted_project_is_told(api_as, client_user):
    sent = {"title": "Paint the stairwell", "description": "Three floors.", "status": "open"}
    assert api_as(client_user).post("projects", sent).status_code == 201
    project = Project.objects.get()
    event = Event.objects.get()
    assert (event.type, event.subject_id) == ("project.posted", project.pk)
    assert (event.actor_id, event.person_id) == (client_user.pk, client_user.pk)
    assert event.concerns == [client_user.pk]
    assert event.body == {"transition": project.transitions.get(action="open").pk}
