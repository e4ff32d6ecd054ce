"""A project that changes under live proposals: nobody is bound to a text that they did not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles.tests.factories import make_skill
from projects.models import Project, Proposal, Transition
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db
OFFER = {"cover_note": "I can look at it on Monday."}


@pytest.fixture
def proposal(project, freelancer) -> Proposal:
    return make_proposal(project, freelancer)


def codes(answer) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def test_a_proposal_is_accepted_only_once_its_author_confirms_it(client, worker, project, proposal):
    path = f"proposals/{proposal.pk}"
    changed = client.patch(f"projects/{project.pk}", {"title": "Rebuild it all"})
    assert changed.json()["version"] == 2
    assert worker.get(path).json()["is_outdated"] is True
    refused = client.post(f"{path}/accept")
    assert (refused.status_code, codes(refused)) == (409, ["proposal_outdated"])
    stale = worker.post(f"{path}/confirm", {"project_version": 1})
    assert (stale.status_code, codes(stale)) == (409, ["project_changed"])
    confirmed = worker.post(f"{path}/confirm", {"project_version": 2}).json()
    assert (confirmed["is_outdated"], confirmed["project_version"]) == (False, 2)
    assert client.post(f"{path}/accept").status_code == 200
    moves = client.get(f"projects/{project.pk}/transitions").json()["results"]
    assert [one["action"] for one in moves] == ["confirm", "start", "accept"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Rebuild the whole house"},
        {"description": "All of it, and the garden."},
        {"skills": ["Tiling"]},
        {"budget_min": "90", "currency": "EUR"},
        {"budget_is_hourly": True},
        {"currency": "EUR"},
        {"country": "IN"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_term_is_another_version(client, project, change):
    make_skill("Tiling")
    path = f"projects/{project.pk}"
    assert client.patch(path, change).json()["version"] == 2
    assert client.patch(path, change).json()["version"] == 2


def test_what_is_no_term_is_no_other_version(client, project):
    answer = client.patch(f"projects/{project.pk}", {"names_client": True, "title": project.title})
    assert answer.json()["version"] == 1


def test_a_draft_has_no_versions(client, client_user):
    draft = make_project(client=client_user, status="draft")
    assert client.patch(f"projects/{draft.pk}", {"title": "Two taps"}).json()["version"] == 1


def test_whoever_read_another_text_neither_proposes_nor_accepts(client, worker, project, proposal):
    Project.objects.filter(pk=project.pk).update(version=2)
    Proposal.objects.filter(pk=proposal.pk).update(project_version=2)
    accepted = client.post(f"proposals/{proposal.pk}/accept", {"project_version": 1})
    assert (accepted.status_code, codes(accepted)) == (409, ["project_changed"])
    other = make_project(client=project.client, version=2)
    path = f"projects/{other.pk}/proposals"
    proposed = worker.post(path, OFFER | {"project_version": 1})
    assert (proposed.status_code, codes(proposed)) == (409, ["project_changed"])
    assert worker.post(path, OFFER | {"project_version": 2}).json()["project_version"] == 2


def test_only_its_author_confirms_a_live_proposal(client, worker, project, proposal):
    path, body = f"proposals/{proposal.pk}/confirm", {"project_version": 1}
    assert client.post(path, body).status_code == 403
    assert worker.post(path, body).status_code == 200
    assert not Transition.objects.exists()  # it was as good before
    assert worker.post(path).status_code == 422
    worker.post(f"proposals/{proposal.pk}/withdraw")
    assert codes(worker.post(path, body)) == ["wrong_state"]


def test_the_terms_are_in_the_proposal(worker, client_user):
    project = make_project(client=client_user, budget_is_hourly=True)
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    terms = {"rate": "80.00", "currency": "EUR", "included": "Material.", "starts_on": day}
    told = worker.post(f"projects/{project.pk}/proposals", OFFER | terms).json()
    assert terms | {"rate_is_hourly": True, "project_version": 1} == {
        name: told[name] for name in (*terms, "rate_is_hourly", "project_version")
    }


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2020-01-01", "in_the_past"),
        ("2199-01-01", "too_far"),
        ("2026-W50-1", "invalid_date"),
        (5, "invalid"),
    ],
)
def test_days_on_which_nobody_can_begin(worker, project, day, code):
    answer = worker.post(f"projects/{project.pk}/proposals", OFFER | {"starts_on": day})
    assert (answer.status_code, codes(answer)) == (422, [code])


def test_after_a_change_one_may_propose_anew_on_the_same_day(client, worker, project):
    path = f"projects/{project.pk}/proposals"
    for title in ("One tap", "Two taps", "Three taps"):
        client.patch(f"projects/{project.pk}", {"title": title})
        offered = worker.post(path, OFFER)
        assert offered.status_code == 201
        worker.post(f"proposals/{offered.json()['id']}/withdraw")


# --- On pages ---------------------------------------------------------------------------------


def test_pages_ask_the_freelancer_and_keep_the_client_from_accepting(
    society, asha, project, proposal
):
    Project.objects.filter(pk=project.pk).update(version=2)
    page = f"/projects/{project.pk}"
    assert f"/proposals/{proposal.pk}/accept" not in society.get(page).content.decode()
    assert f"/proposals/{proposal.pk}/confirm" in asha.get(page).content.decode()
    asha.post(f"/proposals/{proposal.pk}/confirm", {"project_version": "2"})
    assert f"/proposals/{proposal.pk}/accept" in society.get(page).content.decode()
    late = society.post(f"/proposals/{proposal.pk}/accept", {"project_version": "1"}, follow=True)
    assert "The project changed since you read it" in late.content.decode()


def test_whoever_wrote_while_it_changed_keeps_the_words_and_reads_it_again(asha, client, project):
    client.patch(f"projects/{project.pk}", {"description": "Four floors now."})
    sent = OFFER | {"project_version": "1"}
    answer = asha.post(f"/projects/{project.pk}/propose", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(text in page for text in (OFFER["cover_note"], "Four floors now.", "changed since"))
    assert 'name="project_version" value="2"' in page
    assert asha.post(f"/projects/{project.pk}/propose", sent | {"project_version": "2"})
    assert Proposal.objects.get().project_version == 2
