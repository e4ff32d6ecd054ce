"""Reaching each other: what the two parties of a project share, and hints before that."""

from __future__ import annotations

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from accounts import personal_data
from accounts.models import VERIFIED_AT, User
from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, restriction_on, suspended
from foundation.models import Event
from profiles.services.profile import make_profile
from projects.hints import hints_of
from projects.models import Project, ProjectStatus, SharedContact
from projects.services import completion
from projects.services.moderation import set_project_moderation
from projects.tests.conftest import browser_of
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"
EVERYTHING = {
    "name": "Rao, third bell",
    "address": "12 Lake Road\nPune",
    "phone_number": True,
    "email": True,
}


@pytest.fixture
def project(client_user, freelancer) -> Project:
    verified = {"phone_number": PHONE, "phone_verified_at": Now(), "email_verified_at": Now()}
    User.objects.filter(pk=client_user.pk).update(**verified)
    make_profile(freelancer)
    client_user.refresh_from_db()
    return make_project(client=client_user, freelancer=freelancer, status=ProjectStatus.IN_PROGRESS)


@pytest.fixture
def client(api_as, client_user, project):
    return api_as(client_user)


@pytest.fixture
def worker(api_as, freelancer):
    return api_as(freelancer)


@pytest.fixture
def path(project) -> str:
    return f"projects/{project.pk}/contact"


@pytest.fixture
def shared(client, path) -> None:
    assert client.put(path, EVERYTHING).status_code == 200


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def seen(api, path):
    return api.get(path).json()["other"]


# --- Who sees what ----------------------------------------------------------------------------


def test_nothing_is_shared_unless_somebody_says_so(client, worker, path):
    nothing = {"name": "", "address": "", "phone_number": False, "email": False}
    for api in (client, worker):
        assert api.get(path).json() == {"can_share": True, "own": nothing, "other": None}


def test_the_other_party_sees_what_was_chosen_and_no_more(client, worker, path, client_user):
    client.put(path, {"phone_number": True})
    assert seen(worker, path) == {
        "name": "",
        "phone_number": PHONE,
        "email": None,
        "address": "",
    }
    client.put(path, EVERYTHING)
    assert seen(worker, path) == {
        "name": EVERYTHING["name"],
        "phone_number": PHONE,
        "email": client_user.email,
        "address": EVERYTHING["address"],
    }
    assert seen(client, path) is None
    assert client.get(path).json()["own"] == EVERYTHING
    client.put(path, {})
    assert seen(worker, path) is None
    assert not SharedContact.objects.exists()


def test_for_everybody_else_it_is_not_there(api, api_as, shared, path, outsider, admin_user):
    for caller in (outsider, admin_user):
        assert api_as(caller).get(path).status_code == 404
        assert api_as(caller).put(path, EVERYTHING).status_code == 404
    assert api.get(path).status_code == 401


def test_what_is_not_verified_is_not_shared(worker, client, shared, path, client_user):
    assert code(worker.put(path, {"phone_number": True})) == (422, "not_verified")
    User.objects.filter(pk=client_user.pk).update(phone_verified_at=None)
    assert seen(worker, path)["phone_number"] is None


def end(project, people):
    completion.end_early(user=people[1], project=project, reason="It is over.")


def remove(project, people):
    decision = restriction_on(project.pk, "content")
    set_project_moderation(project=project, state="removed", decision=decision)


def block(project, people):
    block_person(user=people[0], session_id=None, username=people[1].username)


def block_back(project, people):
    block_person(user=people[1], session_id=None, username=people[0].username)


def suspend(project, people):
    suspended(people[0])


def close(project, people):
    User.objects.filter(pk=people[0].pk).update(status="inactive")


def give_up(project, people):
    erase(user=people[0], session_id=None, current_password=PASSWORD)


