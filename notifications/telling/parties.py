"""What the parties are told when a decision takes something out of sight that concerns them, and
when it is back: that it is so, and neither the reasons, which are its owner's, nor who reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import events as of_accounts
from conversations.models import Message
from moderation import events
from moderation.concerned import working_with
from moderation.models import ObjectKind
from notifications.kinds import Facts, Kind, Words, concerned
from projects.models import WITH_FREELANCER, Invitation, Project, Proposal
from reviews.models import Reply, Review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from foundation.models import Event
    from notifications.models import Notification

    Find = Callable[[set[UUID], User], Mapping[UUID, Facts]]

OFFERED = "offered"  # a project that the reader proposed for or was invited to


def working_partners(event: Event) -> Iterable[UUID]:
    """The other parties of the work that goes on with whose account it is."""
    return working_with(event.subject_id)


# --- What is looked up ----------------------------------------------------------------------------


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of what the reader is a party in: two or three queries for each kind of things."""
    found: dict[UUID, Facts] = {}
    for kind, find in FINDERS.items():
        these = [one for one in notifications if one.body["object_kind"] == kind]
        facts = find({one.subject_id for one in these}, reader) if these else {}
        found |= {one.pk: facts[one.subject_id] for one in these if one.subject_id in facts}
    return found


def look_up_partners(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of people with whom the reader works: one query."""
    facts = _partners({one.subject_id for one in notifications}, reader)
    return {one.pk: facts[one.subject_id] for one in notifications if one.subject_id in facts}


def _projects(ids: set[UUID], reader: User) -> dict[UUID, Facts]:
    own = Project.objects.of(reader).in_bulk(ids)
    proposed, invited = (
        set(rows.filter(freelancer=reader, project__in=ids).values_list("project", flat=True))
        for rows in (Proposal.objects, Invitation.objects)
    )
    facts = {pk: Facts(names={}, variant=OFFERED) for pk in invited}
    facts |= {pk: Facts(names={}, variant=OFFERED, path="/proposals") for pk in proposed}
    return facts | {pk: _in_project(project, ObjectKind.PROJECT) for pk, project in own.items()}


def _reviews(ids: set[UUID], reader: User) -> dict[UUID, Facts]:
    got = Review.objects.about(reader) | Review.objects.by(reader)
    rows = got.revealed().filter(pk__in=ids).select_related("project")
    return {one.pk: _in_project(one.project, ObjectKind.REVIEW) for one in rows}


def _replies(ids: set[UUID], reader: User) -> dict[UUID, Facts]:
    rows = Reply.objects.filter(pk__in=ids, review__author=reader)
    rows = rows.select_related("review__project")
    return {one.pk: _in_project(one.review.project, ObjectKind.REPLY) for one in rows}


def _messages(ids: set[UUID], reader: User) -> dict[UUID, Facts]:
    sides = Q(conversation__client=reader) | Q(conversation__freelancer=reader)
    rows = Message.objects.filter(sides, pk__in=ids).select_related("conversation__project")
    return {
        one.pk: Facts(
            names={"title": one.conversation.project.shown_title},
            path=f"/messages/{one.conversation_id}",
            variant=ObjectKind.MESSAGE,
            project_id=one.conversation.project_id,
        )
        for one in rows
    }


def _partners(ids: set[UUID], reader: User) -> dict[UUID, Facts]:
    """By the people, in the latest project with each."""
    own = Project.objects.of(reader).filter(status__in=WITH_FREELANCER).order_by("pk")
    facts = {}
    for project in own.filter(Q(client__in=ids) | Q(freelancer__in=ids)):
        other = project.client_id if project.freelancer_id == reader.pk else project.freelancer_id
        if other is not None:
            facts[other] = _in_project(project, ObjectKind.PROFILE)
    return facts


def _in_project(project: Project, variant: str) -> Facts:
    return Facts(
        names={"title": project.shown_title},
        path=f"/projects/{project.pk}",
        variant=variant,
        project_id=project.pk,
    )


FINDERS: Mapping[str, Find] = {
    ObjectKind.PROJECT: _projects,
    ObjectKind.REVIEW: _reviews,
    ObjectKind.REPLY: _replies,
    ObjectKind.MESSAGE: _messages,
    ObjectKind.PROFILE: _partners,
}

# --- The kinds ------------------------------------------------------------------------------------

DOWN = _("Our moderators took something out of sight")
BACK = _("Something is back in sight")

TAKEN_DOWN = {
    ObjectKind.PROJECT: Words(
        DOWN, _("Our moderators took your project “%(title)s” out of others' sight.")
    ),
    OFFERED: Words(
        DOWN,
        _(
            "Our moderators took a project out of sight that you proposed for or were invited to. "
            "It cannot be given to you meanwhile."
        ),
    ),
    ObjectKind.REVIEW: Words(
        DOWN, _("Our moderators took a review of the project “%(title)s” out of sight.")
    ),
    ObjectKind.REPLY: Words(
        DOWN,
        _("Our moderators took the reply to your review of the project “%(title)s” out of sight."),
    ),
    ObjectKind.MESSAGE: Words(
        DOWN, _("Our moderators took a message about “%(title)s” out of sight.")
    ),
    ObjectKind.PROFILE: Words(
        DOWN,
        _(
            "Our moderators took the profile of the other party of “%(title)s” out of sight. The "
            "project goes on."
        ),
    ),
}
RESTORED = {
    ObjectKind.PROJECT: Words(BACK, _("Your project “%(title)s” is in sight again.")),
    OFFERED: Words(
        BACK,
        _("A project that you proposed for or were invited to is in sight again."),
    ),
    ObjectKind.REVIEW: Words(BACK, _("A review of the project “%(title)s” is in sight again.")),
    ObjectKind.REPLY: Words(
        BACK, _("The reply to your review of the project “%(title)s” is in sight again.")
    ),
    ObjectKind.MESSAGE: Words(BACK, _("A message about “%(title)s” is in sight again.")),
    ObjectKind.PROFILE: Words(
        BACK, _("The profile of the other party of “%(title)s” is in sight again.")
    ),
}

KINDS = (
    Kind(
        name="content_taken_down",
        title=_("Decisions of our moderators about what you are a party in"),
        who="the parties but its owner; of an open project also freelancers with a live proposal "
        "or invitation; of a profile those who work with its owner",
        tells={events.CONTENT_TAKEN_DOWN: concerned},
        words=TAKEN_DOWN[ObjectKind.PROJECT],
        variants=TAKEN_DOWN,
        look_up=look_up,
        is_obligatory=True,
    ),
    Kind(
        name="content_restored",
        title=_("What you are a party in, and is back after a decision"),
        who="the same, when it is in sight again",
        tells={events.CONTENT_RESTORED: concerned},
        words=RESTORED[ObjectKind.PROJECT],
        variants=RESTORED,
        look_up=look_up,
        is_obligatory=True,
    ),
    Kind(
        name="partner_suspended",
        title=_("Suspension of somebody with whom you work"),
        who="the other parties of the work that goes on",
        tells={of_accounts.SUSPENDED: working_partners},
        words=Words(
            _("The other party of a project is suspended"),
            _(
                "The account of the other party of “%(title)s” is suspended: they cannot log in "
                "for now. You can wait, or end the project early."
            ),
        ),
        look_up=look_up_partners,
        is_obligatory=True,
    ),
    Kind(
        name="partner_restored",
        title=_("End of the suspension of somebody with whom you work"),
        who="the other parties of the work that goes on",
        tells={of_accounts.RESTORED: working_partners},
        words=Words(
            _("The other party of a project is back"),
            _("The other party of “%(title)s” can log in again."),
        ),
        look_up=look_up_partners,
        is_obligatory=True,
    ),
)
