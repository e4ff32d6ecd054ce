"""Users, addresses and sessions for tests."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Address, Role, Session, Status, User

PASSWORD = "plum velvet tractor 19"


@cache
def _encoded(password: str) -> str:
    """Hashing is slow on purpose; the factories' one password is hashed once."""
    return make_password(password)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"user-{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    role = Role.FREELANCER
    status = Status.ACTIVE

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        kwargs["password"] = _encoded(kwargs.pop("password", PASSWORD))
        user = super()._create(model_class, *args, **kwargs)
        user.refresh_from_db()
        return user


class AddressFactory(factory.django.DjangoModelFactory[Address]):
    class Meta:
        model = Address

    user = factory.SubFactory(UserFactory)
    door_no = "12 B"
    street = "Lake View Road"
    city = "Pune"
    state = "Maharashtra"
    country = "IN"
    pin_code = "411001"


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    class Meta:
        model = Session

    user = factory.SubFactory(UserFactory)
    user_agent = "Firefox"
    ip_address = "203.0.113.7"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
