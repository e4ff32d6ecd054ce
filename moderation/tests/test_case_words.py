"""A case in the words of staff: of a contested end who did what, of which work, and who read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from moderation.models import CaseReading
from moderation.tests.factories import make_case, make_staff
from projects.models import Ending
from projects.services.completion import end_early
from projects.tests.agreed import make_agreed, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client_user, freelancer):
    agreement = make_agreed(client_user, freelancer)
    end_early(user=freelancer, project=agreement.project, reason="Never paid", caused_by="client")
    return make_case("ending", Ending.objects.get(), reporter=client_user)


def page_of(case, staff) -> str:
    browser = Client()
    browser.force_login(staff)
    answer = browser.get(f"/admin/moderation/case/{case.pk}/change/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_contested_end_is_told_in_words_with_ways_to_the_work(case):
    page = page_of(case, make_staff())
    for said in (
        "<dt>Who ended the work</dt><dd>The freelancer</dd>",
        "<dt>Who caused it, by the word of whoever ended it</dt><dd>The client</dd>",
        "<dt>Reason</dt><dd>Never paid</dd>",
    ):
        assert said in page
    assert "caused_by" not in page
    project = Ending.objects.get().project
    agreement = project.agreements.get()
    for path in (
        f"/admin/projects/agreement/{agreement.pk}/change/",
        f"/admin/projects/project/{project.pk}/change/",
        f"/admin/projects/project/{project.pk}/change/#transitions-group",
    ):
        assert f'href="{path}"' in page


def test_a_change_request_leads_to_its_agreement(client_user, freelancer):
    agreement = make_agreed(client_user, freelancer)
    request = make_request(agreement, freelancer, message="You fool.")
    page = page_of(make_case("change_request", request, reporter=client_user), make_staff())
    assert f'href="/admin/projects/agreement/{agreement.pk}/change/"' in page


def test_one_visit_is_told_once_and_every_reading_is_kept(case):
    first, second = make_staff(username="first-reader"), make_staff(username="second-reader")
    for _ in range(8):
        page_of(case, first)
    assert page_of(case, second).count("<li>first-reader,") == 1
    CaseReading.objects.update(at=F("at") - timedelta(hours=2))
    page = page_of(case, first)
    assert page.count("<li>first-reader,") == 2
    assert page.count("<li>second-reader,") == 1
    assert CaseReading.objects.count() == 10
