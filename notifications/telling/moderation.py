"""What is told of decisions: to whoever they are about, to those who reported, and to those who
appealed. The reasons are in their mails; here is what was decided, and where it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from moderation import events
from moderation.models import (
    AGAINST,
    SETTLES,
    Action,
    Appeal,
    AppealOutcome,
    Decision,
    ObjectKind,
    Outcome,
    Report,
)
from moderation.services.notices import answer_to, appeal_link, outcome_of, statement_of
from moderation.wording import AS_TOLD
from notifications.kinds import Facts, Kind, OwnMail, Words, concerned
from notifications.models import Frequency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from moderation.models import Case
    from notifications.models import Notification

PAGE = "/decisions"
BACK = "back"
CHARGED, SPARED = "charged", "spared"  # by who caused an early end, as was decided


def decision_of(one: Notification) -> UUID:
    """The decision that a notification is about."""
    return UUID(one.body["decision"])


def page_of(decision_id: UUID) -> str:
    """The page with a decision and its reasons, on which one appeals."""
    return f"{PAGE}/{decision_id}/appeal"


def link_outside(one: Notification, reader: User) -> str:
    """The same page for whoever cannot log in, as a suspended account."""
    decision = Decision.objects.filter(pk=decision_of(one)).first()
    return appeal_link(decision, user=reader) if decision else ""


# --- What is looked up ----------------------------------------------------------------------------


def look_up_decisions(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of decisions on the reader: one query."""
    own = Decision.objects.filter(subject=reader).select_related("case")
    decisions = own.in_bulk({decision_of(one) for one in notifications})
    found = {}
    for one in notifications:
        if decision := decisions.get(decision_of(one)):
            is_against = decision.action in AGAINST
            found[one.pk] = Facts(
                names=_about(decision.case, reader) | {"action": str(AS_TOLD[decision.action])},
                path=page_of(decision.pk) if is_against else PAGE,
                variant=_variant(decision),
            )
    return found


def _variant(decision: Decision) -> str:
    if decision.action not in AGAINST:
        return BACK
    return CHARGED if decision.action in SETTLES else ""


