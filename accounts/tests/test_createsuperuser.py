"""`createsuperuser`: by an e-mail address or a phone number."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role, Status, User
from accounts.tests.factories import UserFactory

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


def test_createsuperuser_keeps_the_password_rules(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "admin")
    with pytest.raises(CommandError, match="too short"):
        call_command("createsuperuser", username="chief-1", email="a@example.com", noinput=True)
