"""What was decided, what it restricts, and appeals against it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Length, Lower, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from moderation.models.case import Case, Outcome, Report
from moderation.models.policy import PolicyGround
from projects.models import Ending, EndRuling

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

# Six months at least, whichever they are (Digital Services Act, Article 20(1)).
TIME_TO_APPEAL = timedelta(days=184)
MOST_FACTS = 4000


class Action(models.TextChoices):
    KEEP = "keep", _("Keep: nothing is wrong")
    HIDE = "hide", _("Hide")
    REMOVE = "remove", _("Remove for good")
    WARN = "warn", _("Warn its owner")
    RESTRICT = "restrict", _("Keep its owner out of search")
    SUSPEND = "suspend", _("Suspend its owner")
    RESTORE = "restore", _("Restore what an earlier decision restricted")
    UPHOLD = "uphold", _("Uphold: the end counts against the other side")
    DISMISS = "dismiss", _("Dismiss: the end counts against whoever ended it")


class Restricted(models.TextChoices):
    """What a decision can take away; of each kind, one is in force for a row at a time."""

    CONTENT = "content", _("Content in sight")
    SEARCH = "search", _("Being found")
    ACCOUNT = "account", _("The account")


RESTRICTS: dict[str, Restricted] = {
    Action.HIDE: Restricted.CONTENT,
    Action.REMOVE: Restricted.CONTENT,
    Action.RESTRICT: Restricted.SEARCH,
    Action.SUSPEND: Restricted.ACCOUNT,
}
TEMPORARY = (Action.HIDE, Action.RESTRICT, Action.SUSPEND)
# Who caused the end of work, where whoever ended it says that the other side did.
RULINGS: dict[str, EndRuling] = {
    Action.UPHOLD: EndRuling.UPHELD,
    Action.DISMISS: EndRuling.DISMISSED,
}
SETTLES = (*RULINGS,)
AGAINST = (*RESTRICTS, Action.WARN, *SETTLES)  # somebody, who has to be told why


class DecisionQuerySet(models.QuerySet["Decision"]):
    def concerning(self, user: User) -> DecisionQuerySet:
        """Those against the user or that gave back to them, and those on what the user reported.
        By ids, so that each half is found by its own index.
        """
        affected = self.filter(subject=user).exclude(action=Action.KEEP)
        reported = self.filter(case__in=Report.objects.filter(reporter=user).values("case"))
        return self.filter(pk__in=affected.values("pk").union(reported.values("pk")))

    def with_reasons(self) -> DecisionQuerySet:
        """Each with all that is shown of it."""
        related = ("case", "ground", "restriction", "overridden_by")
        return self.select_related(*related).with_ruling()

    def with_ruling(self) -> DecisionQuerySet:
        """Each with what holds now of who caused the end that it is about, if it is about one."""
        ended = Ending.objects.filter(pk=OuterRef("target_id"))
        return self.annotate(ruling_now=Subquery(ended.values("ruling")))

    def for_reading_by(self, user: User | None) -> DecisionQuerySet:
        """Each `with_reasons`, and the reader's own appeals as `own_appeals`; None has none."""
        own = Appeal.objects.filter(appellant=user) if user else Appeal.objects.none()
        return self.with_reasons().prefetch_related(Prefetch("appeals", own, to_attr="own_appeals"))

    def within_reach(self) -> DecisionQuerySet:
        """Those that can still be appealed against, by the database's clock."""
        return self.filter(made_at__gt=Now() - TIME_TO_APPEAL)


class Decision(models.Model):
    """One action, on one row, with its reasons. Never changed or deleted, which a trigger sees to
    (migration 0001): what turns out wrong is overridden by another.

    `target_id` is the row that the action is about: the object, or the user for what concerns the
    account. `subject` is whom it affects: of who caused an end, whom that charges; else whose the
    object is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", db_index=False
    )
    target_id = models.UUIDField()
    action = models.CharField(max_length=8, choices=Action)
    ground = models.ForeignKey(PolicyGround, models.PROTECT, null=True, related_name="decisions")
    ground_text = models.TextField(blank=True, help_text=_("As the ground read at that time."))
    facts = models.TextField(max_length=MOST_FACTS, blank=True)
    ends_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    overrides = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="overridden_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-id"], name="decision_of_subject"),
            models.Index(fields=["made_at"], name="decision_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "target_id"], name="decision_of_its_target"),
            models.CheckConstraint(
                condition=Q(action__in=Action.values), name="decision_action_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(action__in=AGAINST)
                | Q(ground__isnull=False) & ~Q(ground_text="") & ~Q(facts=""),
                name="decision_against_somebody_has_ground_and_facts",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(action__in=TEMPORARY) & Q(ends_at__gt=F("made_at")),
                name="decision_ends_only_if_it_restricts",
            ),
            models.CheckConstraint(
                condition=~Q(action=Action.RESTORE) | Q(overrides__isnull=False),
                name="decision_restores_what_another_restricted",
            ),
            models.CheckConstraint(
                condition=~Q(made_by=F("subject")), name="decision_is_not_on_oneself"
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("facts"), MOST_FACTS)),
                name="decision_facts_have_4000_characters_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.made_at:%Y-%m-%d})"

    @property
    def appealable_until(self) -> datetime:
        """The end of the time for an appeal."""
        return self.made_at + TIME_TO_APPEAL

    @property
    def is_in_force(self) -> bool:
        """Whether something is restricted by it now, be it together with a later decision on the
        same row, or an end counts against somebody by it. It comes `with_reasons`.
        """
        if hasattr(self, "overridden_by"):
            return False
        if self.action in RULINGS:
            return bool(getattr(self, "ruling_now", "") == RULINGS[self.action])
        restriction = getattr(self, "restriction", None)
        return restriction is not None and (restriction.ended_at is None or restriction.is_covered)

    @property
    def report_outcome(self) -> Outcome:
        """What became of the reports of what it is about. That the reason of an end is right is
        something against who reported it.
        """
        is_right = self.action in AGAINST and self.action != Action.UPHOLD
        return Outcome.UPHELD if is_right else Outcome.REJECTED


class AppealOutcome(models.TextChoices):
    CONFIRMED = "confirmed", _("The decision stands")
    OVERTURNED = "overturned", _("The decision is overturned")


class Appeal(models.Model):
    """Why somebody thinks that a decision is wrong: who is affected by it, or who reported."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals", db_index=False)
    # For the constraint: somebody else decides.
    first_decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appellant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="appeals"
    )
    email = models.EmailField(blank=True, help_text=_("Of a stranger who reported."))
    text = models.TextField(max_length=MOST_FACTS)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    outcome = models.CharField(max_length=10, choices=AppealOutcome, blank=True)
    answer = models.TextField(max_length=MOST_FACTS, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(decided_at=None), name="appeal_queue"),
            models.Index(fields=["decided_at"], name="appeal_by_decision"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "appellant"], name="appeal_once_by_a_member"
            ),
            models.UniqueConstraint(
                "decision", Lower("email"), condition=~Q(email=""), name="appeal_once_by_an_address"
            ),
            models.CheckConstraint(
                condition=Q(appellant=None) & ~Q(email="") | Q(appellant__isnull=False, email=""),
                name="appeal_by_a_member_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", decided_by=None, decided_at=None)
                | Q(
                    outcome__in=AppealOutcome.values,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(answer=""),
                name="appeal_decided_with_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("first_decided_by")),
                name="appeal_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), MOST_FACTS))
                | Q(text="", decided_at__isnull=False),  # by somebody who was erased
                name="appeal_text_has_1_to_4000_characters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} ({self.created_at:%Y-%m-%d})"
