"""Every way to a new password besides the API and the pages: the admin's, and the commands'."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse

from accounts.models import Role, Session, User
from accounts.tests.factories import PASSWORD, UserFactory

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
# A ligature, and a space that does not break: NFKC makes other characters of both.
TYPED = "seven \ufb01ne\u00a0umbrellas"
NORMALISED = "seven fine umbrellas"


@pytest.fixture
def staff(client: Client, admin_user: User) -> Client:
    """An administrator's browser."""
    client.post("/admin/login/", {"username": "chief", "password": PASSWORD})
    return client


def change(browser: Client, old: str, new: str) -> Any:
    """Follow the admin's own link, and fill in the form that it leads to."""
    page = browser.get("/admin/password_change/")
    return browser.post(page["Location"], {"current_password": old, "new_password": new})


@pytest.fixture
def type_at_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What somebody types when they are asked for a password, twice."""

    def types(first: str, second: str | None = None) -> None:
        answers = iter([first, first if second is None else second])
        monkeypatch.setattr(
            "accounts.management.passwords.getpass", lambda _question: next(answers)
        )

    return types


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def test_staff_who_change_their_password_end_their_other_sessions_and_are_told(
    api, staff, admin_user, mailoutbox, django_capture_on_commit_callbacks
):
    pair = api.post("auth/login", {"username": "chief", "password": PASSWORD}).json()
    with django_capture_on_commit_callbacks(execute=True):
        assert change(staff, PASSWORD, "seven green umbrellas").status_code == 302
    assert staff.get("/admin/").status_code == 200
    again = api.post("auth/refresh-token", {"refresh_token": pair["refresh_token"]})
    assert again.status_code == 401
    api.use_token(pair["access_token"])
    assert api.get("me").status_code == 401
    assert [mail.to for mail in mailoutbox] == [[admin_user.email]]


def test_staffs_tries_of_their_old_password_are_counted(staff):
    answers = [change(staff, "wrong", "seven green umbrellas").status_code for _number in range(6)]
    assert answers == [403] * 5 + [429]
    assert change(staff, PASSWORD, "seven green umbrellas").status_code == 429


def test_a_password_with_a_ligature_and_a_no_break_space_lets_its_owner_in(api, staff):
    assert change(staff, PASSWORD, TYPED).status_code == 302
    for password in (TYPED, NORMALISED):
        body = {"username": "chief", "password": password}
        assert api.post("auth/login", body).status_code == 200


def test_what_is_posted_to_the_admins_former_form_changes_nothing(staff, admin_user):
    form = {"old_password": PASSWORD, "new_password1": TYPED, "new_password2": TYPED}
    answer = staff.post("/admin/password_change/", form)
    assert answer["Location"] == "/account/security"
    assert User.objects.get(pk=admin_user.pk).password == admin_user.password
    assert staff.post("/admin/password_change/done/", form).status_code == 404


def test_no_page_of_the_admin_sets_somebody_elses_password(staff, freelancer):
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[freelancer.pk])
    address = reverse("admin:accounts_user_change", args=[freelancer.pk])
    form = {"password": "x", "password1": TYPED, "password2": TYPED, "username": "taken-over"}
    for path in (address, f"/admin/accounts/user/{freelancer.pk}/password/"):
        staff.post(path, form)
    unchanged = User.objects.get(pk=freelancer.pk)
    assert (unchanged.username, unchanged.password) == ("asha", freelancer.password)


@pytest.mark.parametrize("name", ["asha", "ASHA@example.com"])
def test_changepassword_ends_all_sessions_tells_the_owner_and_normalises(
    api, name, freelancer, mailoutbox, type_at_terminal, django_capture_on_commit_callbacks
):
    pair = api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()
    type_at_terminal(TYPED)
    with django_capture_on_commit_callbacks(execute=True):
        assert "asha" in run("changepassword", name)
    assert not Session.objects.live().filter(user=freelancer).exists()
    api.use_token(pair["access_token"])
    assert api.get("me").status_code == 401
    api.credentials()
    assert mailoutbox[0].to == ["asha@example.com"]
    for password in (TYPED, NORMALISED):
        assert api.post("auth/login", {"username": "asha", "password": password}).status_code == 200


def test_changepassword_lets_in_whom_a_hundred_failures_locked_out(
    api, freelancer, type_at_terminal
):
    for number in range(100):
        address = {"REMOTE_ADDR": f"198.51.100.{number}"}
        api.post("auth/login", {"username": "asha", "password": "wrong"}, **address)
    body = {"username": "asha", "password": "seven green umbrellas"}
    assert api.post("auth/login", body).status_code == 429
    type_at_terminal("seven green umbrellas")
    run("changepassword", "asha")
    assert api.post("auth/login", body).status_code == 200


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (("short",), "too short"),
        (("asha@example.com",), "similar to the email"),
        (("seven green umbrellas", "seven green hats"), "differ"),
    ],
)
def test_changepassword_keeps_the_rules(freelancer, type_at_terminal, typed, problem):
    type_at_terminal(*typed)
    with pytest.raises(CommandError, match=problem):
        run("changepassword", "asha")
    assert User.objects.get(username="asha").password == freelancer.password


def test_changepassword_knows_nobody_who_is_not_there(freelancer):
    erased = UserFactory(username="gone", email=None, erased_at=freelancer.created_at)
    for name in ("nobody", erased.username):
        with pytest.raises(CommandError, match="There is no user"):
            run("changepassword", name)


def test_createsuperuser_normalises_the_password(api, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", TYPED)
    call_command(
        "createsuperuser", username="chief", email="chief@example.com", noinput=True, verbosity=0
    )
    for password in (TYPED, NORMALISED):
        body = {"username": "chief", "password": password}
        assert api.post("auth/login", body).status_code == 200


def test_whatever_sets_or_checks_a_password_by_the_model_compares_the_same_form():
    user = User(username="mira", role=Role.CLIENT)
    user.set_password(TYPED)
    assert user.check_password(NORMALISED)
    assert user.check_password(TYPED)
    user.set_password(None)
    assert not user.has_usable_password()
