"""Whom a client invited and what came of it, and every invitation that a freelancer got."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client as Browser

from accounts.models import Status
from accounts.services.status import change_status
from accounts.tests.factories import UserFactory, restriction_on
from projects.services import proposals as service
from projects.services.moderation import set_project_moderation
from projects.services.posting import cancel_project
from projects.tests.factories import make_invitation, make_project, make_proposal

if TYPE_CHECKING:
    from projects.models import Project

pytestmark = pytest.mark.django_db
OFFER = {"cover_note": "I would do it in May."}


@pytest.fixture
def project(client_user) -> Project:
    return make_project(client=client_user)


@pytest.fixture
def invitation(project, freelancer):
    return make_invitation(project, freelancer)


def statuses(api, path: str, **asked: str) -> list[str]:
    answer = api.get(path, asked)
    assert answer.status_code == 200, answer.content
    return [one["status"] for one in answer.json()["results"]]


def browser_of(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def both(api_as, client_user, freelancer, project):
    """What both sides are told of it: they never differ."""

    def told() -> str:
        (client,) = statuses(api_as(client_user), f"projects/{project.pk}/invitations")
        (own,) = statuses(api_as(freelancer), "me/invitations")
        assert client == own
        return client

    return told


def test_it_waits_until_it_is_answered_by_a_proposal(both, invitation, project, freelancer):
    assert both() == "waiting"
    service.submit_proposal(freelancer=freelancer, project=project, **OFFER)
    assert both() == "proposed"


def test_it_is_declined(both, invitation, freelancer):
    service.decline_invitation(freelancer=freelancer, invitation=invitation)
    assert both() == "declined"


def test_who_declines_and_then_proposes_has_proposed(both, invitation, project, freelancer):
    service.decline_invitation(freelancer=freelancer, invitation=invitation)
    service.submit_proposal(freelancer=freelancer, project=project, **OFFER)
    assert both() == "proposed"


def test_a_proposal_from_before_is_no_answer(both, project, freelancer):
    own = make_proposal(project, freelancer)
    service.withdraw_proposal(freelancer=freelancer, proposal=own)
    invitation = make_invitation(project, freelancer)
    assert both() == "waiting"
    service.decline_invitation(freelancer=freelancer, invitation=invitation)
    assert both() == "declined"


def test_it_expires_with_its_project(both, invitation, project, client_user):
    cancel_project(client=client_user, project=project)
    assert both() == "expired"


def test_an_expired_one_is_not_declined_any_more(api_as, both, invitation, project, client_user):
    cancel_project(client=client_user, project=project)
    answer = api_as(invitation.freelancer).post(f"me/invitations/{invitation.pk}/decline")
    assert answer.status_code == 409
    assert both() == "expired"


def test_while_nobody_can_propose_it_does_not_wait(both, invitation, project, client_user):
    decision = restriction_on(project.pk, "content")
    set_project_moderation(project=project, state="hidden", decision=decision)
    assert both() == "expired"
    set_project_moderation(project=project, state="visible", decision=None)
    assert both() == "waiting"


def test_both_lists_are_narrowed_down(api_as, client_user, project, freelancer):
    invited = [UserFactory() for _ in range(3)]
    rows = [make_invitation(project, user) for user in invited]
    service.decline_invitation(freelancer=invited[0], invitation=rows[0])
    service.submit_proposal(freelancer=invited[1], project=project, **OFFER)
    client, path = api_as(client_user), f"projects/{project.pk}/invitations"
    assert statuses(client, path) == ["waiting", "proposed", "declined"]
    assert statuses(client, path, status="declined") == ["declined"]
    assert statuses(client, path, answered="true") == ["proposed", "declined"]
    assert statuses(api_as(invited[2]), "me/invitations", status="waiting") == ["waiting"]
    assert statuses(api_as(invited[2]), "me/invitations", answered="true") == []
    wrong = client.get(path, {"status": "gone", "colour": "red"})
    assert wrong.status_code == 422
    assert {one["attr"] for one in wrong.json()["errors"]} == {"status", "colour"}


def test_only_the_client_reads_who_was_invited(api_as, api, project, invitation, freelancer):
    path = f"projects/{project.pk}/invitations"
    assert api.get(path).status_code == 401
    assert api_as(freelancer).get(path).status_code == 403
    cancel_project(client=project.client, project=project)
    assert api_as(freelancer).get(path).status_code == 404
    page = f"/projects/{project.pk}/invitations"
    assert browser_of(freelancer).get(page).status_code == 404
    assert browser_of(project.client).get(page).status_code == 200


def test_more_invitations_cost_no_more_queries(
    api_as, client_user, project, django_assert_num_queries, django_assert_max_num_queries
):
    client, path = api_as(client_user), f"projects/{project.pk}/invitations"
    make_invitation(project, UserFactory())
    client.get(path)
    with django_assert_max_num_queries(6) as few:
        client.get(path)
    for _ in range(4):
        make_invitation(project, UserFactory())
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_a_freelancer_pages_through_all_of_them(freelancer, client_user):
    for number in range(25):
        project = make_project(client=client_user, title=f"Job {number}")
        make_invitation(project, freelancer)
    browser = browser_of(freelancer)
    first = browser.get("/invitations").content.decode()
    link = re.search(r'href="([^"]*cursor=[^"]*)"', first)
    assert link
    second = browser.get(link[1].replace("&amp;", "&")).content.decode()
    shown = re.findall(r"Job \d+</a>", first + second)
    assert len(shown) == len(set(shown)) == 25


def test_the_page_of_a_freelancer_links_what_can_be_opened(freelancer, project, invitation):
    browser = browser_of(freelancer)
    page = browser.get("/invitations").content.decode()
    assert f'href="/projects/{project.pk}"' in page
    assert f"/invitations/{invitation.pk}/decline" in page
    cancel_project(client=project.client, project=project)
    page = browser.get("/invitations").content.decode()
    assert project.title in page
    assert str(project.pk) not in page
    assert "/decline" not in page
    assert project.title not in browser.get("/invitations?status=waiting").content.decode()
    assert browser.get("/invitations?status=soon").status_code == 422


def test_declining_leads_back_to_the_others(freelancer, invitation):
    answer = browser_of(freelancer).post(f"/invitations/{invitation.pk}/decline")
    assert answer["Location"] == "/invitations"


def test_the_page_of_a_client_tells_what_came_of_each(client_user, project, invitation):
    browser = browser_of(client_user)
    page = browser.get(f"/projects/{project.pk}").content.decode()
    assert "You invited 1 freelancer." in page
    assert "1 has not answered." in page
    page = browser.get(f"/projects/{project.pk}/invitations").content.decode()
    assert 'href="/@asha"' in page
    assert "Waiting</span>" in page


def test_whom_one_invited_is_known_when_they_switch_off(client_user, project, invitation):
    change_status(user=invitation.freelancer, to=Status.INACTIVE)
    page = browser_of(client_user).get(f"/projects/{project.pk}/invitations").content.decode()
    assert invitation.freelancer.full_name in page
    assert "/@asha" not in page


class TestProposalsOfAProject:
    """Live ones are found, however many others were made."""

    @pytest.fixture
    def flooded(self, project, freelancer):
        """One that waits, and then sixty that were withdrawn."""
        live = make_proposal(project, freelancer, cover_note="The one that waits")
        flooder = UserFactory()
        for _ in range(60):
            make_proposal(project, flooder, status="withdrawn", decided_at="2026-01-01T00:00:00Z")
        return live

    def test_the_page_shows_them_first(self, client_user, project, flooded):
        browser = browser_of(client_user)
        page = browser.get(f"/projects/{project.pk}").content.decode()
        assert "The one that waits" in page
        seen = page.count("<article")
        while link := re.search(r'rel="next" href="([^"]*)"', page):
            page = browser.get(link[1].replace("&amp;", "&")).content.decode()
            seen += page.count("<article")
        assert seen == 61

    def test_the_api_has_an_order_for_it(self, api_as, client_user, project, flooded):
        client, path = api_as(client_user), f"projects/{project.pk}/proposals"
        asked = {"ordering": "live", "page_size": 30}
        page = client.get(path, asked).json()
        found = page["results"]
        while page["next"]:
            page = client.get(page["next"].removeprefix("http://testserver")).json()
            found += page["results"]
        assert found[0]["id"] == str(flooded.pk)
        assert len({one["id"] for one in found}) == 61
        assert client.get(path).json()["results"][0]["status"] == "withdrawn"
        assert [
            one["status"] for one in client.get(path, {"status": "submitted"}).json()["results"]
        ]
        assert client.get(path, {"ordering": "rate"}).json()["errors"][0]["attr"] == "ordering"

    def test_the_page_costs_the_same_however_many(
        self,
        client_user,
        project,
        freelancer,
        django_assert_num_queries,
        django_assert_max_num_queries,
    ):
        browser = browser_of(client_user)
        make_proposal(project, freelancer)
        browser.get("/projects")
        with django_assert_max_num_queries(18) as few:
            browser.get(f"/projects/{project.pk}")
        for _ in range(6):
            make_proposal(project, UserFactory())
        with django_assert_num_queries(len(few)):
            browser.get(f"/projects/{project.pk}")

    def test_who_withdrew_may_propose_again(self, project, freelancer):
        page = f"/projects/{project.pk}"
        own = make_proposal(project, freelancer)
        assert f"{page}/propose" not in browser_of(freelancer).get(page).content.decode()
        service.withdraw_proposal(freelancer=freelancer, proposal=own)
        assert f"{page}/propose" in browser_of(freelancer).get(page).content.decode()
