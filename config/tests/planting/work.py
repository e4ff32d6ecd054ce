"""Projects, reviews, messages and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from conversations.models import Message
from conversations.services.writing import begin, edit, send
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.tests.factories import make_decision, make_report, make_staff
from projects.models import TEXTS, ChangeKind, Project
from projects.services import completion, posting, proposals
from projects.services.changing import withdraw_change
from projects.services.contacts import share_contact
from projects.tests.agreed import make_agreed, make_request
from projects.tests.factories import make_project
from reviews.services.answering import open_correction, reply_to_review
from reviews.services.submitting import edit_review, withdraw_review
from reviews.tests.factories import make_finished, make_review

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from moderation.models import Decision
    from projects.models import Proposal
    from reviews.models import Review

from config.tests.planting.people import Person, Story, numbers


def plant_work(story: Story, api_as: Callable[[User], Any]) -> None:
    """All that the two do with each other."""
    _unagreed(story, api_as)
    for party, other in (story.people, story.people[::-1]):
        _agreed(story, party)
        _reviews(story, party, other)
    _contacts(story)
    for party in story.people:
        _changes(story, party)
    _messages(story)
    _cases(story)


def _unagreed(story: Story, api_as: Callable[[User], Any]) -> None:
    """Projects on which no work began: a draft, an open and a cancelled one."""
    client = story.client
    for kind in ("draft", "open", "cancelled"):
        said = {name: client.word(f"first {kind} {name}") for name in ("title", "description")}
        body = said | {"skills": []}
        key = {"HTTP_IDEMPOTENCY_KEY": f"8e03978e-40d5-43e8-bc93-{next(numbers):012}"}
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


def _changes(story: Story, party: Person) -> None:
    """Other terms that this party asked for, and did not get."""
    who = "client" if party is story.client else "freelancer"
    agreement = make_agreed(*(person.user for person in story.people))
    texts = {name: party.text(f"{name} that the {who} asked for") for name in TEXTS[1:]}
    asked = make_request(
        agreement,
        party.user,
        ChangeKind.TERMS,
        title=party.word(f"title that the {who} asked for"),
        message=party.text(f"reason to change ({who})"),
        **texts,
    )
    withdraw_change(user=party.user, request=asked)


def _contacts(story: Story) -> None:
    """What the two share of themselves while work goes on."""
    client, freelancer = story.people
    project = make_project(client=client.user)
    proposal = proposals.submit_proposal(freelancer=freelancer.user, project=project)
    proposals.accept_proposal(client=client.user, proposal=proposal)
    project.refresh_from_db()
    for person in story.people:
        shared = {name: person.word(f"shared {name}") for name in ("name", "address")}
        share_contact(user=person.user, project=project, **shared)


def _messages(story: Story) -> None:
    """Each is changed, and has a file."""
    client, freelancer = story.people
    project = make_finished(client.user, freelancer.user)
    first = begin(
        sender=client.user,
        project=project,
        text=client.text("first message"),
        uploads=[_file_of(client)],
    )
    edit(author=client.user, message=first, text=client.text("message"))
    sent = send(
        sender=freelancer.user,
        conversation=first.conversation,
        text=freelancer.text("first message"),
        uploads=[_file_of(freelancer)],
    )
    edit(author=freelancer.user, message=sent, text=freelancer.text("message"))


def _file_of(person: Person) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{person.word('name of a file')}.txt", b"As agreed.")


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
