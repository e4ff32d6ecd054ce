"""Accounts and profiles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import IdentifierChange, Role, User
from accounts.services import outgoing
from accounts.services.account import save_address, update_account
from accounts.services.second_factor.removal import request_removal
from accounts.tests.factories import PASSWORD, BlockFactory, PasskeyFactory, SessionFactory
from config.tests.arrangements import picture
from otp.models import OneTimeCode
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.services.cv import upload_cv
from profiles.services.history import add_item, set_picture
from profiles.services.profile import make_profile, set_avatar, update_profile
from profiles.services.skills import add_skill

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.tests.planting.people import Person


LATER = datetime(2099, 1, 1, tzinfo=UTC)


def plant_account(person: Person, staff: User, api_as: Callable[[User], Any]) -> None:
    """Identifiers and those before them, names, devices, codes, what is on its way."""
    user, own = person.user, {"current_password": PASSWORD}
    first = {name: person.word(f"first {name}") for name in ("first_name", "last_name", "username")}
    numbers = {"email": person.email("first email"), "phone_number": person.phone("first phone")}
    User.objects.filter(pk=user.pk).update(**first, **numbers)
    user.refresh_from_db()
    api = api_as(user)
    named = {name: person.word(name) for name in ("first_name", "last_name", "username")}
    contacts = {"email": person.email("email"), "phone_number": person.phone("phone")}
    answer = api.patch("me", named | contacts | own)
    assert answer.status_code == 200, answer.json()
    verified = {"email_verified_at": Now(), "phone_verified_at": Now()}
    User.objects.filter(pk=user.pk).update(**verified)
    user.refresh_from_db()
    waiting = {
        "email": person.email("pending email"),
        "phone_number": person.phone("pending phone"),
    }
    update_account(
        user=user,
        session_id=None,
        address="203.0.113.7",
        changes=waiting,
        current_password=PASSWORD,
    )
    IdentifierChange.objects.create(
        user=user,
        field="email",
        old_value=person.email("email before"),
        old_verified_at=Now(),
        effective_at=Now(),
        ended_at=Now(),
    )
    places = ("door_no", "street", "city", "state", "pin_code")
    address = {name: person.word(f"address {name}") for name in places}
    save_address(user=user, country="IN", **address)
    BlockFactory(blocked=user)  # which keeps the username of now
    _devices(person, staff)


def _devices(person: Person, staff: User) -> None:
    user = person.user
    SessionFactory(
        user=user, user_agent=person.word("browser"), ip_address=person.network_address("address")
    )
    user.remembered_devices.create(user_agent=person.word("remembered"), expires_at=LATER)
    passkey = PasskeyFactory(user=user, name=person.word("first passkey"))
    passkey.name = person.word("passkey")
    passkey.save()
    removal = request_removal(
        user=user,
        by=staff,
        reason=person.text("first reason of a removal"),
        new_email=person.email("new email of a removal"),
    )
    removal.reason = person.text("reason of a removal")
    removal.save()
    codes = OneTimeCode.objects
    later = {"expires_at": LATER, "purpose": "login", "network": "198.51.100.0/24"}
    codes.create(user=user, phone_number=person.phone("number of a code"), **later)
    codes.create(user=user, email=person.email("email of a code"), **later)
    outgoing.keep(user, text=person.text("mail on its way"))
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=person.word("name in the admin's log"),
        action_flag=CHANGE,
        change_message="[]",
    )


def plant_profile(person: Person) -> None:
    """All that somebody can say of themselves, some of it twice."""
    user = person.user
    make_profile(user)
    for turn in ("first ", ""):
        said = {name: person.text(f"{turn}{name}") for name in ("headline", "bio")}
        update_profile(
            user=user,
            changes=said | {"city": person.word(f"{turn}profile city"), "country": "IN"},
        )
    set_avatar(user=user, upload=SimpleUploadedFile("me.png", picture()))
    (_client_profile if user.role == Role.CLIENT else _freelancer_profile)(person)


def _client_profile(client: Person) -> None:
    for turn in ("first ", ""):
        said = {"organisation_name": client.word(f"{turn}organisation")}
        update_profile(user=client.user, changes=said)


def _freelancer_profile(freelancer: Person) -> None:
    user = freelancer.user
    pause = {
        "paused_until": (timezone.now() + timedelta(days=9)).date(),
        "pause_note": freelancer.text("words on a pause"),
    }
    update_profile(user=user, changes=pause)
    goals = {
        "career_goals": freelancer.text("career_goals"),
        "preferred_career_track": freelancer.word("career track"),
        "interests": [freelancer.word("interest")],
    }
    update_profile(user=user, changes=goals)
    times = {"started_on": "2014", "ended_on": "2018"}
    texts: dict[Any, tuple[str, ...]] = {
        Experience: ("title", "organisation", "description"),
        Education: ("institution", "degree", "field_of_study", "grade"),
        PortfolioItem: ("title", "description"),
    }
    for model, names in texts.items():
        said = {name: freelancer.word(f"{model.__name__} {name}") for name in names}
        item = add_item(user=user, model=model, fields=said | times)
    item.url = f"https://example.org/{freelancer.word('portfolio url')}"
    item.save()
    set_picture(user=user, item=item, upload=SimpleUploadedFile("work.png", picture()))
    link = f"https://example.org/{freelancer.word('link')}"
    add_item(user=user, model=Link, fields={"url": link})
    add_skill(user=user, name=freelancer.word("skill"))
    written = freelancer.word("cv")
    cv = upload_cv(
        user=user,
        content=f"Experience\n2014 - 2018 Carpenter at {written} Limited\n".encode(),
        file_name=f"{freelancer.word('name of the cv')}.txt",
    )
    cv.suggestions.create(
        kind="experience",
        value={"title": freelancer.word("suggestion")},
        start=0,
        end=9,
        confidence=0.9,
        position=99,
    )
