"""Two people who wrote something into every text that a person can write, each text with a word of
its own in it: for what must find all of it, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now

from accounts.models import IdentifierChange, Role, User
from accounts.services import outgoing
from accounts.services.account import save_address, update_account
from accounts.services.second_factor.removal import request_removal
from accounts.tests.factories import PASSWORD, PasskeyFactory, SessionFactory, UserFactory
from config.tests.arrangements import picture
from conversations.models import Message
from conversations.services.writing import begin, edit, send
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.tests.factories import make_decision, make_report, make_staff
from otp.models import OneTimeCode
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.services.cv import upload_cv
from profiles.services.history import add_item, set_picture
from profiles.services.profile import make_profile, set_avatar, update_profile
from profiles.services.skills import add_skill
from projects.models import Project
from projects.services import completion, posting, proposals
from projects.tests.factories import make_project
from reviews.services.answering import open_correction, reply_to_review
from reviews.services.submitting import edit_review, withdraw_review
from reviews.tests.factories import make_finished, make_review

if TYPE_CHECKING:
    from collections.abc import Callable

    from moderation.models import Decision
    from projects.models import Proposal
    from reviews.models import Review

_numbers = count(1)
LATER = datetime(2099, 1, 1, tzinfo=UTC)


@dataclass
class Person:
    """Somebody, and the words of theirs by what each was written into."""

    user: User
    words: dict[str, str] = field(default_factory=dict)

    def word(self, place: str) -> str:
        """A word that stands nowhere else."""
        return self._noted(place, f"zq{next(_numbers):06}w")

    def phone(self, place: str) -> str:
        return self._noted(place, f"+4915{next(_numbers):09}")

    def network_address(self, place: str) -> str:
        return self._noted(place, f"198.51.100.{next(_numbers) % 200 + 20}")

    def text(self, place: str) -> str:
        """A text with such a word, long enough for a review."""
        return f"It was {self.word(place)} as we had agreed."

    def email(self, place: str) -> str:
        return f"{self.word(place)}@example.org"

    def _noted(self, place: str, word: str) -> str:
        assert place not in self.words, place
        self.words[place] = word
        return word


@dataclass
class Story:
    """What a client and a freelancer went through, with staff."""

    client: Person
    freelancer: Person
    staff: User

    @property
    def people(self) -> tuple[Person, Person]:
        return self.client, self.freelancer


def plant(api_as: Callable[[User], Any]) -> Story:
    """Make it all."""
    people = Person(UserFactory(role=Role.CLIENT)), Person(UserFactory(role=Role.FREELANCER))
    story = Story(*people, make_staff())
    for person in people:
        _account(person, story.staff, api_as)
        _profile(person)
    _client_profile(story.client)
    _freelancer_profile(story.freelancer)
    _unagreed(story, api_as)
    for party, other in (people, people[::-1]):
        _agreed(story, party)
        _reviews(story, party, other)
    _messages(story)
    _cases(story)
    return story


def _account(person: Person, staff: User, api_as: Callable[[User], Any]) -> None:
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


def _profile(person: Person) -> None:
    user = person.user
    make_profile(user)
    for turn in ("first ", ""):
        said = {name: person.text(f"{turn}{name}") for name in ("headline", "bio")}
        update_profile(
            user=user,
            changes=said | {"city": person.word(f"{turn}profile city"), "country": "IN"},
        )
    set_avatar(user=user, upload=SimpleUploadedFile("me.png", picture()))


def _client_profile(client: Person) -> None:
    for turn in ("first ", ""):
        said = {"organisation_name": client.word(f"{turn}organisation")}
        update_profile(user=client.user, changes=said)


def _freelancer_profile(freelancer: Person) -> None:
    user = freelancer.user
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


def _unagreed(story: Story, api_as: Callable[[User], Any]) -> None:
    """Projects on which no work began: a draft, an open and a cancelled one."""
    client = story.client
    for kind in ("draft", "open", "cancelled"):
        said = {name: client.word(f"first {kind} {name}") for name in ("title", "description")}
        body = said | {"skills": []}
        key = {"HTTP_IDEMPOTENCY_KEY": f"8e03978e-40d5-43e8-bc93-{next(_numbers):012}"}
        answer = api_as(client.user).post("projects", body, **key)
        assert answer.status_code == 201, answer.json()
        project = Project.objects.get(pk=answer.json()["id"])
        changed = {name: client.word(f"{kind} {name}") for name in said}
        posting.update_project(client=client.user, project=project, changes=changed)
        if kind == "draft":
            continue
        posting.open_project(client=client.user, project=project)
        _offers(story, project, kind)
        if kind == "cancelled":
            reason = client.text("reason to cancel")
            posting.cancel_project(client=client.user, project=project, reason=reason)


def _offers(story: Story, project: Project, kind: str) -> None:
    """An invitation, a proposal that was declined, and another."""
    client, freelancer = story.people
    proposals.invite(
        client=client.user,
        project=project,
        username=freelancer.user.username,
        message=client.text(f"{kind} invitation"),
    )
    declined = _proposal(story, project, f"declined for {kind}")
    reason = client.text(f"reason to decline for {kind}")
    proposals.decline_proposal(client=client.user, proposal=declined, reason=reason)


def _proposal(story: Story, project: Project, kind: str) -> Proposal:
    note = story.freelancer.text(f"proposal {kind}")
    return proposals.submit_proposal(
        freelancer=story.freelancer.user, project=project, cover_note=note
    )


def _agreed(story: Story, ending: Person) -> None:
    """A project on which work began, and which this party ended."""
    client = story.client
    who = "client" if ending is client else "freelancer"
    said = {name: client.word(f"{name} ended by the {who}") for name in ("title", "description")}
    project = make_project(client=client.user, **said)
    proposal = _proposal(story, project, f"accepted, ended by the {who}")
    proposals.accept_proposal(client=client.user, proposal=proposal)
    project.refresh_from_db()
    completion.deliver(freelancer=story.freelancer.user, project=project)
    completion.reject_delivery(
        client=client.user, project=project, reason=client.text(f"what was to be done ({who})")
    )
    reason = ending.text("reason to end early")
    completion.end_early(user=ending.user, project=project, reason=reason)


def _reviews(story: Story, author: Person, other: Person) -> None:
    """One that was corrected and answered, one that was withdrawn, and one that waits."""
    kept = _reviewed(story, author, "corrected")
    make_review(kept.project, other.user, 5)
    kept.refresh_from_db()
    open_correction(review=kept)
    changes = {name: author.text(f"{name} of a corrected review") for name in NOTED}
    edit_review(review=kept, changes=changes)
    reply_to_review(review=kept, text=other.text("reply"))
    withdrawn = _reviewed(story, author, "withdrawn")
    withdraw_review(review=withdrawn)
    waiting = _reviewed(story, author, "waiting")
    edit_review(review=waiting, changes={"text": author.text("text of a waiting review")})


NOTED = ("text", "private_note")


def _reviewed(story: Story, author: Person, kind: str) -> Review:
    said = {name: author.text(f"first {name} of a {kind} review") for name in NOTED}
    project = make_finished(story.client.user, story.freelancer.user)
    return make_review(project, author.user, 3, **said)


def _messages(story: Story) -> None:
    client, freelancer = story.people
    project = make_finished(client.user, freelancer.user)
    first = begin(sender=client.user, project=project, text=client.text("first message"))
    edit(author=client.user, message=first, text=client.text("message"))
    sent = send(
        sender=freelancer.user,
        conversation=first.conversation,
        text=freelancer.text("first message"),
    )
    edit(author=freelancer.user, message=sent, text=freelancer.text("message"))


def _cases(story: Story) -> None:
    """Each reported something public and something private of the other, and appealed."""
    client, freelancer = story.people
    for reporter, other in ((client, freelancer), (freelancer, client)):
        message = Message.objects.by(other.user).latest("position")
        public = {"reporter": reporter.user, "text": reporter.text("report of a profile")}
        make_report("profile", other.user.profile, **public)
        private = {"reporter": reporter.user, "text": reporter.text("report of a message")}
        make_report("message", message, attach_conversation=True, **private)
        decision = make_decision("profile", other.user.profile, "warn", story.staff)
        make_decision("message", message, "warn", story.staff)
        _appeals(other, decision)


def _appeals(person: Person, decision: Decision) -> None:
    appeal = lodge_appeal(decision=decision, appellant=person.user, text=person.text("appeal"))
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="It stands.", instead=None)