@pytest.mark.parametrize("become", [end, remove, block, block_back, suspend, close, give_up])
def test_it_is_hidden_at_once(worker, shared, path, project, client_user, freelancer, become):
    assert seen(worker, path)
    become(project, (client_user, freelancer))
    assert seen(worker, path) is None
    page = browser_of(freelancer).get(f"/projects/{project.pk}")
    assert PHONE not in page.content.decode()


@pytest.mark.parametrize("become", [end, give_up])
def test_what_ends_deletes_it(shared, project, client_user, freelancer, become):
    become(project, (client_user, freelancer))
    assert not SharedContact.objects.exists()


def test_nothing_is_shared_before_the_start_or_after_the_end(client, api_as, project, path):
    early = make_project(client=project.client)
    assert code(client.put(f"projects/{early.pk}/contact", EVERYTHING)) == (409, "wrong_state")
    completion.end_early(user=project.client, project=project, reason="It is over.")
    assert code(client.put(path, EVERYTHING)) == (409, "wrong_state")
    assert client.get(path).json()["can_share"] is False


def test_nothing_is_shared_in_a_removed_project(client, path, project):
    remove(project, ())
    assert code(client.put(path, EVERYTHING)) == (409, "project_removed")


# --- Who is told ------------------------------------------------------------------------------


def told() -> int:
    return Event.objects.filter(type="contact.shared").count()


def test_the_other_party_is_told_of_something_new_alone(client, path, client_user, freelancer):
    client.put(path, {"phone_number": True})
    assert told() == 1
    client.put(path, {"phone_number": True})
    client.put(path, {})
    assert told() == 1
    client.put(path, {"address": "12 Lake Road"})
    assert told() == 2
    assert set(Event.objects.filter(type="contact.shared").first().concerns) == {
        client_user.pk,
        freelancer.pk,
    }


def test_nobody_is_told_across_a_block(client, path, project, client_user, freelancer):
    block(project, (client_user, freelancer))
    assert client.put(path, EVERYTHING).status_code == 200
    assert told() == 0


# --- What is kept -----------------------------------------------------------------------------


def test_the_history_says_when_and_keeps_neither_name_nor_address(client, shared, path):
    client.put(path, {"phone_number": True})
    (earlier,) = SharedContact.history.rel.related_model.objects.values()
    assert (earlier["phone_number"], earlier["email"]) == (True, True)
    assert "Lake Road" not in str(earlier)
    assert "third bell" not in str(earlier)


def test_it_is_exported_and_erased(client, shared, path, client_user, freelancer):
    (row,) = personal_data.export(client_user)["shared_contacts"]
    assert (row["address"], row["phone_number"]) == (EVERYTHING["address"], True)
    assert personal_data.export(freelancer)["shared_contacts"] == []
    client.put(path, {"phone_number": True})
    give_up(None, (client_user,))
    assert not SharedContact.history.rel.related_model.objects.exists()


# --- The pages --------------------------------------------------------------------------------


def test_a_page_shares_and_shows_it(project, client_user, freelancer):
    society, asha = browser_of(client_user), browser_of(freelancer)
    form = f"/projects/{project.pk}/contact"
    assert PHONE in society.get(form).content.decode()
    assert 'name="phone_number"' not in asha.get(form).content.decode()
    sent = {"name": "", "phone_number": "on", "address": "12 <b>Lake</b> Road"}
    assert society.post(form, sent).status_code == 302
    page = asha.get(reverse("project-page", args=[project.pk])).content.decode()
    assert f'href="tel:{PHONE}"' in page
    assert "12 &lt;b&gt;Lake&lt;/b&gt; Road" in page
    assert "checked" in society.get(form).content.decode()


