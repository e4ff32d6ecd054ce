"""Users, addresses and sessions for tests."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

import factory
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models.functions import Now
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import Address, Block, Passkey, Role, Session, Status, User
from accounts.services.status import suspend

if TYPE_CHECKING:
    from uuid import UUID

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
        if kwargs["status"] == Status.SUSPENDED:
            kwargs.setdefault("id", uuid7())
            kwargs["suspended_by"] = restriction_on(kwargs["id"])
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


class BlockFactory(factory.django.DjangoModelFactory[Block]):
    class Meta:
        model = Block

    blocker = factory.SubFactory(UserFactory)
    blocked = factory.SubFactory(UserFactory)
    username = factory.SelfAttribute("blocked.username")


class PasskeyFactory(factory.django.DjangoModelFactory[Passkey]):
    """One that nobody holds; `accounts.tests.authenticator` makes those that log in."""

    class Meta:
        model = Passkey

    user = factory.SubFactory(UserFactory)
    name = "Phone"
    credential_id = factory.LazyFunction(lambda: uuid7().bytes)
    public_key = b"\xa0"
    transports = ("internal", "hybrid")
    aaguid = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4"
    is_synced = True
    is_backed_up = True


def restriction_on(pk: UUID, kind: str = "account") -> UUID:
    """The id of a decision that restricts this row, without which the database lets nothing be
    restricted. Written by hand, for the tests of apps that know nothing of moderation.
    """
    model = partial(apps.get_model, "moderation")
    subject, moderator = (
        User.objects.get_or_create(username=name, email=f"{name}@example.com", role=role)[0]
        for name, role in (("subject", Role.CLIENT), ("judge", Role.ADMIN))
    )
    rule = {"title": "A rule", "text": "A rule.", "reference": "1", "basis": "terms"}
    ground, _is_new = model("PolicyGround").objects.get_or_create(code="rule", defaults=rule)
    case = model("Case").objects.create(
        object_kind="profile", object_id=uuid7(), subject=subject, title="x", decided_at=Now()
    )
    decision = model("Decision").objects.create(
        case=case,
        subject=subject,
        target_id=pk,
        action="suspend" if kind == "account" else "hide",
        ground=ground,
        ground_text=ground.text,
        facts="A fact.",
        made_by=moderator,
    )
    restrictions = model("Restriction").objects
    restrictions.filter(target_id=pk, kind=kind, ended_at=None).update(ended_at=Now())
    before = "active" if kind == "account" else ""
    restrictions.create(decision=decision, kind=kind, target_id=pk, status_before=before)
    return cast("UUID", decision.pk)


def with_status(user: User, status: str) -> User:
    """This user, in this status however it came to it."""
    decision = restriction_on(user.pk) if status == Status.SUSPENDED else None
    User.objects.filter(pk=user.pk).update(status=status, suspended_by=decision)
    user.refresh_from_db()
    return user


def suspended(user: User) -> User:
    """This user, suspended by a decision."""
    return suspend(user=user, decision=restriction_on(user.pk))
