"""Two members of staff edit one object: the second one is told, and undoes nothing."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import UserFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def staff(username: str) -> Client:
    browser = Client()
    browser.force_login(UserFactory(username=username, role=Role.ADMIN, is_superuser=True))
    return browser


@pytest.fixture
def first():
    return staff("first")


@pytest.fixture
def second():
    return staff("second")


@pytest.fixture
def group():
    Group.objects.all().delete()  # those of migrations, unless another test has emptied the table
    group = Group.objects.create(name="support")
    group.permissions.set(Permission.objects.filter(codename="view_user"))
    return group


@pytest.fixture
def page(group):
    return reverse("admin:auth_group_change", args=[group.pk])


def opened(browser: Client, page: str) -> dict:
    """The form as the browser shows it."""
    form = browser.get(page).context["adminform"].form
    return {name: form[name].value() for name in form.fields}


def test_the_second_to_save_is_told_who_was_first_and_what_it_says_now(first, second, group, page):
    mine, theirs = opened(first, page), opened(second, page)
    assert first.post(page, mine | {"name": "helpers"}).status_code == 302
    answer = second.post(page, theirs | {"name": "aides", "permissions": []})
    assert answer.status_code == 200
    content = answer.content.decode()
    assert "Somebody changed this after you opened it" in content
    assert "Saved here last by first" in content
    assert "Name is now: helpers" in content
    assert "Permissions is now: Accounts | user | Can view user" in content
    group.refresh_from_db()
    assert group.name == "helpers"
    assert group.permissions.count() == 1


def test_a_stale_form_that_is_sent_again_is_still_stale(first, second, group, page):
    mine, theirs = opened(first, page), opened(second, page)
    first.post(page, mine | {"name": "helpers"})
    answer = second.post(page, theirs | {"name": "aides"})
    shown = answer.context["adminform"].form
    again = second.post(page, {name: shown[name].value() for name in shown.fields})
    assert again.status_code == 200
    assert Group.objects.get().name == "helpers"


def test_who_opens_it_anew_may_save(first, second, group, page):
    theirs = opened(second, page)
    first.post(page, opened(first, page) | {"name": "helpers"})
    second.post(page, theirs | {"name": "aides"})
    assert second.post(page, opened(second, page) | {"name": "aides"}).status_code == 302
    assert Group.objects.get().name == "aides"


def test_a_change_of_another_tables_rows_counts(first, second, group, page):
    theirs = opened(second, page)
    other = Permission.objects.get(codename="view_address")
    first.post(page, opened(first, page) | {"permissions": [other.pk]})
    assert second.post(page, theirs | {"name": "aides"}).status_code == 200
    assert list(group.permissions.all()) == [other]


def test_a_form_without_its_version_saves_nothing(first, group, page):
    form = opened(first, page)
    del form["version"]
    assert first.post(page, form | {"name": "helpers"}).status_code == 200
    assert Group.objects.get().name == "support"


def test_a_change_by_nobody_of_the_admin_counts_as_well(first, group, page):
    form = opened(first, page)
    Group.objects.filter(pk=group.pk).update(name="by a service")
    answer = first.post(page, form | {"name": "helpers"})
    assert b"was not changed in the admin" in answer.content
    assert Group.objects.get().name == "by a service"


def test_a_save_waits_for_one_that_has_begun_and_then_sees_it(first, group, page):
    form = opened(first, page)
    answers = []

    def save() -> None:
        try:
            answers.append(first.post(page, form | {"name": "late"}).status_code)
        finally:
            connection.close()

    with transaction.atomic():
        Group.objects.filter(pk=group.pk).update(name="early")
        thread = threading.Thread(target=save)
        thread.start()
        thread.join(timeout=0.5)
        assert not answers
    thread.join()
    assert answers == [200]
    assert Group.objects.get().name == "early"


@pytest.mark.parametrize("key", ["999999", "nonsense"])
def test_saving_what_is_not_there_is_no_error(first, db, key):
    page = reverse("admin:auth_group_change", args=[key])
    assert first.post(page, {"name": "x", "version": "1"}).status_code == 302
