"""A thing of somebody's own for each route that has an id in its address, in the state in which
the route's action is allowed: for the permission matrix, and for `benchmarks.fuzz`.
"""

from __future__ import annotations

from copy import copy
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import Role, Status
from accounts.tests.factories import BlockFactory, PasskeyFactory, SessionFactory, UserFactory
from appointments.services.absences import claim_absence
from appointments.tests.factories import make_appointment, make_confirmed, make_past
from bookmarks.tests.factories import make_entry, make_search, make_shortlist
from conversations.tests.factories import make_message, make_picture
from moderation.tests.factories import make_decision
from notifications.tests.factories import make_notification
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.services.profile import make_profile
from profiles.services.skills import add_skill
from profiles.tests.factories import make_suggestion
from projects.models import AgreementStep, ChangeKind, Project, ProjectStatus, StepStatus
from projects.services.agreements import agree
from projects.services.completion import end_early
from projects.services.proposals import accept_proposal
from projects.tests.agreed import make_agreed, make_agreement, make_request
from projects.tests.factories import (
    make_file,
    make_invitation,
    make_project,
    make_proposal,
    make_question,
)
from reviews.tests.factories import make_finished, make_revealed, make_review

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from appointments.models import Appointment
    from conversations.models import Message
    from projects.models import Agreement, Proposal

_numbers = count()
# Whose the thing is, where it is not everybody's own.
CLIENTS, FREELANCERS = "client", "freelancer"


def make_client() -> User:
    return UserFactory(role=Role.CLIENT)


def _working(**fields: object) -> Callable[[User], object]:
    """A client's project under way."""
    return lambda owner: make_project(
        client=owner, freelancer=UserFactory(), status=ProjectStatus.IN_PROGRESS, **fields
    )


def _own(status: str) -> Callable[[User], object]:
    return lambda owner: make_project(client=owner, status=status)


def _delivering(owner: User) -> object:
    return make_project(client=make_client(), freelancer=owner, status=ProjectStatus.IN_PROGRESS)


def _delivered(owner: User) -> object:
    return _working(delivered_at=timezone.now())(owner)


def _agreement_on(make: Callable[[User], Any]) -> Callable[[User], Agreement]:
    """The agreement on a project that is made so."""
    return lambda owner: make_agreement(make(owner))


def _ordered(owner: User) -> Agreement:
    """What this client agreed on, just now."""
    return make_agreed(owner, UserFactory())


def _asking(owner: User) -> object:
    """A change that this client asks for."""
    return make_request(_ordered(owner), owner, ChangeKind.TERMS)


def _asked_for(owner: User) -> object:
    """A change that this client is asked for."""
    agreement = _ordered(owner)
    return make_request(agreement, agreement.freelancer, ChangeKind.TERMS)


def _blamed(owner: User) -> object:
    """A project whose freelancer ended it, and says that this client caused that."""
    agreement = _ordered(owner)
    return end_early(
        user=agreement.freelancer, project=agreement.project, reason="Enough", caused_by="client"
    )


def _finished(owner: User) -> object:
    is_client = owner.role == Role.CLIENT
    return make_finished(**{"client" if is_client else "freelancer": owner})


def _written(owner: User) -> object:
    """A review by this party, not yet revealed."""
    return make_review(_finished(owner), owner)


def _received(owner: User) -> object:
    """A revealed review of this freelancer."""
    return make_revealed(make_finished(freelancer=owner))


def _offered(owner: User) -> object:
    return make_proposal(make_project(client=owner), UserFactory())


def _offering(owner: User) -> Proposal:
    return make_proposal(make_project(client=make_client()), owner)


def _offered_alone(owner: User) -> object:
    """An offer to this freelancer."""
    project = make_project(client=make_client(), is_private=True)
    return make_invitation(project, owner, is_offer=True)


def _outdated(owner: User) -> object:
    """A proposal for a project that changed since."""
    proposal = _offering(owner)
    Project.objects.filter(pk=proposal.project_id).update(version=2)
    return proposal


def _agreed(owner: User) -> object:
    """An agreement of this freelancer."""
    proposal = _offering(owner)
    accept_proposal(client=proposal.project.client, proposal=proposal)
    return proposal.agreements.get()


def _step(owner: User) -> object:
    """A step of work that this freelancer agreed on."""
    agreement = _agreed(owner)
    return AgreementStep.objects.create(agreement=agreement, number=1, title="Two coats")


def _given_step(owner: User) -> object:
    """A step that was delivered to this client."""
    project = _agreed_project(owner)
    agreement = project.agreements.get()
    Project.objects.filter(pk=project.pk).update(
        status=ProjectStatus.IN_PROGRESS, freelancer=agreement.freelancer, started_at=timezone.now()
    )
    return AgreementStep.objects.create(
        agreement=agreement,
        number=1,
        title="Two coats",
        status=StepStatus.DELIVERED,
        delivered_at=timezone.now(),
    )


