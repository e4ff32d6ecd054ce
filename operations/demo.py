"""The people of the demo, and what is around them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Address, Role, Status, User
from appointments.seeding import make_appointment
from conversations.seeding import make_conversation
from foundation.events.backlog import waiting
from foundation.events.delivery import deliver
from moderation.roles import StaffRole, set_staff_role
from moderation.seeding import make_cases
from notifications.kinds import registered
from notifications.models import Channel, Frequency, NotificationPreference
from notifications.services.preferences import choose
from profiles.models import Experience, PortfolioItem, Profile, Skill
from profiles.services.history import add_item
from profiles.services.profile import update_profile
from profiles.services.skills import add_skill
from projects.models import Project
from projects.services.completion import complete
from projects.services.posting import create_project
from projects.services.proposals import accept_proposal, submit_proposal
from reviews.seeding import make_reviews
from reviews.services.submitting import submit_review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORD = "a lantern for every trade"  # noqa: S105 - printed by `make demo`
PEOPLE = (
    {
        "username": "asha",
        "first_name": "Asha",
        "last_name": "Rao",
        "role": Role.FREELANCER,
        "email": "asha@demo.example",
        "phone_number": "+919820012345",
    },
    {
        "username": "greenview-society",
        "first_name": "Greenview",
        "last_name": "Housing Society",
        "role": Role.CLIENT,
        "email": "office@greenview.example",
    },
    {
        "username": "chief",
        "first_name": "Chief",
        "last_name": "Steward",
        "role": Role.ADMIN,
        "is_superuser": True,
        "email": "chief@demo.example",
    },
    {
        "username": "meera",
        "first_name": "Meera",
        "last_name": "Joshi",
        "role": Role.ADMIN,
        "email": "meera@demo.example",
    },
    {
        "username": "tomas",
        "first_name": "Tomas",
        "last_name": "Keller",
        "role": Role.ADMIN,
        "email": "tomas@demo.example",
    },
)


SEEDED = 300
ASHA = {
    "headline": "Plumber and waterproofing specialist",
    "bio": "Twenty years of bathrooms, terraces and water tanks in housing societies around Pune.\n"
    "I write a fixed quotation after a visit, and leave the place clean.",
    "city": "Pune",
    "country": "IN",
    "languages": [
        {"language": "mr", "fluency": "native"},
        {"language": "hi", "fluency": "fluent"},
        {"language": "en", "fluency": "conversational"},
    ],
}
ASHAS_OFFER = {
    "hourly_rate": 450,
    "currency": "INR",
    "availability": "available",
    "experience_level": "senior",
    "preferred_career_track": "Site supervision",
}
ASHAS_SKILLS = {"plumber": "expert", "waterproofing": "expert", "tiling": "advanced"}
GREENVIEW = {
    "headline": "A housing society of 120 flats",
    "organisation_name": "Greenview Co-operative Housing Society",
    "organisation_kind": "housing_society",
    "city": "Pune",
    "country": "IN",
}


PROJECTS = (
    ("Waterproofing of two water tanks", ["waterproofing"], 60_000),
    ("New pipes for wing B", ["plumber"], 250_000),
    ("Tiles for the entrance hall", ["tiling"], 90_000),
    ("A leak nobody finds", ["plumber", "waterproofing"], 15_000),
)


def load_demo_data(say: Callable[[str], object] = lambda _step: None) -> None:
    """Make the people of the demo, their profiles and some made-up freelancers around them, unless
    they are there. Nobody gets a mail. Each step that takes a while is said.
    """
    if not Skill.objects.exists():
        say("Adding the skills and occupations")
        call_command("import_skills", verbosity=0)
        call_command("import_occupations", verbosity=0)
    if not User.objects.with_username(PEOPLE[0]["username"]).exists():
        say("Making the people of the demo")
        _make_people()
    if not Profile.objects.exists():
        _make_profiles()
        _make_projects()
        say(f"Making {SEEDED} freelancers")
        call_command("seed", profiles=SEEDED, processes=1, verbosity=0)
        say("Making their reviews, and some cases for the moderators")
        make_reviews()
        make_cases()


@transaction.atomic
def _make_people() -> None:
    password = make_password(PASSWORD)  # of all: each takes a quarter of a second
    for person in PEOPLE:
        user = User.objects.create(
            **person,
            password=password,
            status=Status.ACTIVE,
            email_verified_at=Now(),
            phone_verified_at=Now() if "phone_number" in person else None,
        )
        if user.is_staff and not user.is_superuser:
            set_staff_role(user=user, role=StaffRole.MODERATOR)
        Address.objects.create(
            user=user, city="Pune", state="Maharashtra", country="IN", pin_code="411001"
        )


@transaction.atomic
def _make_profiles() -> None:
    asha = User.objects.with_username("asha").get()
    update_profile(user=asha, changes=ASHA | ASHAS_OFFER)
    for name, level in ASHAS_SKILLS.items():
        add_skill(user=asha, name=name, level=level, years=20)
    fields = {"title": "Foreman", "organisation": "Sahyadri Builders", "started_on": "2012"}
    add_item(user=asha, model=Experience, fields=fields)
    fields = {"title": "Terrace waterproofing of a tower of 14 floors", "started_on": "2024"}
    add_item(user=asha, model=PortfolioItem, fields=fields)
    society = User.objects.with_username("greenview-society").get()
    update_profile(user=society, changes=GREENVIEW)


@contextmanager
def _no_mails(*people: User) -> Iterator[None]:
    """These people want no mails of what happens meanwhile, nothing of which happens to them now;
    they find it among their notifications.
    """
    by_mail = str(Channel.EMAIL)
    chosen = [name for name, kind in registered().items() if not kind.is_obligatory]
    for person in people:
        choose(user=person, wanted={(name, by_mail): str(Frequency.NEVER) for name in chosen})
    yield
    while waiting().exists():
        deliver()
    NotificationPreference.objects.filter(user__in=people).delete()


def _make_projects() -> None:
    """One project that is done, one under way, and two that are open."""
    asha = User.objects.with_username("asha").get()
    society = User.objects.with_username("greenview-society").get()
    with _no_mails(asha, society):
        _post_and_work(society, asha)


def _post_and_work(society: User, asha: User) -> None:
    common = {"currency": "INR", "country": "IN", "names_client": True}
    for title, skills, budget in PROJECTS:
        create_project(
            client=society,
            is_open=True,
            skills=skills,
            title=title,
            description=f"{title}, for a society of 120 flats. Material is ours.",
            budget_max=budget,
            **common,
        )
    done, running, waiting, *_others = Project.objects.filter(client=society).order_by("id")
    make_conversation(waiting, asha)
    make_appointment(waiting, asha)
    for project in (done, running):
        note = "I know the house, and can begin on Monday."
        proposal = submit_proposal(freelancer=asha, project=project, cover_note=note)
        accept_proposal(client=society, proposal=proposal)
    complete(client=society, project=done)
    submit_review(
        project=done,
        author=society,
        rating=5,
        text="Both tanks have been dry since, through the whole monsoon.",
        would_work_again=True,
    )
    submit_review(
        project=done,
        author=asha,
        rating=5,
        text="Clear about the work, patient with the water cuts, paid on the day.",
    )
