"""`createsuperuser`: by an e-mail address or a phone number."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role, Status, User
from accounts.tests.factories import UserFactory
from accounts.tests.test_races import at_once

pytestmark = pytest.mark.django_db
GOOD = "seven green umbrellas"


@pytest.fixture
def superuser_password(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)


def test_a_new_site_has_no_account():
    """Whatever the migrations put into the database, nobody can log in with it."""
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "identifier", [{"email": "chief@example.com"}, {"phone_number": "+91 98200 12345"}]
)
def test_createsuperuser_takes_an_address_or_a_phone(api, superuser_password, identifier):
    call_command(
        "createsuperuser", username="Chief-1", noinput=True, stdout=StringIO(), **identifier
    )
    user = User.objects.get()
    assert (user.role, user.status, user.is_superuser) == (Role.ADMIN, Status.ACTIVE, True)
    assert api.post("auth/login", {"username": "chief-1", "password": GOOD}).status_code == 200


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"username": "chief-1"}, "an e-mail address or a phone number"),
        ({"username": "x", "email": "a@example.com"}, "username"),
        ({"username": "chief-1", "email": "nonsense"}, "email"),
        ({"username": "chief-1", "phone_number": "123"}, "phone number"),
        ({"username": "taken", "email": "a@example.com"}, "username: Already in use"),
    ],
)
def test_createsuperuser_says_what_is_wrong(superuser_password, options, message):
    UserFactory(username="taken")
    with pytest.raises(CommandError, match=message):
        call_command("createsuperuser", noinput=True, **options)
    assert User.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_same_administrator_at_once_one_is_told(superuser_password):
    def make() -> None:
        call_command(
            "createsuperuser",
            username="chief",
            email="a@example.com",
            noinput=True,
            stdout=StringIO(),
        )

    answers = at_once(make, make)
    assert User.objects.count() == 1
    (refused,) = (one for one in answers if one is not None)
    assert isinstance(refused, CommandError)
    assert "Already in use" in str(refused)


def test_createsuperuser_keeps_the_password_rules(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "admin")
    with pytest.raises(CommandError, match="too short"):
        call_command("createsuperuser", username="chief-1", email="a@example.com", noinput=True)