def _given(owner: User) -> object:
    """An agreement of this client."""
    return _agreed_project(owner).agreements.get()


def _agreed_project(owner: User) -> Project:
    """A client's project under way, as it was agreed."""
    freelancer = UserFactory()
    project = make_project(client=owner, freelancer=freelancer, status=ProjectStatus.IN_PROGRESS)
    agree(terms=make_proposal(project, freelancer), accepted_by=owner)
    return project


def _asked(owner: User) -> object:
    """A project to which this freelancer has a proposal."""
    return _offering(owner).project


def _message(owner: User) -> Message:
    """In a conversation of this freelancer, who wrote it, unless nobody may who is pending."""
    proposal = _offering(owner)
    is_pending = owner.status == Status.PENDING
    return make_message(proposal, by=proposal.project.client if is_pending else owner)


def _attachment(owner: User) -> object:
    """A picture of that message."""
    message = _message(owner)
    return make_picture(message)


def _talking(owner: User) -> object:
    return _message(owner).conversation


def _entry(owner: User) -> object:
    """Of somebody else."""
    return make_entry(owner, person=make_profile(UserFactory()).user)


def _active(owner: User) -> User:
    """The same person, who may act: what is there was made before the account was pending."""
    acting = copy(owner)
    acting.status = Status.ACTIVE
    return acting


def _meeting(owner: User) -> Appointment:
    """Times that a client proposes to this freelancer."""
    proposal = _offering(owner)
    return make_appointment(proposal, by=proposal.project.client)


def _met(owner: User) -> Appointment:
    """An appointment of this freelancer that was confirmed."""
    proposal = _offering(owner)
    proposal.freelancer = _active(owner)
    return make_confirmed(proposal)


def _missed(owner: User, *, by_owner: bool | None = None) -> Appointment:
    """One that is over, and who says that the other did not come, if somebody does."""
    proposal = _offering(owner)
    proposal.freelancer = _active(owner)
    appointment = make_past(proposal)
    if by_owner is not None:
        user = appointment.freelancer if by_owner else appointment.client
        claim_absence(user=user, appointment=appointment)
    return appointment


def _skill(owner: User) -> str:
    return add_skill(user=owner, name=f"Craft {next(_numbers)}")[0].skill.slug


