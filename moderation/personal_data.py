"""What moderation holds about a user, for the user to take along, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from conversations.models import Conversation, Message
from foundation.row_history import forget_names
from moderation.models import PRIVATE, Appeal, Case, Decision, ObjectKind, Report, TextCopy
from projects.models import Agreement, ChangeRequest, Ending, Proposal
from reviews.models import Reply, Review, ReviewState

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User


def export(user: User) -> dict[str, Any]:
    """What the user reported and appealed against, and the decisions that affect them, with what
    was reported. That something was reported, and nothing was decided, nobody else is told.
    """
    decisions = Decision.objects.filter(subject=user).exclude(action="keep").order_by("id")
    reports = Report.objects.filter(reporter=user).order_by("id")
    about = ("id", "object_kind", "title", "snapshot", "opened_at", "decided_at")
    cases = Case.objects.filter(pk__in=decisions.order_by().values("case"), subject=user)
    return {
        "reports": list(
            reports.values(
                *("id", "case__object_kind", "reason", "text", "outcome", "created_at"),
            )
        ),
        "cases": list(cases.order_by("id").values(*about)),
        "decisions": list(
            decisions.values("id", "action", "ground_text", "facts", "ends_at", "made_at")
        ),
        "appeals": list(
            Appeal.objects.filter(appellant=user)
            .order_by("id")
            .values("id", "decision_id", "text", "outcome", "answer", "created_at", "decided_at")
        ),
    }


def erase(user: User) -> None:
    """Forget what the user's things said, and titles that the user wrote or that name the user.
    Decisions stay, with an anonymous subject: they are kept to answer for (docs/moderation.md).
    What was between two people is gone from where it was, and stays for the case of whoever
    reported it until no appeal can follow (`records.forget_private_words`); so does what the user
    wrote to staff (`records.forget_words_of_erased`).
    """
    naming = _cases_naming(user)
    # In one order: both parties of a review may be closing their accounts.
    locked = naming.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    ids = list(locked)
    Case.objects.filter(pk__in=ids).update(title="")
    forget_names(Case, ids)
    TextCopy.objects.filter(account=user).delete()
    own = Case.objects.filter(subject=user).exclude(object_kind__in=PRIVATE)
    own.update(snapshot={})
    _forget_withdrawn(user, ids)


def _forget_withdrawn(user: User, ids: list[UUID]) -> None:
    """Cases on replies keep what the review said, which its author may have withdrawn since."""
    withdrawn = Review.objects.by(user).filter(state=ReviewState.WITHDRAWN)
    replies = Reply.objects.filter(review__in=withdrawn).values("pk")
    cases = Case.objects.filter(pk__in=ids, object_kind=ObjectKind.REPLY)
    for case in cases.filter(object_id__in=replies):
        case.snapshot.pop("review", None)
        case.save(update_fields=["snapshot"])


def _cases_naming(user: User) -> QuerySet[Case]:
    """Cases on what is the user's, on reviews and replies, which are called by both parties' names
    as they were then, and on what is called by the titles of the user's projects. Looked for among
    those of the parties, by whom they have an index.
    """
    reviews = Review.objects.filter(Q(author=user) | Q(subject=user))
    found = list(reviews.values_list("pk", "author_id", "subject_id"))
    named = {pk for pk, _author, _subject in found}
    named |= set(Reply.objects.filter(review__in=named).values_list("pk", flat=True))
    parties = {user.pk, *(party for _pk, *both in found for party in both)}
    offered = Proposal.objects.filter(project__client=user)
    talks = Conversation.objects.filter(client=user)
    agreed = Agreement.objects.filter(client=user)
    ended = Ending.objects.filter(project__client=user)
    for rows in (offered, talks, agreed):
        parties.update(rows.order_by().values_list("freelancer", flat=True).distinct())
    written = Message.objects.filter(conversation__in=talks)
    return Case.objects.filter(
        Q(subject=user)
        | Q(object_id__in=named)
        | Q(object_kind=ObjectKind.PROPOSAL, object_id__in=offered.values("pk"))
        | Q(
            object_kind=ObjectKind.CHANGE_REQUEST,
            object_id__in=ChangeRequest.objects.filter(agreement__in=agreed).values("pk"),
        )
        | Q(object_kind=ObjectKind.ENDING, object_id__in=ended.values("pk"))
        | Q(object_kind=ObjectKind.MESSAGE, object_id__in=written.values("pk")),
        subject__in=parties,
    )


def having_part(ids: set[UUID]) -> set[UUID]:
    """Whose what was reported is, by the reports that have these ids; of reviews and replies, which
    are called by their names, both parties.
    """
    reported = Case.objects.filter(reports__in=ids).values_list("subject", "object_id")
    found = {subject for subject, _object in reported}
    objects = [pk for _subject, pk in reported]
    reviews = Review.objects.filter(Q(pk__in=objects) | Q(reply__in=objects))
    for parties in reviews.values_list("author", "subject") if objects else ():
        found.update(parties)
    return found
