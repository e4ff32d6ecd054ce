"""What moderation does about events: texts that others read are compared with those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from conversations.events import MESSAGE_EDITED, MESSAGE_SENT
from foundation.events import handles
from moderation.models import AGAINST, ObjectKind
from moderation.objects import KINDS
from moderation.services.copies import look_at
from moderation.services.copy_decisions import hold_soon
from profiles.events import PROFILE_DESCRIBED
from projects.events import (
    INVITATION_SENT,
    OFFER_SENT,
    PROJECT_EDITED,
    PROJECT_OPENED_PRIVATELY,
    PROJECT_POSTED,
    PROPOSAL_SUBMITTED,
    QUESTION_ANSWERED,
    QUESTION_ASKED,
)
from reviews.events import REVIEW_CORRECTED, REVIEW_REPLIED, REVIEW_REVEALED

if TYPE_CHECKING:
    from collections.abc import Callable

    from foundation.models import Event

# Of a reply an event names the review, of an answer the question.
NAMED_BY = {ObjectKind.REPLY: "review", ObjectKind.ANSWER: "question"}
# What each event tells of. A review counts from its reveal.
KIND_OF = {
    PROJECT_POSTED.name: ObjectKind.PROJECT,
    PROJECT_OPENED_PRIVATELY.name: ObjectKind.PROJECT,
    PROJECT_EDITED.name: ObjectKind.PROJECT,
    PROPOSAL_SUBMITTED.name: ObjectKind.PROPOSAL,
    INVITATION_SENT.name: ObjectKind.INVITATION,
    QUESTION_ASKED.name: ObjectKind.QUESTION,
    QUESTION_ANSWERED.name: ObjectKind.ANSWER,
    OFFER_SENT.name: ObjectKind.INVITATION,
    MESSAGE_SENT.name: ObjectKind.MESSAGE,
    MESSAGE_EDITED.name: ObjectKind.MESSAGE,
    PROFILE_DESCRIBED.name: ObjectKind.PROFILE,
    REVIEW_REVEALED.name: ObjectKind.REVIEW,
    REVIEW_CORRECTED.name: ObjectKind.REVIEW,
    REVIEW_REPLIED.name: ObjectKind.REPLY,
}
# What is compared of each: what its author wrote freely.
TEXT_OF: dict[str, Callable[[Any], str]] = {
    ObjectKind.PROJECT: lambda project: f"{project.title} {project.description}",
    ObjectKind.PROPOSAL: lambda proposal: f"{proposal.cover_note} {proposal.included}".strip(),
    ObjectKind.INVITATION: lambda invitation: f"{invitation.message} {invitation.included}".strip(),
    ObjectKind.QUESTION: lambda question: question.text,
    ObjectKind.ANSWER: lambda answer: answer.text,
    ObjectKind.MESSAGE: lambda message: message.body,
    ObjectKind.PROFILE: lambda profile: f"{profile.headline} {profile.bio}",
    ObjectKind.REVIEW: lambda review: review.text,
    ObjectKind.REPLY: lambda reply: reply.text,
}


@handles(
    "copies",
    PROJECT_POSTED,
    PROJECT_OPENED_PRIVATELY,
    PROJECT_EDITED,
    PROPOSAL_SUBMITTED,
    INVITATION_SENT,
    QUESTION_ASKED,
    QUESTION_ANSWERED,
    OFFER_SENT,
    MESSAGE_SENT,
    MESSAGE_EDITED,
    PROFILE_DESCRIBED,
    REVIEW_REVEALED,
    REVIEW_CORRECTED,
    REVIEW_REPLIED,
)
def compare(event: Event) -> None:
    """Compare the text that an event tells of, as it is now. No account is locked here: events are
    handed out many in one transaction, and those who write wait for no other.
    """
    kind = KIND_OF[event.type]
    known = KINDS[kind]
    key = NAMED_BY.get(kind, "pk")
    rows = known.model._default_manager.select_related(*known.related)
    row = rows.filter(**{key: event.subject_id}).first()
    if row is None or known.owner(row).erased_at:
        return
    copied = look_at(
        kind=kind, object_id=row.pk, account_id=known.owner(row).pk, text=TEXT_OF[kind](row)
    )
    if copied and copied.action in AGAINST and settings.COPIED_TEXTS_HELD:
        hold_soon(copied)
