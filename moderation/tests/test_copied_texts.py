"""Texts that many accounts write nearly alike: one case of all, one decision, and its undoing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.test_races import at_once
from foundation.events.delivery import deliver
from foundation.moderated import ModerationState
from moderation import errors
from moderation.models import Action, Appeal, Case, CopiedText, CopyReading, Decision, TextCopy
from moderation.services import copy_decisions
from moderation.services.appeals import lodge_appeal
from moderation.services.copies import look_at, prune_fingerprints
from moderation.services.copy_decisions import (
    decide_copies,
    go_on,
    hold_new_copies,
    take_copies_back,
)
from moderation.services.deciding import Ruling
from moderation.services.notices import statement_of
from moderation.tests.factories import make_ground, make_staff
from projects.models import Project
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

SPAM = (
    "Hello dear {name}, we double your crypto coins within {days} days without any risk at all, "
    "write to our desk at {link} today and get a free bonus of one hundred dollars on your first "
    "deposit, hurry up because this generous offer ends soon."
)
OTHER = (
    "I am looking for somebody who repairs the gutters of an old farm house, replaces about twenty "
    "cracked tiles on the north side and checks the chimney before the winter storms arrive here."
)


@pytest.fixture(autouse=True)
def _three_make_a_case(settings):
    settings.COPIED_TEXT_ACCOUNTS = 3


def spam(number: int) -> str:
    return SPAM.format(name=f"friend{number}", days=number + 3, link=f"coins{number}.example/x")


def post(api_as: Any, text: str, user: Any = None) -> Project:
    session = api_as(user or UserFactory(role="client"))
    body = {"title": "Needed at once", "description": text, "status": "open"}
    answer = session.post("projects", body)
    assert answer.status_code == 201, answer.content
    deliver()
    return Project.objects.get(pk=answer.json()["id"])


@pytest.fixture
def copied(api_as) -> CopiedText:
    for number in range(3):
        post(api_as, spam(number))
    return CopiedText.objects.get()


@pytest.fixture
def moderator():
    return make_staff()


def removal(**other: Any) -> Ruling:
    return Ruling(Action.REMOVE, **{"ground": make_ground(), "facts": "Spam."} | other)


def states() -> list[str]:
    return list(Project.objects.order_by("pk").values_list("moderation", flat=True))


# --- Found ------------------------------------------------------------------------------------


def test_two_make_no_case_three_do_and_a_fourth_joins_it(api_as):
    post(api_as, spam(0))
    post(api_as, spam(1))
    assert not CopiedText.objects.exists()
    post(api_as, spam(2))
    copied = CopiedText.objects.get()
    post(api_as, spam(3))
    found = CopiedText.objects.with_counts().get()
    assert (found.pk, found.copies_count, found.accounts_count) == (copied.pk, 4, 4)
    assert states() == [ModerationState.VISIBLE] * 4
    assert not Case.objects.exists()


def test_one_account_however_often_makes_none_and_neither_do_different_texts(api_as):
    client = UserFactory(role="client")
    for number in range(4):
        post(api_as, spam(number), client)
    post(api_as, OTHER)
    post(api_as, f"{OTHER} Please bring your own ladder.")
    assert not CopiedText.objects.exists()


def test_short_texts_make_none(api_as):
    for _ in range(4):
        post(api_as, "Hello, I need a painter for three rooms.")
    assert not TextCopy.objects.exists()


@pytest.mark.parametrize(
    "disguised",
    [
        lambda text: text.upper(),
        lambda text: text.replace(" ", "  \n"),
        lambda text: text.replace("o", "\u00f6"),
        lambda text: text.replace("e", "e\u200b"),
        lambda text: text.replace(",", " !!! "),
    ],
    ids=["capitals", "blanks", "accents", "invisible", "punctuation"],
)
def test_a_disguise_does_not_help(api_as, disguised):
    post(api_as, spam(0))
    post(api_as, spam(1))
    post(api_as, disguised(spam(2)))
    assert CopiedText.objects.exists()


def test_copies_of_every_kind_are_one_case(api_as, project_with_two):
    client, freelancer, project = project_with_two
    post(api_as, spam(0))
    api_as(freelancer).post(f"projects/{project.pk}/proposals", {"cover_note": spam(1)})
    deliver()
    api_as(client).post(
        f"projects/{project.pk}/messages", {"body": spam(2), "to": freelancer.username}
    )
    deliver()
    api_as(UserFactory(role="freelancer")).patch("me/profile", {"bio": spam(3)})
    deliver()
    kinds = TextCopy.objects.filter(copied_text__isnull=False).values_list("kind", flat=True)
    assert set(kinds) == {"project", "proposal", "message", "profile"}
    assert CopiedText.objects.count() == 1


@pytest.fixture
def project_with_two():
    client, freelancer = UserFactory(role="client"), UserFactory(role="freelancer")
    return client, freelancer, make_project(client=client)


def test_what_is_edited_into_a_copy_is_found(api_as):
    post(api_as, spam(0))
    post(api_as, spam(1))
    client = UserFactory(role="client")
    project = post(api_as, OTHER, client)
    api_as(client).patch(f"projects/{project.pk}", {"description": spam(2)})
    deliver()
    assert CopiedText.objects.get().copies.count() == 3


def test_after_the_days_of_the_setting_nothing_is_compared_any_more(api_as, copied):
    TextCopy.objects.update(written_at=now() - timedelta(days=8))
    prune_fingerprints()
    assert not any(copy.least or copy.bands for copy in TextCopy.objects.all())
    for number in range(3, 5):
        post(api_as, spam(number))
    assert CopiedText.objects.count() == 1


def test_a_fingerprint_holds_no_words_and_goes_with_the_account_and_the_days(api_as):
    client = UserFactory(role="client")
    post(api_as, OTHER, client)
    post(api_as, spam(1))
    row = TextCopy.objects.filter(account=client).values_list("least", "bands").get()
    assert all(isinstance(number, int) for numbers in row for number in numbers)
    erase(user=client, session_id=None, current_password=PASSWORD)
    assert not TextCopy.objects.filter(account=client).exists()
    TextCopy.objects.update(written_at=now() - timedelta(days=8))
    assert prune_fingerprints() == 1
    assert not TextCopy.objects.exists()


# --- Decided ----------------------------------------------------------------------------------


def test_one_decision_removes_all_and_one_brings_all_back(copied, moderator, mailoutbox):
    done = decide_copies(copied=copied, moderator=moderator, ruling=removal())
    assert done == (3, 0)
    assert states() == [ModerationState.REMOVED] * 3
    assert statement_of(Decision.objects.latest("pk"))["was_found_by_comparing"]
    decisions = Decision.objects.filter(action=Action.REMOVE)
    assert decisions.values("subject").distinct().count() == 3
    copied.refresh_from_db()
    assert copied.waits_since is None
    assert take_copies_back(copied=copied, moderator=moderator, facts="A fair offer.") == (3, 0)
    assert states() == [ModerationState.VISIBLE] * 3


def test_each_author_can_appeal_and_is_restored_alone(copied, moderator):
    decide_copies(copied=copied, moderator=moderator, ruling=removal())
    decision = Decision.objects.filter(action=Action.REMOVE).first()
    lodge_appeal(decision=decision, appellant=decision.subject, text="Mine is no spam.")
    assert Appeal.objects.get().decision == decision


def test_to_keep_them_makes_no_cases_and_lets_new_copies_be(api_as, copied, moderator):
    decide_copies(copied=copied, moderator=moderator, ruling=Ruling(Action.KEEP))
    post(api_as, spam(4))
    assert not Case.objects.exists()
    assert not CopiedText.objects.waiting().exists()


def test_a_new_copy_of_what_was_removed_waits_and_is_decided_apart(api_as, copied, moderator):
    decide_copies(copied=copied, moderator=moderator, ruling=removal())
    post(api_as, spam(4))
    assert states() == [ModerationState.REMOVED] * 3 + [ModerationState.VISIBLE]
    waiting = CopiedText.objects.waiting().get()
    assert decide_copies(copied=waiting, moderator=moderator, ruling=removal()) == (1, 0)


def test_by_setting_a_new_copy_is_held_at_once_and_its_author_is_told_that_a_program_did(
    api_as, copied, moderator, settings
):
    settings.COPIED_TEXTS_HELD = True
    decide_copies(copied=copied, moderator=moderator, ruling=removal())
    held = post(api_as, spam(4))
    hold_new_copies.func(str(copied.pk))
    decision = Decision.objects.get(target_id=held.pk)
    assert decision.made_by == moderator
    assert "automated means" in decision.facts
    assert states() == [ModerationState.REMOVED] * 4


def test_a_proposal_cannot_be_hidden_so_its_author_is_warned_once(
    api_as, moderator, project_with_two
):
    client, freelancer, project = project_with_two
    post(api_as, spam(0))
    post(api_as, spam(1))
    for number in (2, 3):
        other = project if number == 2 else make_project(client=client)
        path = f"projects/{other.pk}/proposals"
        assert api_as(freelancer).post(path, {"cover_note": spam(number)}).status_code == 201
        deliver()
    done = decide_copies(copied=CopiedText.objects.get(), moderator=moderator, ruling=removal())
    assert done == (4, 0)
    assert [one.action for one in Decision.objects.filter(subject=freelancer)] == [Action.WARN]


def test_a_moderators_own_and_staffs_copies_are_left_for_others(copied, moderator):
    staff = TextCopy.objects.first().account
    staff.role, staff.is_superuser = "admin", False
    staff.save()
    assert decide_copies(copied=copied, moderator=moderator, ruling=removal()) == (2, 1)
    assert CopiedText.objects.waiting().exists()
    administrator = make_staff("administrator")
    assert decide_copies(copied=copied, moderator=administrator, ruling=removal()) == (1, 0)


def test_without_reasons_or_right_nothing_is_decided(copied, moderator):
    for ruling in (Ruling(Action.REMOVE), Ruling(Action.RESTRICT, make_ground(), "x")):
        with pytest.raises(errors.ActionRefused):
            decide_copies(copied=copied, moderator=moderator, ruling=ruling)
    with pytest.raises(errors.MayNotDecide):
        decide_copies(copied=copied, moderator=make_staff("support"), ruling=removal())
    with pytest.raises(errors.CaseDecided):
        take_copies_back(copied=copied, moderator=moderator, facts="Nothing was done.")
    assert states() == [ModerationState.VISIBLE] * 3


def test_of_thousands_the_rest_follows_by_a_task(copied, moderator, monkeypatch):
    monkeypatch.setattr(copy_decisions, "AT_ONCE", 2)
    assert decide_copies(copied=copied, moderator=moderator, ruling=removal()) == (2, 1)
    go_on.func(str(copied.pk))
    assert states() == [ModerationState.REMOVED] * 3
    assert not CopiedText.objects.waiting().exists()
    assert take_copies_back(copied=copied, moderator=moderator, facts="Fair.") == (2, 1)
    go_on.func(str(copied.pk))
    assert states() == [ModerationState.VISIBLE] * 3


def test_what_was_deleted_meanwhile_is_no_copy_any_more(copied, moderator):
    Project.objects.filter(pk=TextCopy.objects.first().object_id).update(status="draft")
    Project.objects.filter(status="draft").delete()
    assert decide_copies(copied=copied, moderator=moderator, ruling=removal()) == (2, 0)


# --- In the admin -----------------------------------------------------------------------------


def page_of(copied: CopiedText) -> str:
    return f"/admin/moderation/copiedtext/{copied.pk}/change/"


def test_a_moderator_sees_all_copies_decides_and_restores_on_one_page(client, copied, moderator):
    client.force_login(moderator)
    assert "2026" in client.get("/admin/moderation/copiedtext/").content.decode()
    page = client.get(page_of(copied)).content.decode()
    assert page.count("double your crypto coins") == 3
    ruling = {"decide": "1", "action": "hide", "ground": make_ground().pk, "facts": "Spam."}
    assert client.post(page_of(copied), ruling).status_code == 302
    assert states() == [ModerationState.HIDDEN] * 3
    assert client.post(page_of(copied), {"take_back": "1", "facts": "Fair."}).status_code == 302
    assert states() == [ModerationState.VISIBLE] * 3


def test_each_copy_has_a_link_to_the_thing_and_only_what_can_be_chosen_is_explained(
    client, copied, moderator
):
    client.force_login(moderator)
    page = client.get(page_of(copied)).content.decode()
    for project in Project.objects.all():
        assert f'<a href="/projects/{project.pk}">Its page</a>' in page
    assert "out of search" not in page
    assert "For hide and suspend." in page


def test_a_decision_to_hide_says_that_proposals_were_warned(
    client, api_as, copied, moderator, project_with_two
):
    _client, freelancer, project = project_with_two
    cover_note = {"cover_note": spam(3)}
    answer = api_as(freelancer).post(f"projects/{project.pk}/proposals", cover_note)
    deliver()
    client.force_login(moderator)
    page = client.get(page_of(copied)).content.decode()
    address = f"/admin/projects/proposal/{answer.json()['id']}/change/"
    assert f'<a href="{address}">Its page</a>' in page
    assert client.get(address).status_code == 200
    ruling = {"decide": "1", "action": "hide", "ground": make_ground().pk, "facts": "Spam."}
    client.post(page_of(copied), ruling)
    page = client.get(page_of(copied)).content.decode()
    assert "Decision: Hide; proposals and invitations: warn" in page


def test_support_looks_and_reads_no_private_copy_and_a_moderators_reading_is_noted(
    client, api_as, copied, moderator, project_with_two
):
    _client, freelancer, project = project_with_two
    api_as(freelancer).post(
        f"projects/{project.pk}/proposals", {"cover_note": f"Secretly: {spam(3)}"}
    )
    deliver()
    client.force_login(make_staff("support"))
    page = client.get(page_of(copied)).content.decode()
    assert "Secretly" not in page
    assert "double your crypto coins" in page
    assert client.post(page_of(copied), {"decide": "1", "action": "keep"}).status_code == 403
    assert not CopyReading.objects.exists()
    client.force_login(moderator)
    assert "Secretly" in client.get(page_of(copied)).content.decode()
    assert CopyReading.objects.get().reader == moderator


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_one_text_twice_at_once_has_one_fingerprint():
    author, pk = UserFactory(), uuid7()

    def look() -> None:
        with transaction.atomic():
            look_at(kind="message", object_id=pk, account_id=author.pk, text=spam(0))

    assert at_once(*[look] * 4) == [None] * 4
    assert TextCopy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_who_decide_at_once_one_does(api_as, moderator):
    for number in range(3):
        post(api_as, spam(number))
    copied, ground = CopiedText.objects.get(), make_ground()
    other = make_staff()

    def decide(by: Any) -> object:
        return decide_copies(copied=copied, moderator=by, ruling=removal(ground=ground))

    answers = at_once(lambda: decide(moderator), lambda: decide(other))
    assert sorted(map(str, map(type, answers))) == sorted(
        [str(copy_decisions.Done), str(errors.CaseDecided)]
    )
    assert Decision.objects.count() == 3
