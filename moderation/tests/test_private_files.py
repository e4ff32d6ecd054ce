"""The files of reported messages: held for the case, read by those who decide, and let go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client

from accounts import personal_data
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, UserFactory
from conversations.models import Attachment, Message
from conversations.services.writing import edit, send
from conversations.tests.factories import make_message
from foundation.files import private
from foundation.models import UnwantedFile
from moderation.models import Case, CaseFile, CaseReading
from moderation.roles import StaffRole
from moderation.services.records import forget_private_words
from moderation.services.reporting import file_report
from moderation.tests.factories import make_staff
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)
THREAT = b"I know where you live."


@pytest.fixture
def message() -> Message:
    client, freelancer = UserFactory(role="client"), UserFactory()
    conversation = make_message(make_proposal(make_project(client=client), freelancer)).conversation
    threat = SimpleUploadedFile("threat.txt", THREAT)
    sent = send(sender=freelancer, conversation=conversation, text="", uploads=[threat])
    people = ("conversation__client", "conversation__freelancer", "conversation__project")
    return Message.objects.select_related(*people).get(pk=sent.pk)


def report(message: Message, **options) -> Case:
    named = {"kind": "message", "object_name": str(message.pk), "email": "", "address": "::1"}
    reporter = message.conversation.client
    file_report(**named, reporter=reporter, reason="abuse", text="Look at it.", **options)
    return Case.objects.get()


def download(staff, case: Case) -> tuple[int, bytes]:
    browser = Client()
    browser.force_login(staff)
    (held,) = case.files.all()
    answer = browser.get(f"/admin/moderation/case/{case.pk}/files/{held.pk}/")
    content = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer.status_code, content


def names() -> set[str]:
    return set(Attachment.objects.values_list("file", flat=True))


def test_who_decides_gets_the_file_and_each_reading_is_noted(message):
    case, staff = report(message), make_staff()
    browser = Client()
    browser.force_login(staff)
    page = browser.get(f"/admin/moderation/case/{case.pk}/change/").content.decode()
    assert "threat.txt" in page
    assert download(staff, case) == (200, THREAT)
    assert CaseReading.objects.filter(case=case, reader=staff).count() == 2
    readings = browser.get(f"/admin/moderation/case/{case.pk}/change/").content.decode()
    assert ": <em>threat.txt</em>" in readings
    support = make_staff(StaffRole.SUPPORT)
    assert download(support, case)[0] == 403
    assert CaseReading.objects.count() == 3


def test_a_file_that_nobody_reported_is_nobodys_of_staff(message):
    assert not CaseFile.objects.exists()
    assert personal_data.export(message.conversation.freelancer)["attachments_sent"]


def test_what_its_author_removed_before_the_report_is_there_for_the_case(message):
    (removed,) = message.attachments.values_list("pk", flat=True)
    author = message.conversation.freelancer
    edit(author=author, message=message, text="Never mind.", remove_attachments=[removed])
    assert download(make_staff(), report(message)) == (200, THREAT)


def test_a_file_stays_for_the_case_when_its_author_is_erased_until_no_appeal_can_follow(message):
    case = report(message, attach_conversation=True)
    assert case.attached[-1]["files"] == ["threat.txt"]
    (name,) = names()
    erase(user=message.conversation.freelancer, session_id=None, current_password=PASSWORD)
    assert not Attachment.objects.exists()
    assert download(make_staff(), case) == (200, THREAT)
    Case.objects.update(
        opened_at=Now() - timedelta(days=200), decided_at=Now() - timedelta(days=185)
    )
    forget_private_words()
    assert not private.storage().exists(name)
    assert not CaseFile.objects.exists()


def test_what_a_case_lets_go_of_stays_with_its_message(message):
    report(message)
    (name,) = names()
    Case.objects.update(
        opened_at=Now() - timedelta(days=200), decided_at=Now() - timedelta(days=185)
    )
    forget_private_words()
    assert private.storage().exists(name)
    assert not UnwantedFile.objects.exists()


@pytest.mark.race
@pytest.mark.parametrize("turn", range(3))
def test_a_report_against_the_authors_erasure_holds_the_file_or_none(message, turn):
    (name,) = names()
    results = at_once(
        lambda: report(message),
        lambda: erase(
            user=message.conversation.freelancer, session_id=None, current_password=PASSWORD
        ),
    )
    assert refusals(results) == []
    assert not Attachment.objects.exists()
    assert private.storage().exists(name) == CaseFile.objects.exists()