# By the beginning of the address, and the method if it matters: the first that fits.
MAKERS: tuple[tuple[str, str, str, Callable[[User], object]], ...] = (
    ("projects/<uuid:pk>/proposals", "get", CLIENTS, _own(ProjectStatus.OPEN)),
    (
        "projects/<uuid:pk>/proposals",
        "post",
        FREELANCERS,
        lambda _owner: make_project(client=make_client()),
    ),
    ("agreements/<uuid:pk>/hire-again", "", CLIENTS, _given),
    ("agreements/<uuid:pk>/change-requests", "", CLIENTS, _ordered),
    *(
        (f"agreements/<uuid:pk>/{path}", "", who, _agreement_on(make))
        for path, who, make in (
            ("ending", CLIENTS, _blamed),
            ("contact", CLIENTS, _working()),
            ("reviews", CLIENTS, _finished),
            ("reject-delivery", CLIENTS, _delivered),
            ("complete", CLIENTS, _working()),
            ("end-early", CLIENTS, _working()),
        )
    ),
    ("agreements/", "", FREELANCERS, _agreed),
    ("steps/<uuid:pk>/accept", "", CLIENTS, _given_step),
    ("steps/<uuid:pk>/reject", "", CLIENTS, _given_step),
    ("steps/<uuid:pk>", "", FREELANCERS, _step),
    ("projects/<uuid:pk>/agreement", "", CLIENTS, _agreed_project),
    ("projects/<uuid:pk>/offer", "", CLIENTS, _own(ProjectStatus.DRAFT)),
    ("projects/<uuid:pk>/messages", "", FREELANCERS, _asked),
    ("projects/<uuid:pk>/appointments", "", FREELANCERS, _asked),
    ("appointments/<uuid:pk>.ics", "", FREELANCERS, _met),
    ("appointments/<uuid:pk>/claim-absence", "", FREELANCERS, _missed),
    (
        "appointments/<uuid:pk>/answer-absence",
        "",
        FREELANCERS,
        lambda owner: _missed(owner, by_owner=False),
    ),
    (
        "appointments/<uuid:pk>/withdraw-absence",
        "",
        FREELANCERS,
        lambda owner: _missed(owner, by_owner=True),
    ),
    ("appointments/<uuid:pk>", "", FREELANCERS, _meeting),
    ("conversations/<uuid:pk>", "", FREELANCERS, _talking),
    ("messages/<uuid:pk>", "", FREELANCERS, _message),
    ("attachments/<uuid:pk>", "", FREELANCERS, _attachment),
    ("projects/<uuid:pk>/reviews", "", "", _finished),
    ("projects/<uuid:pk>/deliver", "", FREELANCERS, _delivering),
    ("projects/<uuid:pk>/reject-delivery", "", CLIENTS, _delivered),
    ("projects/<uuid:pk>/complete", "", CLIENTS, _working()),
    ("projects/<uuid:pk>/end-early", "", CLIENTS, _working()),
    ("projects/<uuid:pk>/contact", "", CLIENTS, _working()),
    ("projects/<uuid:pk>/ending", "", CLIENTS, _blamed),
    ("change-requests/<uuid:pk>/withdraw", "", CLIENTS, _asking),
    ("change-requests/<uuid:pk>", "", CLIENTS, _asked_for),
    ("projects/<uuid:pk>/cancel", "", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>/extend", "", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>/files", "", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>/questions", "get", CLIENTS, _own(ProjectStatus.OPEN)),
    (
        "projects/<uuid:pk>/questions",
        "post",
        FREELANCERS,
        lambda _owner: make_project(client=make_client()),
    ),
    (
        "project-files/<uuid:pk>",
        "",
        CLIENTS,
        lambda owner: make_file(make_project(client=owner)),
    ),
    (
        "questions/<uuid:pk>/answer",
        "",
        CLIENTS,
        lambda owner: make_question(make_project(client=owner), UserFactory()),
    ),
    (
        "questions/<uuid:pk>",
        "",
        FREELANCERS,
        lambda owner: make_question(make_project(client=make_client()), owner),
    ),
    ("projects/<uuid:pk>/invitations", "", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>/invite", "", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>/matches", "", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>/transitions", "", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>", "get", CLIENTS, _own(ProjectStatus.OPEN)),
    ("projects/<uuid:pk>", "", CLIENTS, _own(ProjectStatus.DRAFT)),
    ("proposals/<uuid:pk>/confirm", "", FREELANCERS, _outdated),
    ("proposals/<uuid:pk>/withdraw", "", FREELANCERS, _offering),
    ("proposals/<uuid:pk>", "", CLIENTS, _offered),
    ("reviews/<uuid:pk>/", "", FREELANCERS, _received),
    ("reviews/<uuid:pk>", "", "", _written),
    (
        "decisions/",
        "",
        FREELANCERS,
        lambda owner: make_decision("profile", make_profile(owner), "warn"),
    ),
    ("auth/sessions/", "", "", lambda owner: SessionFactory(user=owner)),
    ("me/blocks/", "", "", lambda owner: BlockFactory(blocker=owner)),
    (
        "me/saved-searches/<uuid:pk>/projects",
        "",
        "",
        lambda owner: make_search(owner, kind="projects", alerts="off"),
    ),
    ("me/saved-searches/", "", "", lambda owner: make_search(owner, alerts="off")),
    ("me/shortlists/", "", "", make_shortlist),
    ("me/shortlist-entries/", "", "", _entry),
    ("me/passkeys/", "", "", lambda owner: PasskeyFactory(user=owner)),
    ("me/cv/suggestions/", "", FREELANCERS, make_suggestion),
    (
        "me/experience/",
        "",
        "",
        lambda owner: Experience.objects.create(profile=make_profile(owner), title="x"),
    ),
    (
        "me/education/",
        "",
        "",
        lambda owner: Education.objects.create(profile=make_profile(owner), institution="x"),
    ),
    (
        "me/links/",
        "",
        "",
        lambda owner: Link.objects.create(
            profile=make_profile(owner), url=f"https://x.example/{next(_numbers)}"
        ),
    ),
    (
        "me/portfolio/",
        "",
        "",
        lambda owner: PortfolioItem.objects.create(profile=make_profile(owner), title="x"),
    ),
    ("me/invitations/<uuid:pk>/accept", "", FREELANCERS, _offered_alone),
    (
        "me/invitations/",
        "",
        FREELANCERS,
        lambda owner: make_invitation(make_project(client=make_client()), owner),
    ),
    ("me/notifications/", "", "", make_notification),
    ("me/skills/", "", "", _skill),
    ("profiles/", "", "", lambda owner: make_profile(owner).user.username),
)


def _maker(path: str, method: str) -> tuple[str, Callable[[User], object]]:
    for start, only_method, role, make in MAKERS:
        if path.startswith(start) and only_method in {"", method}:
            return role, make
    raise KeyError(path)


def owner_role(path: str, method: str) -> str:
    """Which role may own what this route is about; empty: any."""
    return _maker(path, method)[0]


def own_id(path: str, method: str, owner: User) -> str:
    """The id, slug or username of a new thing of this owner's, for the placeholder of the path."""
    thing = _maker(path, method)[1](owner)
    return str(getattr(thing, "pk", thing))