def test_ones_page_of_the_project_shows_what_one_shares_oneself(project, client_user):
    society, page = browser_of(client_user), reverse("project-page", args=[project.pk])
    before = society.get(page).content.decode()
    assert "What you share" not in before
    assert "Share your contact data" in before
    sent = {"name": "Rao, third bell", "phone_number": "on", "address": "12 Lake Road"}
    society.post(f"/projects/{project.pk}/contact", sent)
    after = society.get(page).content.decode()
    assert "What you share" in after
    assert "Change what you share" in after
    for said in ("Rao, third bell", PHONE, "12 Lake Road"):
        assert said in after
    assert client_user.email not in after
    User.objects.filter(pk=client_user.pk).update(phone_verified_at=None)
    assert PHONE not in society.get(page).content.decode()


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        ((), "To share your phone number or e-mail address as well, verify it first."),
        (("email_verified_at",), "To share your phone number as well, verify it first."),
        (("phone_verified_at",), "To share your e-mail address as well, verify it first."),
        (("email_verified_at", "phone_verified_at"), None),
    ],
)
def test_the_form_says_what_verifying_opens_and_how(project, freelancer, verified, said):
    times = {name: Now() if name in verified else None for name in VERIFIED_AT.values()}
    User.objects.filter(pk=freelancer.pk).update(phone_number="+919820054321", **times)
    freelancer.refresh_from_db()
    page = browser_of(freelancer).get(f"/projects/{project.pk}/contact").content.decode()
    assert (said in page) if said else ("verify it first" not in page)
    assert ('<a href="/account">How?</a>' in page) == bool(said)


def test_the_client_alone_is_asked_where_the_work_is(project, client_user, freelancer):
    form = f"/projects/{project.pk}/contact"
    assert "Where the work is" in browser_of(client_user).get(form).content.decode()
    asha = browser_of(freelancer)
    assert "Where the work is" not in asha.get(form).content.decode()
    assert asha.post(form, {"name": "Asha"}).status_code == 302
    assert SharedContact.objects.get(user=freelancer).address == ""


def test_a_freelancer_who_shares_an_address_can_take_it_back(worker, path, project, freelancer):
    worker.put(path, {"address": "12 Lake Road"})
    asha, form = browser_of(freelancer), f"/projects/{project.pk}/contact"
    assert "12 Lake Road" in asha.get(form).content.decode()
    asha.post(form, {"name": "", "address": ""})
    assert not SharedContact.objects.exists()


# --- Hints before that ------------------------------------------------------------------------

CONTACT_DATA = [
    ("Call me at +49 151 23456789 today", ["phone"]),
    ("Meine Nummer: 0151-23456789.", ["phone"]),
    ("98200 12345, after six", ["phone"]),
    ("Write to mira.sen@example.com", ["email_address"]),
    ("mira (at) example.com", ["email_address"]),
    ("https://wa.me/49151", ["messenger"]),
    ("I am on Telegram: mirasen", ["messenger"]),
    ("Two coats by 2026-11-28, 12 000 to 15 000, 40 m2, DIN 18340:2019.", []),
    ("As @mira said, 1.500,00 EUR for 2026112810 tiles.", []),
    ("Ship it, invoice 4711-0815-2026.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "hints"), CONTACT_DATA)
def test_contact_data_is_hinted_at(text, hints):
    assert hints_of(text, status="open", country="DE" if "Nummer" in text else "IN") == hints
    assert hints_of(text, status="in_progress") == []


def test_no_text_takes_long():
    for text in ("a." * 2500, "1 " * 2500, "+" * 5000, "signal " * 700, "x@" * 2500, "(0" * 2500):
        assert hints_of(text, status="open", country="IN") == []


def test_both_sides_see_the_hint_and_nothing_is_held_back(
    api_as, client_user, freelancer, settings
):
    project = make_project(client=client_user)
    note = "I can come on Monday. Call +919820012345."
    make_proposal(project, freelancer, cover_note=note)
    for viewer in (client_user, freelancer):
        got = api_as(viewer).get(f"projects/{project.pk}/proposals").json()["results"][0]
        assert (got["cover_note"], got["hints"]) == (note, ["phone"])
        page = browser_of(viewer).get(f"/projects/{project.pk}").content.decode()
        assert "seems to hold contact data" in page
    settings.CONTACT_DATA_HINT = False
    got = api_as(client_user).get(f"projects/{project.pk}/proposals").json()["results"][0]
    assert got["hints"] == []
