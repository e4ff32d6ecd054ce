"""Cases for a demo: reviews and profiles of made-up people, reported by others of them. Nobody gets
a mail.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from foundation.models import Event
from moderation.models import Action, Case, ObjectKind, PolicyGround, Reason
from moderation.services.appeals import lodge_appeal
from moderation.services.cases import locked_open_case
from moderation.services.deciding import Ruling, enact
from moderation.services.reporting import add_report
from profiles.models import Profile
from reviews.models import Review
from reviews.seeding import SEEDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moderation.models import Decision

# Of a bad review or of a profile: the reasons it is reported for, and what is said. The first word
# of each line is the kind.
REPORTED: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (ObjectKind.REVIEW, ((Reason.ABUSE, "Insults our whole team."),)),
    (
        ObjectKind.REVIEW,
        (
            (Reason.INCENTIVE, "He asked for a refund first, and wrote this when we refused."),
            (Reason.NOT_GENUINE, "They were never there."),
            (Reason.NOT_GENUINE, "Same words under three other profiles."),
        ),
    ),
    (ObjectKind.PROFILE, ((Reason.NOT_GENUINE, "The pictures are from a catalogue."),)),
    (ObjectKind.REVIEW, ((Reason.PERSONAL_DATA, "Names my street."),)),
    (ObjectKind.PROFILE, ((Reason.OFF_TOPIC, "Advertises a shop, no work."),)),
    (ObjectKind.REVIEW, ((Reason.CONFLICT_OF_INTEREST, "Written by a competitor."),)),
    (ObjectKind.PROFILE, ((Reason.ILLEGAL, "Offers work without papers."),)),
    (ObjectKind.REVIEW, ((Reason.OTHER, ""),)),
)
DECIDED = (Action.KEEP, Action.HIDE, Action.WARN, Action.HIDE)
AGE_STEP = timedelta(hours=19)  # between cases, so that they are not all of today


def make_cases() -> None:
    """Open cases of every reason, some decided ones by two moderators, and one appeal."""
    people = User.objects.filter(email__endswith=SEEDED).order_by("pk")
    reporters = list(people[:20])
    objects = {
        ObjectKind.PROFILE: iter(Profile.objects.filter(user__in=people[20:60])),
        ObjectKind.REVIEW: iter(
            Review.objects.public()
            .filter(rating__lte=2)
            .select_related("author", "subject", "project")
            .order_by("pk")[:40]
        ),
    }
    cases = [
        _reported(kind, objects[ObjectKind(kind)], reports, reporters, place)
        for place, (kind, reports) in enumerate((*REPORTED, *REPORTED[: len(DECIDED)]))
    ]
    decisions = _decided([case for case in cases if case][len(REPORTED) :])
    hidden = next((one for one in decisions if one.action == Action.HIDE), None)
    if hidden:
        lodge_appeal(
            decision=hidden,
            appellant=hidden.subject,
            text="Every word of it is true. I have the messages of that week.",
        )


@transaction.atomic
def _reported(
    kind: str,
    rows: Iterator[Any],
    reports: tuple[tuple[str, str], ...],
    reporters: list[User],
    place: int,
) -> Case | None:
    row = next(rows, None)
    if row is None:
        return None
    case = locked_open_case(kind, row)
    for number, (reason, text) in enumerate(reports):
        reporter = reporters[(place + number) % len(reporters)]
        add_report(case=case, reporter=reporter, reason=reason, text=text)
    Case.objects.filter(pk=case.pk).update(opened_at=Now() - AGE_STEP * place)
    case.refresh_from_db()
    return case


def _decided(cases: list[Case]) -> list[Decision]:
    moderators = list(User.objects.filter(groups__name="moderator").order_by("pk"))
    ground = PolicyGround.objects.get(code="not-genuine")
    decisions = []
    for place, (case, action) in enumerate(zip(cases, DECIDED, strict=False)):
        with transaction.atomic():
            ruling = Ruling(action, ground, "Nothing of it can have happened as it is told.")
            moderator = moderators[place % len(moderators)]
            decisions.append(enact(case=case, moderator=moderator, ruling=ruling))
            Case.objects.filter(pk=case.pk).update(decided_at=Now())
            # Examples: those whom it concerns are told of nothing.
            Event.objects.filter(subject_id__in=[case.object_id, case.subject_id]).delete()
    return decisions
