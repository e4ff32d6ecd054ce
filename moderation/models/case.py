"""What was reported, by whom and why: all open reports of one object are one case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Extract, Length, Lower, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

if TYPE_CHECKING:
    from accounts.models import User

CLAIM = timedelta(minutes=15)
MOST_TEXT = 2000
POINTS_A_DAY = 12  # by which a case that waits grows more urgent


class ObjectKind(models.TextChoices):
    """What can be reported."""

    PROFILE = "profile", _("Profile")
    PROJECT = "project", _("Project")
    REVIEW = "review", _("Review")
    REPLY = "reply", _("Reply to a review")
    PORTFOLIO_ITEM = "portfolio_item", _("Portfolio item")
    PROJECT_FILE = "project_file", _("File of a project")
    QUESTION = "question", _("Question about a project")
    ANSWER = "answer", _("Answer to a question")
    MESSAGE = "message", _("Message")
    PROPOSAL = "proposal", _("Proposal")
    INVITATION = "invitation", _("Invitation")
    PRIVATE_NOTE = "private_note", _("Private note of a review")
    APPOINTMENT = "appointment", _("Message about an appointment")
    ABSENCE = "absence", _("Not coming to an appointment")
    CHANGE_REQUEST = "change_request", _("Change request")
    ENDING = "ending", _("Reason of an early end")


# Between two people: nobody else reads it, staff only when it was reported.
PRIVATE = (
    ObjectKind.MESSAGE,
    ObjectKind.PROPOSAL,
    ObjectKind.INVITATION,
    ObjectKind.PRIVATE_NOTE,
    ObjectKind.APPOINTMENT,
    ObjectKind.ABSENCE,
    ObjectKind.CHANGE_REQUEST,
    ObjectKind.ENDING,
)

# Called by the title of a project.
CALLED_BY_PROJECT = (
    *(ObjectKind.PROJECT, ObjectKind.PROJECT_FILE, ObjectKind.QUESTION, ObjectKind.ANSWER),
    *PRIVATE,
)
# Files are held for the case: those of a message, and one of a project.
WITH_FILES = (ObjectKind.MESSAGE, ObjectKind.PROJECT_FILE)


ARROW = " → "  # between the two parties of a review, its author first


class Reason(models.TextChoices):
    ILLEGAL = "illegal", _("Illegal")
    FRAUD = "fraud", _("Fraud")
    SPAM = "spam", _("Spam or advertising")
    ABUSE = "abuse", _("Abuse, hate or threats")
    PERSONAL_DATA = "personal_data", _("Somebody's personal data")
    OFF_TOPIC = "off_topic", _("Off topic")
    INCENTIVE = "incentive", _("Extorted, or given for something in return")
    CONFLICT_OF_INTEREST = "conflict_of_interest", _("Conflict of interest")
    NOT_GENUINE = "not_genuine", _("Not genuine")
    OTHER = "other", _("Something else")


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        """Those that nobody has decided."""
        return self.filter(decided_at__isnull=True)

    def with_points(self) -> CaseQuerySet:
        """Each with `points`, its priority now."""
        days = Extract(Now(), "epoch") / 86400.0
        return self.annotate(points=F("priority") + days * POINTS_A_DAY)

    def claimed_now(self) -> CaseQuerySet:
        return self.filter(claimed_until__gt=Now())


class Case(models.Model):
    """An object that somebody thinks should not be there.

    `priority` is its points (docs/moderation.md) less those that its age on 1 January 1970 would
    have: all cases age alike, so that their order never changes by time alone and has an index.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    object_kind = models.CharField(max_length=14, choices=ObjectKind)
    object_id = models.UUIDField()
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="cases",
        help_text=_("Whose it is."),
        db_index=False,
    )
    title = models.CharField(max_length=200, help_text=_("What it is called."))
    snapshot = models.JSONField(default=dict, help_text=_("What it said when it was reported."))
    attached = models.JSONField(
        default=list,
        blank=True,
        help_text=_("What a reporter attached: the messages before it."),
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Staff who opened it without a report."),
    )
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    reports_count = models.PositiveIntegerField(default=0)
    # In points, each (docs/moderation.md).
    severity = models.FloatField(default=0, help_text=_("Of the gravest reason."))
    credibility = models.FloatField(default=0, help_text=_("Of those who reported."))
    reach = models.FloatField(default=0, help_text=_("How many may see it."))
    priority = models.FloatField(default=0)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        permissions = [
            ("decide_case", "Can claim and decide cases and appeals"),
            ("decide_on_staff", "Can decide on cases about staff"),
        ]
        indexes = [
            models.Index(
                fields=["-priority", "-id"], condition=Q(decided_at=None), name="case_queue"
            ),
            models.Index(fields=["subject", "-id"], name="case_of_subject"),
            models.Index(fields=["decided_at"], name="case_by_decision"),
            models.Index(fields=["opened_at"], name="case_by_opening"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id"],
                condition=Q(decided_at=None),
                name="case_one_open_for_each_object",
            ),
            models.CheckConstraint(
                condition=Q(object_kind__in=ObjectKind.values), name="case_object_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="case_claimed_by_somebody_until_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("opened_at")),
                name="case_decided_after_it_was_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_object_kind_display()}: {self.shown_title}"

    @property
    def shown_title(self) -> str:
        """What it is called, or whose it was when that went with an account."""
        if self.title:
            return self.title
        if self.object_kind in CALLED_BY_PROJECT:
            return gettext("A former member's project")
        return gettext("former member")

    def title_to(self, reader: User | None) -> str:
        """What it is called to somebody, None being a stranger."""
        is_own = reader is not None and reader.pk == self.subject_id
        return self.shown_title if is_own else title_for_others(self.object_kind, self.shown_title)

    @property
    def title_for_others(self) -> str:
        return self.title_to(None)


def title_for_others(kind: str, title: str) -> str:
    """What is called so is called to those whose it is not: reviews and replies by the page that
    they are on, as their authors may be named to nobody else.
    """
    before, _arrow, after = title.partition(ARROW)
    if not after:
        return title
    return {ObjectKind.REVIEW: after, ObjectKind.REPLY: before}.get(ObjectKind(kind), title)


class CaseReading(models.Model):
    """That a member of staff read what is between two people, for a case on it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    # Which of the files that came with it; the note outlives the file.
    file = models.ForeignKey(
        "moderation.CaseFile",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.reader_id} ({self.at:%Y-%m-%d})"


class Outcome(models.TextChoices):
    """What became of a report."""

    UPHELD = "upheld", _("Something was done")
    REJECTED = "rejected", _("Nothing was done")


class Report(models.Model):
    """Somebody's word that an object should not be there. Strangers leave an address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="reports", db_index=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        db_index=False,
    )
    email = models.EmailField(blank=True)
    reason = models.CharField(max_length=20, choices=Reason)
    text = models.TextField(max_length=MOST_TEXT, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    class Meta:
        indexes = [models.Index(fields=["reporter", "-id"], name="report_of_reporter")]
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="report_once_by_a_member"),
            models.UniqueConstraint(
                "case", Lower("email"), condition=~Q(email=""), name="report_once_by_an_address"
            ),
            models.CheckConstraint(
                condition=Q(reporter=None) & ~Q(email="") | Q(reporter__isnull=False, email=""),
                name="report_by_a_member_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="report_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), MOST_TEXT)),
                name="report_text_has_2000_characters_at_most",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="report_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.created_at:%Y-%m-%d})"
