"""What staff see of agreed work: words, amounts as their currency has them, ways to the rest."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from accounts.tests.factories import UserFactory
from foundation.grid import Point
from projects.models import AgreementStep
from projects.services.completion import end_early
from projects.services.posting import update_project
from projects.tests.agreed import make_agreed, make_request
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(admin_user):
    browser = Client()
    browser.force_login(admin_user)
    return browser


def make_step(agreement, **fields) -> AgreementStep:
    given = {"number": 1, "title": "First floor", "amount": "0.667", "currency": "KWD"}
    return AgreementStep.objects.create(agreement=agreement, **given | fields)


def page_of(staff, path: str) -> str:
    answer = staff.get(f"/admin/projects/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_lists_name_agreements_in_words_and_lead_to_them(staff, client_user, freelancer):
    agreement = make_agreed(client_user, freelancer)
    make_request(agreement, client_user)
    make_step(agreement)
    name = f"{agreement.project.title} ({client_user.username}, {freelancer.username})"
    for path in ("changerequest/", "agreementstep/"):
        page = page_of(staff, path)
        assert f'<a href="/admin/projects/agreement/{agreement.pk}/change/">{name}</a>' in page
        assert str(client_user.pk) not in page


def test_amounts_have_the_decimals_of_their_currency(staff, client_user, freelancer):
    agreement = make_agreed(client_user, freelancer)
    step = make_step(agreement)
    make_step(agreement, number=2, amount="400", currency="INR")
    budget = {"budget_min": 100, "budget_max": 250, "currency": "EUR"}
    project = make_project(client=client_user, **budget)
    make_proposal(project, freelancer, rate="12.5", currency="EUR")
    pages = {
        "agreementstep/": ("KWD\xa00.667", "₹400"),
        f"agreementstep/{step.pk}/change/": ("KWD\xa00.667",),
        f"agreement/{agreement.pk}/change/": ("€300", "KWD\xa00.667", "₹400"),
        "proposal/": ("€12.50",),
        f"project/{project.pk}/change/": ("€100", "€250", "€12.50"),
    }
    for path, amounts in pages.items():
        page = page_of(staff, path)
        for amount in amounts:
            assert amount in page, path
        for stored in ("0.6670", "400.0000", "300.0000", "12.5000", "100.0000", "250.0000"):
            assert stored not in page, path


def test_work_leads_to_its_posting_and_a_posting_to_its_works(staff, client_user, freelancer):
    posting = make_project(client=client_user, title="Three painters", openings=3)
    work = make_agreed(client_user, freelancer, posting=posting, title="Three painters").project
    link = f'<a href="/admin/projects/project/{posting.pk}/change/">Three painters</a>'
    assert link in page_of(staff, "project/")
    assert link in page_of(staff, f"project/{work.pk}/change/")
    assert f"/admin/projects/project/{work.pk}/change/" in page_of(
        staff, f"project/{posting.pk}/change/"
    )


@pytest.mark.parametrize("path", ["changerequest/", "agreementstep/", "project/"])
def test_lists_take_the_same_queries(staff, path):
    counts = []
    for number in (1, 20):
        for _index in range(number):
            client = UserFactory(role=Role.CLIENT)
            posting = make_project(client=client, openings=2)
            agreement = make_agreed(client, UserFactory(), posting=posting)
            make_request(agreement, client)
            make_step(agreement)
        with CaptureQueriesContext(connection) as queries:
            page_of(staff, path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_of_agreed_work_takes_the_same_queries(staff, client_user, freelancer):
    counts = []
    agreement = make_agreed(client_user, freelancer)
    for number in (1, 20):
        for index in range(number):
            make_step(agreement, number=index + 10 * number)
        with CaptureQueriesContext(connection) as queries:
            page_of(staff, f"agreement/{agreement.pk}/change/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_reason_of_an_end_is_the_two_parties(staff, client_user, freelancer):
    """Staff read it in the case, where one of the two reports it."""
    project = make_agreed(client_user, freelancer).project
    end_early(user=client_user, project=project, reason="He drank on the scaffold.")
    for path in ("ending/", f"ending/{project.pk}/change/", f"project/{project.pk}/change/"):
        assert "scaffold" not in page_of(staff, path)


def test_the_words_of_proposals_and_invitations_are_the_two_sides(staff, client_user, freelancer):
    project = make_project(client=client_user)
    said = {"cover_note": "I begin at dawn.", "included": "Scaffold.", "steps": [{"title": "Roof"}]}
    proposal = make_proposal(project, freelancer, **said)
    invitation = make_invitation(project, UserFactory(), message="Come by at dawn.")
    for path in (f"proposal/{proposal.pk}/change/", f"invitation/{invitation.pk}/change/"):
        page = page_of(staff, path)
        assert not any(word in page for word in ("dawn", "Scaffold", "Roof"))


def test_the_history_of_a_project_does_not_say_where_it_was(staff, client_user):
    project = make_project(client=client_user, country="DE", point=Point.nearest(52.52, 13.4))
    changes = {"title": "Other", "point": Point.nearest(48.13, 11.57)}
    update_project(client=client_user, project=project, changes=changes)
    page = page_of(staff, f"project/{project.pk}/history/")
    assert "Other" in page
    assert not any(degrees in page for degrees in ("52.52", "13.4", "48.13", "11.57"))