def look_up_reports(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of the reader's own reports: one query, and one more of early ends."""
    own = Report.objects.filter(reporter=reader).select_related("case")
    reports = own.in_bulk({one.subject_id for one in notifications})
    spared = _sparing(notifications, reports)
    found = {}
    for one in notifications:
        if report := reports.get(one.subject_id):
            found[one.pk] = Facts(
                names=_about(report.case, reader),
                path=page_of(decision_of(one)),
                variant=SPARED if decision_of(one) in spared else one.body["outcome"],
            )
    return found


def _sparing(notifications: Sequence[Notification], reports: Mapping[UUID, Report]) -> set[UUID]:
    """The decisions that say that whoever ended the work caused the end, not who reported it."""
    ids = {
        decision_of(one)
        for one in notifications
        if (report := reports.get(one.subject_id)) and report.case.object_kind == ObjectKind.ENDING
    }
    against_other = Decision.objects.filter(pk__in=ids, action=Action.DISMISS)
    return set(against_other.values_list("pk", flat=True)) if ids else set()


def look_up_appeals(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of the reader's own appeals: one query."""
    own = Appeal.objects.filter(appellant=reader).select_related("decision__case")
    appeals = own.in_bulk({one.subject_id for one in notifications})
    found = {}
    for one in notifications:
        if appeal := appeals.get(one.subject_id):
            found[one.pk] = Facts(
                names=_about(appeal.decision.case, reader),
                path=page_of(appeal.decision_id),
                variant=one.body["outcome"],
            )
    return found


def _about(case: Case, reader: User) -> dict[str, str]:
    """What a case is about, in words."""
    return {"what": case.get_object_kind_display(), "title": case.title_to(reader)}


# --- Mails ----------------------------------------------------------------------------------------


def statement(one: Notification, reader: User) -> OwnMail | None:
    """The statement of reasons."""
    every = Decision.objects.select_related("case", "ground", "subject", "overrides")
    decision = every.filter(pk=decision_of(one), subject=reader).first()
    return OwnMail("moderation", "statement", statement_of(decision)) if decision else None


def outcome(one: Notification, reader: User) -> OwnMail | None:
    """What came of a report."""
    report = Report.objects.filter(pk=one.subject_id, reporter=reader).first()
    decision = Decision.objects.select_related("case").filter(pk=decision_of(one)).first()
    if report is None or decision is None:
        return None
    return OwnMail("moderation", "outcome", outcome_of(report, decision, reader))


def answer(one: Notification, reader: User) -> OwnMail | None:
    """What came of an appeal."""
    every = Appeal.objects.select_related("decision__case")
    appeal = every.filter(pk=one.subject_id, appellant=reader).first()
    return OwnMail("moderation", "appeal", answer_to(appeal, reader)) if appeal else None


# --- The kinds ------------------------------------------------------------------------------------

KINDS = (
    Kind(
        name="decision_on_you",
        title=_("Decisions of our moderators about you"),
        who="whoever a decision is about, or gets something back by one",
        tells={events.DECISION_MADE: concerned, events.DECISION_UNDONE: concerned},
        words=Words(
            _("A decision that concerns you"),
            _(
                "Our moderators decided about something of yours (%(what)s “%(title)s”): "
                "%(action)s. Read the reasons, and how you can appeal."
            ),
        ),
        variants={
            CHARGED: Words(
                _("A decision that concerns you"),
                _(
                    "Our moderators decided who caused the early end of “%(title)s”: it counts "
                    "against you. Read the reasons, and how you can appeal."
                ),
            ),
            BACK: Words(
                _("An earlier decision about you was taken back"),
                _(
                    "Our moderators took back what an earlier decision restricted (%(what)s "
                    "“%(title)s”)."
                ),
            ),
        },
        look_up=look_up_decisions,
        own_mail=statement,
        outside=link_outside,
        by_sms=Frequency.AT_ONCE,
        is_obligatory=True,
    ),
    Kind(
        name="report_answered",
        title=_("What comes of your reports"),
        who="members who reported something, when it is decided on",
        tells={events.REPORT_ANSWERED: concerned},
        words=Words(_("What came of your report"), _("Our moderators decided on your report.")),
        variants={
            SPARED: Words(
                _("What came of your report"),
                _(
                    "Our moderators decided who caused the early end of “%(title)s”: whoever ended "
                    "the work. It does not count against you."
                ),
            ),
            Outcome.UPHELD: Words(
                _("What came of your report"),
                _(
                    "Our moderators looked at what you reported (%(what)s “%(title)s”), and did "
                    "something about it. Thank you."
                ),
            ),
            Outcome.REJECTED: Words(
                _("What came of your report"),
                _(
                    "Our moderators looked at what you reported (%(what)s “%(title)s”), and found "
                    "nothing against the law or our terms. You can appeal."
                ),
            ),
        },
        look_up=look_up_reports,
        own_mail=outcome,
        is_obligatory=True,
    ),
    Kind(
        name="appeal_answered",
        title=_("What comes of your appeals"),
        who="members who appealed",
        tells={events.APPEAL_ANSWERED: concerned},
        words=Words(_("Your appeal was decided"), _("Your appeal was decided.")),
        variants={
            AppealOutcome.CONFIRMED: Words(
                _("Your appeal was decided"),
                _(
                    "Somebody else looked at your appeal (%(what)s “%(title)s”). The decision "
                    "stands. Read the answer."
                ),
            ),
            AppealOutcome.OVERTURNED: Words(
                _("Your appeal was decided"),
                _(
                    "Somebody else looked at your appeal (%(what)s “%(title)s”). The decision is "
                    "overturned. Read the answer."
                ),
            ),
        },
        look_up=look_up_appeals,
        own_mail=answer,
        outside=link_outside,
        by_sms=Frequency.AT_ONCE,
        is_obligatory=True,
    ),
)
