"""What is done from the command line."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import LimitCounter, Role, Status, User
from accounts.tests.factories import SessionFactory, UserFactory
from config.demo import PASSWORD, PEOPLE, load_demo_data

pytestmark = pytest.mark.django_db
GOOD = "seven green umbrellas"


@pytest.fixture
def superuser_password(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)


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


def test_prune_says_what_it_deleted():
    long_ago = timezone.now() - timedelta(days=40)
    SessionFactory()
    session = SessionFactory()
    type(session).objects.filter(pk=session.pk).update(
        created_at=long_ago - timedelta(days=1), expires_at=long_ago
    )
    LimitCounter.objects.create(key="old", count=1, expires_at=long_ago)
    LimitCounter.objects.create(key="new", count=1, expires_at=timezone.now() + timedelta(days=1))
    output = StringIO()
    call_command("prune", stdout=output)
    assert output.getvalue().splitlines() == ["1 sessions", "1 limit counters", "0 tasks"]


def test_the_demos_people_log_in(api):
    load_demo_data()
    load_demo_data()
    assert User.objects.count() == len(PEOPLE)
    for person in PEOPLE:
        body = {"username": person["username"], "password": PASSWORD}
        assert api.post("auth/login", body).status_code == 200
