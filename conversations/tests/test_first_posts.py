"""First posts from a busy network: every door asks accounts that are new here, and no others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from accounts import busy_networks
from accounts.tests.test_admission import solved
from conversations.tests.factories import make_message, photo
from profiles.tests.factories import make_freelancer
from projects.tests.factories import make_project, make_proposal

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from projects.models import Project, Proposal

pytestmark = pytest.mark.django_db

PROJECT = {"title": "A new roof", "description": "Two hundred square metres of tiles."}
ASKED = "admission_by_code"
AGAIN = "choose your files again"


@pytest.fixture(autouse=True)
def _busy(settings: Any) -> None:
    settings.BUSY_NETWORK_ACCOUNTS = 1
    busy_networks.arrive("127.0.0.1")


def test_every_door_of_the_api_asks_and_takes_work(
    api_as: Any, client_user: User, freelancer: User, outsider: User, proposal: Proposal
) -> None:
    other = make_project(client=client_user)
    conversation = make_message(proposal, text="I can begin on Monday.").conversation
    doors = [
        (client_user, "projects", PROJECT),
        (
            client_user,
            f"projects/{other.pk}/invite",
            {"username": make_freelancer("dry-one").user.username},
        ),
        (outsider, f"projects/{other.pk}/proposals", {"cover_note": "I would do it in May."}),
        (freelancer, f"projects/{proposal.project_id}/messages", {"body": "Hello."}),
        (client_user, f"conversations/{conversation.pk}/messages", {"body": "Hello."}),
    ]
    for user, path, body in doors:
        api = api_as(user)
        asked = api.post(path, body)
        assert asked.status_code == 428, (path, asked.content)
        headers = {"admission": solved(asked.json()["work"])}
        answer = api.post(path, body, headers=headers)
        assert answer.status_code == 201, (path, answer.content)


def test_whoever_has_worked_here_with_somebody_is_not_asked(
    api_as: Any, client_user: User, freelancer: User
) -> None:
    assert api_as(client_user).post("projects", PROJECT).status_code == 428
    make_project(client=client_user, freelancer=freelancer, status="in_progress")
    assert api_as(client_user).post("projects", PROJECT).status_code == 201


def test_whoever_goes_on_with_a_conversation_is_not_asked(worker: Any, proposal: Proposal) -> None:
    conversation = make_message(proposal, text="I can begin on Monday.").conversation
    path = f"conversations/{conversation.pk}/messages"
    assert worker.post(path, {"body": "Or on Tuesday."}).status_code == 201


def test_sent_again_with_its_key_it_is_done_once_and_asked_for_once(
    api_as: Any, client_user: User
) -> None:
    api = api_as(client_user)
    key = {"idempotency-key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
    asked = api.post("projects", PROJECT, headers=key)
    headers = key | {"admission": solved(asked.json()["work"])}
    first, again = (api.post("projects", PROJECT, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]


def test_what_is_shown_is_good_still_when_a_door_refuses_for_something_else(
    api_as: Any, client_user: User, freelancer: User, outsider: User, proposal: Proposal
) -> None:
    other = make_project(client=client_user)
    conversation = make_message(proposal, text="I can begin on Monday.").conversation
    dry, hello = make_freelancer("dry-one").user.username, {"body": "Hello."}
    doors = [
        (client_user, "projects", PROJECT, {"skills": ["No such skill"]}),
        (client_user, f"projects/{other.pk}/invite", {"username": dry}, {"username": "nobody-is"}),
        (freelancer, f"projects/{proposal.project_id}/messages", hello, {"attachments": "a.exe"}),
        (client_user, f"conversations/{conversation.pk}/messages", hello, {"attachments": "a.exe"}),
    ]
    for user, path, body, wrong in doors:
        api = api_as(user)
        headers = {"admission": solved(api.post(path, body).json()["work"])}
        if "attachments" in wrong:
            wrong = {"attachments": SimpleUploadedFile("a.exe", b"MZ\x90\x00")}
        refused = api.post(path, body | wrong, format="multipart", headers=headers)
        assert refused.status_code in {404, 409, 415, 422}, (path, refused.content)
        answer = api.post(path, body, headers=headers)
        assert answer.status_code == 201, (path, answer.content)


def test_work_for_a_proposal_is_good_still_when_there_was_one_already(
    api_as: Any, client_user: User, outsider: User
) -> None:
    project = make_project(client=client_user)
    path, body = f"projects/{project.pk}/proposals", {"cover_note": "I would do it in May."}
    api = api_as(outsider)
    headers = {"admission": solved(api.post(path, body).json()["work"])}
    earlier = make_proposal(project, outsider)
    assert api.post(path, body, headers=headers).status_code == 409
    earlier.delete()
    assert api.post(path, body, headers=headers).status_code == 201


def test_without_javascript_a_mailed_code_posts(
    society: Client, client_user: User, mailoutbox: Any
) -> None:
    form = PROJECT | {"status": "open"}
    page = society.post("/projects/new", form)
    assert page.status_code == 428
    assert ASKED in page.content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        page = society.post("/projects/new", form | {ASKED: "1"}).content.decode()
    assert "A new roof" in page
    [token] = re.findall(r'name="admission_token" value="([^"]+)"', page)
    [digits] = re.findall(r"^\d{6}$", mailoutbox[-1].body, re.M)
    shown = {"admission_token": token, "admission_code": digits}
    assert society.post("/projects/new", form | shown).status_code == 302


def test_a_form_with_a_photo_waits_for_the_photo_to_be_chosen_again(
    asha: Client, proposal: Proposal
) -> None:
    form = {"body": "It drips here."}
    address = f"/projects/{proposal.project_id}/write"
    without = asha.post(address, form).content.decode()
    assert AGAIN not in without
    page = asha.post(address, form | {"attachments": SimpleUploadedFile("a.png", photo())})
    assert page.status_code == 428
    assert AGAIN in page.content.decode()
    for text in (without, page.content.decode()):
        assert "data-admission=" in text
        assert "data-admission-sent" not in text


def test_a_code_is_good_still_when_a_skill_is_unknown(
    society: Client, client_user: User, mailoutbox: Any
) -> None:
    form = PROJECT | {"status": "open"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        page = society.post("/projects/new", form | {ASKED: "1"}).content.decode()
    [token] = re.findall(r'name="admission_token" value="([^"]+)"', page)
    [digits] = re.findall(r"^\d{6}$", mailoutbox[-1].body, re.M)
    shown = {"admission_token": token, "admission_code": digits}
    refused = society.post("/projects/new", form | shown | {"skills": "No such skill"})
    assert refused.status_code == 422
    assert f'value="{digits}"' in refused.content.decode()
    assert society.post("/projects/new", form | shown).status_code == 302


def test_every_form_asks(
    asha: Client, society: Client, proposal: Proposal, project: Project, client_user: User
) -> None:
    other = make_project(client=client_user)
    conversation = make_message(proposal, text="I can begin on Monday.").conversation
    forms = [
        (asha, f"/projects/{other.pk}/propose", {"cover_note": "I would do it in May."}),
        (asha, f"/projects/{proposal.project_id}/write", {"body": "Hello."}),
        (society, f"/messages/{conversation.pk}", {"body": "Hello."}),
    ]
    for browser, address, body in forms:
        page = browser.post(address, body)
        assert page.status_code == 428, address
        assert ASKED in page.content.decode(), address
