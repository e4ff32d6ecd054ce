"""What is told of change requests, and of against whom an early end counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.blocks import is_between
from notifications.kinds import Facts, Kind, Words, concerned
from notifications.models import Frequency
from notifications.telling.people import actors_of, named
from notifications.telling.project_facts import OUTDATED, Rows
from notifications.telling.project_facts import look_up as look_up_project
from projects import events
from projects.models import ChangeKind, ChangeRequest, ChangeStatus, Ending, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from foundation.models import Event
    from notifications.models import Notification

REQUESTED = "change_requested"
CONTESTED, AGAINST_READER, BLAMED = "contested", "against_you", "blamed"


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of change requests that the reader made or got: what they ask for, in their own words."""
    rows = Rows.of(notifications, reader)
    found = ChangeRequest.objects.concerning(reader).reaching(reader)
    requests = found.in_bulk({one.subject_id for one in notifications})
    facts = {}
    for one in notifications:
        request, project = requests.get(one.subject_id), rows.projects.get(one.project_id)
        if request is None or project is None:
            continue
        is_over = one.kind == REQUESTED and request.status != ChangeStatus.WAITING
        facts[one.pk] = Facts(
            names={"by": named(rows.actors, one.actor_id), "title": project.shown_title},
            path=rows.path_to(project) or "",
            quote=request.message if one.kind == REQUESTED else "",
            variant=OUTDATED if is_over else request.kind,
            project_id=project.pk,
            is_outdated=is_over,
        )
    return facts


