"""Text messages: for those without a verified e-mail address, of what matters, so many a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Role, User
from accounts.services.account import erase
from accounts.services.preferences import save_preference
from accounts.tests.factories import PASSWORD
from moderation.models import Action
from moderation.tests.factories import make_decision, suspended
from notifications.models import Delivery
from notifications.services import texting
from notifications.services.preferences import choose
from notifications.services.texting import send_by_text
from notifications.tests.factories import happens, make_delivery, make_notification, told, verified
from otp.sms import DeliveryFailed
from projects.services.proposals import invite, submit_proposal
from projects.tests.factories import make_invitation, make_project
from reviews.tests.factories import make_party

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"


def with_phone(user: User, number: str = PHONE) -> User:
    """Somebody who is reached by their phone alone."""
    phone = {"phone_number": number, "phone_verified_at": timezone.now()}
    User.objects.filter(pk=user.pk).update(email=None, email_verified_at=None, **phone)
    user.refresh_from_db()
    return user


@pytest.fixture
def worker():
    return with_phone(make_party(first_name="Asha", last_name="Rao"))


@pytest.fixture
def client():
    return make_party(Role.CLIENT, first_name="Green", last_name="View")


def invited(client: User, worker: User, **fields: object) -> str:
    """Invite somebody to a project of its own; its page."""
    project = make_project(client=client, **fields)
    happens(lambda: invite(client=client, project=project, username=worker.username))
    return f"http://localhost:8000/projects/{project.pk}"


def test_what_matters_is_texted_with_a_link(sms_outbox, client, worker):
    page = invited(client, worker)
    text = f"Guildhall: Green View invites you to make a proposal {page}"
    assert sms_outbox == [(PHONE, text)]
    assert Delivery.objects.get().sent_at is not None


def test_a_text_is_in_its_readers_language_and_a_long_name_is_cut(sms_outbox, client, worker):
    User.objects.filter(pk=client.pk).update(first_name="G" * 100)
    save_preference(user=worker, language="de")
    page = invited(client, worker)
    ((_number, text),) = sms_outbox
    assert text.endswith(f"... {page}")
    assert len(text) < 200


def test_whoever_has_a_verified_address_is_mailed_instead(sms_outbox, mailoutbox, client, worker):
    User.objects.filter(pk=worker.pk).update(email="asha@example.com")
    verified(worker)
    invited(client, worker)
    assert (len(mailoutbox), sms_outbox) == (1, [])


def test_what_matters_less_is_not_texted_unless_somebody_wants_it(sms_outbox, worker, client):
    with_phone(client, "+919820012346")
    project = make_project(client=client)
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="Me."))
    assert sms_outbox == []
    choose(user=client, wanted={("proposal_received", "sms"): "at_once"})
    project = make_project(client=client)
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="Me."))
    assert len(sms_outbox) == 1


def test_whoever_wants_none_gets_none(sms_outbox, client, worker):
    choose(user=worker, wanted={("invitation_received", "sms"): "never"})
    invited(client, worker)
    assert sms_outbox == []
    assert told(worker) == ["invitation_received"]


def test_the_page_offers_texts_to_whoever_gets_any(worker, client):
    for user, is_offered in ((worker, True), (client, False)):
        browser = Browser()
        browser.force_login(user)
        shown = browser.get("/account/notifications").content
        assert (b'name="invitation_received-sms"' in shown) is is_offered


def test_a_day_has_so_many(sms_outbox, client, worker, settings):
    settings.TEXTS_PER_DAY = 2
    for _ in range(3):
        invited(client, worker)
    assert len(sms_outbox) == 2
    assert told(worker) == ["invitation_received"] * 3
    assert Delivery.objects.filter(dropped_at__isnull=False).count() == 1


def test_decisions_are_texted_whatever_was_sent_before(sms_outbox, worker, settings):
    settings.TEXTS_PER_DAY = 0
    happens(lambda: suspended(worker))
    ((_number, text),) = sms_outbox
    assert text.startswith("Guildhall: A decision that concerns you http://localhost:8000/appeal?")


def test_a_suspended_account_reads_the_decision_by_the_texted_link(sms_outbox, worker, client):
    happens(lambda: suspended(worker))
    link = sms_outbox[0][1].split()[-1]
    page = Browser().get(link.removeprefix(django_settings.SITE_URL))
    assert (page.status_code, b"Your account is suspended" in page.content) == (200, True)


def test_a_provider_that_is_away_is_tried_again_and_counted_once(
    sms_outbox, client, worker, settings, monkeypatch
):
    settings.TEXTS_PER_DAY = 1

    def fail(*_args: object) -> None:
        raise DeliveryFailed("away")

    monkeypatch.setattr(texting, "send", fail)
    invited(client, worker)
    delivery = Delivery.objects.get()
    assert (delivery.sent_at, delivery.dropped_at, delivery.tries) == (None, None, 2)
    monkeypatch.undo()
    send_by_text.func(delivery.pk)
    send_by_text.func(delivery.pk)
    assert len(sms_outbox) == 1


def test_what_is_erased_meanwhile_is_not_texted(sms_outbox, worker, client):
    make_invitation(project := make_project(client=client), worker)
    about = {"kind": "invitation_received", "body": {"project": str(project.pk)}}
    delivery = make_delivery(make_notification(worker, **about), channel="sms")
    erase(user=worker, session_id=None, current_password=PASSWORD)
    sms_outbox.clear()
    send_by_text.func(delivery.pk)
    assert sms_outbox == []


def test_a_removed_project_is_texted_to_nobody(sms_outbox, worker, client):
    make_invitation(project := make_project(client=client), worker)
    about = {"kind": "invitation_received", "body": {"project": str(project.pk)}}
    delivery = make_delivery(make_notification(worker, **about), channel="sms")
    make_decision("project", project, Action.REMOVE)
    send_by_text.func(delivery.pk)
    delivery.refresh_from_db()
    assert sms_outbox == []
    assert delivery.dropped_at is not None


@pytest.mark.django_db(transaction=True)
def test_exactly_so_many_of_several_at_once(sms_outbox, settings):
    settings.TEXTS_PER_DAY = 3
    worker, client = with_phone(make_party()), make_party(Role.CLIENT)
    pks = []
    for _ in range(8):
        make_invitation(project := make_project(client=client), worker)
        about = {"kind": "invitation_received", "body": {"project": str(project.pk)}}
        pks.append(make_delivery(make_notification(worker, **about), channel="sms").pk)

    def send(pk: int) -> None:
        try:
            send_by_text.func(pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, pks))
    assert len(sms_outbox) == 3
    assert Delivery.objects.filter(sent_at__isnull=False).count() == 3
    assert Delivery.objects.filter(dropped_at__isnull=False).count() == 5