def look_up_end(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """As other moves of projects, and whether whoever ended the work says that the reader caused
    it: outdated once that is settled.
    """
    found = dict(look_up_project(notifications, reader))
    ids = {facts.project_id for facts in found.values()}
    blaming = Ending.objects.blaming_the_other().in_bulk(ids)
    for pk, facts in found.items():
        if ending := blaming.get(facts.project_id):
            found[pk] = replace(facts, variant=BLAMED, is_outdated=not ending.is_contested)
    return found


def look_up_ending(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of projects of the reader's that ended early: against whom that counted when it was told;
    outdated if it does not now.
    """
    endings = Ending.objects.of(reader).select_related("project")
    found = endings.in_bulk({one.project_id for one in notifications})
    actors = actors_of(notifications, reader)
    facts = {}
    for one in notifications:
        ending = found.get(one.project_id)
        if ending is None or one.project_id is None:
            continue
        side = one.body["charged_to"]
        is_theirs = side in Side.values and ending.person(side) == reader.pk
        otherwise = CONTESTED if side == events.NOBODY else ""
        facts[one.pk] = Facts(
            names={"by": named(actors, one.actor_id), "title": ending.project.shown_title},
            path=f"/projects/{one.project_id}",
            variant=AGAINST_READER if is_theirs else otherwise,
            project_id=one.project_id,
            is_outdated=side != (ending.charged_to or events.NOBODY),
        )
    return facts


def asked(event: Event) -> Iterable[UUID]:
    """The other party. Of two of whom one blocked the other, once for each kind: a request without
    words is no bell to ring.
    """
    request = _request_of(event)
    if not _is_across_a_block(request):
        return concerned(event)
    same = request.agreement.change_requests.filter(kind=request.kind)
    earlier = same.filter(requested_by=request.requested_by_id, number__lt=request.number)
    return [] if earlier.exists() else concerned(event)


def taken_back(event: Event) -> Iterable[UUID]:
    """The other party, unless one of the two blocked the other."""
    return [] if _is_across_a_block(_request_of(event)) else concerned(event)


def _request_of(event: Event) -> ChangeRequest:
    return ChangeRequest.objects.select_related("agreement").get(pk=event.subject_id)


def _is_across_a_block(request: ChangeRequest) -> bool:
    agreement = request.agreement
    return is_between(agreement.client_id, agreement.freelancer_id)


def _variants(sentences: dict[ChangeKind, Words]) -> dict[str, Words]:
    return {kind.value: words for kind, words in sentences.items()}


KINDS = (
    Kind(
        name=REQUESTED,
        title=_("Changes that you are asked for"),
        who="the other party of an agreement, with the message; across a block once for each kind",
        tells={events.CHANGE_REQUESTED: asked},
        words=Words(
            _("%(by)s asks you for a change"),
            _("%(by)s asks you to agree to other terms for “%(title)s”."),
        ),
        variants=_variants(
            {
                ChangeKind.TERMS: Words(
                    _("%(by)s asks you for a change"),
                    _("%(by)s asks you to agree to other terms for “%(title)s”."),
                ),
                ChangeKind.END: Words(
                    _("%(by)s wants to end the work"),
                    _("%(by)s asks you to end the work on “%(title)s”. It counts against nobody."),
                ),
                ChangeKind.DID_NOT_HAPPEN: Words(
                    _("%(by)s says that the work did not happen"),
                    _(
                        "%(by)s asks you to agree that the work on “%(title)s” did not happen. "
                        "Nothing of it will be shown."
                    ),
                ),
                ChangeKind.UNDO: Words(
                    _("%(by)s wants to undo the acceptance"),
                    _("%(by)s asks you to undo the acceptance for “%(title)s”."),
                ),
            }
        )
        | {
            OUTDATED: Words(
                _("%(by)s asked you for a change"),
                _("%(by)s asked you for a change of “%(title)s”. It waits no longer."),
            )
        },
        look_up=look_up,
        by_sms=Frequency.AT_ONCE,
    ),
    Kind(
        name="change_accepted",
        title=_("Your change requests that are accepted"),
        who="whoever asked for the change",
        tells={events.CHANGE_ACCEPTED: concerned},
        words=Words(
            _("%(by)s agreed to your request"),
            _("%(by)s agreed to the other terms for “%(title)s”. They hold from now on."),
        ),
        variants=_variants(
            {
                ChangeKind.TERMS: Words(
                    _("%(by)s agreed to your request"),
                    _("%(by)s agreed to the other terms for “%(title)s”. They hold from now on."),
                ),
                ChangeKind.END: Words(
                    _("%(by)s agreed to your request"),
                    _(
                        "The work on “%(title)s” has ended, as you both wanted. You may review "
                        "each other now."
                    ),
                ),
                ChangeKind.DID_NOT_HAPPEN: Words(
                    _("%(by)s agreed to your request"),
                    _("%(by)s agreed that the work on “%(title)s” did not happen."),
                ),
                ChangeKind.UNDO: Words(
                    _("%(by)s agreed to your request"),
                    _("The acceptance for “%(title)s” is undone. The project is open again."),
                ),
            }
        ),
        look_up=look_up,
    ),
    Kind(
        name="change_declined",
        title=_("Your change requests that are declined"),
        who="whoever asked for the change",
        tells={events.CHANGE_DECLINED: concerned},
        words=Words(
            _("%(by)s declined your request"),
            _("%(by)s did not agree to your request about “%(title)s”. All stays as it was."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="change_withdrawn",
        title=_("Change requests that are withdrawn"),
        who="the other party of the agreement, but across a block",
        tells={events.CHANGE_WITHDRAWN: taken_back},
        words=Words(
            _("%(by)s withdrew a request"),
            _("%(by)s withdrew the request about “%(title)s”. All stays as it was."),
        ),
        look_up=look_up,
        by_mail=Frequency.DAILY,
    ),
    Kind(
        name="project_ended_early",
        title=_("Projects that end early"),
        who="the other party, with the reason",
        tells={events.PROJECT_ENDED_EARLY: concerned},
        words=Words(
            _("%(by)s ended a project early"),
            _("%(by)s ended the project “%(title)s” before it was done."),
        ),
        variants={
            BLAMED: Words(
                _("%(by)s ended a project early"),
                _(
                    "%(by)s ended the project “%(title)s” before it was done, and says that you "
                    "caused it. It counts against nobody unless you agree or a moderator decides."
                ),
            )
        },
        look_up=look_up_end,
        by_sms=Frequency.AT_ONCE,
    ),
    Kind(
        name="ending_settled",
        title=_("Against whom an early end counts"),
        who="both parties, when who caused the end was agreed or decided",
        tells={events.ENDING_SETTLED: concerned},
        words=Words(
            _("It is settled who caused an end"),
            _("The early end of “%(title)s” does not count against you."),
        ),
        variants={
            AGAINST_READER: Words(
                _("It is settled who caused an end"),
                _("The early end of “%(title)s” counts against you."),
            ),
            CONTESTED: Words(
                _("It is open again who caused an end"),
                _("The early end of “%(title)s” counts against nobody at the moment."),
            ),
        },
        look_up=look_up_ending,
    ),
    Kind(
        name="proposal_restored",
        title=_("Your proposals that are live again"),
        who="freelancers whose proposal an acceptance had declined, when it is undone",
        tells={events.PROPOSAL_RESTORED: concerned},
        words=Words(
            _("Your proposal is live again"),
            _("The project “%(title)s” is open again, and so is your proposal."),
        ),
        look_up=look_up_project,
    ),
)
