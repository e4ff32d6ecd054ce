"""The steps in which agreed work is delivered and paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from foundation.money import StoredAmount
from projects.models.agreement import Agreement

if TYPE_CHECKING:
    from accounts.models import User

MAX_STEPS = 20
MAX_STEP_TITLE = 120


class AgreedStep(TypedDict):
    """A step as a proposal offers it and a version of an agreement has it. `amount` is a decimal
    number as text and `due_on` an ISO date, either None where nothing was said; a version has the
    `number`, too.
    """

    number: NotRequired[int]
    title: str
    amount: str | None
    due_on: str | None


class StepStatus(models.TextChoices):
    WAITING = "waiting", _("Not delivered")
    DELIVERED = "delivered", _("Delivered")
    ACCEPTED = "accepted", _("Accepted")
    DROPPED = "dropped", _("Dropped")


class AgreementStepQuerySet(models.QuerySet["AgreementStep"]):
    def of(self, user: User) -> AgreementStepQuerySet:
        """Those of agreements of which a user is a party."""
        return self.filter(Q(agreement__client=user) | Q(agreement__freelancer=user))

    def with_work(self) -> AgreementStepQuerySet:
        """With their work, and `still_to_do`: the reason of their last move. Only sending a step
        back has one.
        """
        moves = AgreementStep.transitions.rel.related_model._default_manager  # type: ignore[attr-defined]
        last = moves.filter(step=OuterRef("pk")).order_by("-pk").values("reason")[:1]
        known = self.select_related("agreement__project")
        return known.annotate(still_to_do=Coalesce(Subquery(last), Value("")))


class AgreementStep(models.Model):
    """One step of agreed work, and how far it is. What it says is what both sides accepted: the
    version of the agreement has the same words. One that a later version leaves out is dropped.
    No money moves here: `payment_reference` is what a platform calls its own payment.
    """

    still_to_do: str  # as `with_work` reads it

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField(help_text=_("From 1, and never used again."))
    title = models.CharField(max_length=MAX_STEP_TITLE)
    amount = StoredAmount(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text=_("ISO 4217"))
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=StepStatus, default=StepStatus.WAITING)
    delivered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    reminds_at = models.DateTimeField(null=True, blank=True, editable=False)
    payment_reference = models.CharField(max_length=100, blank=True)

    objects = AgreementStepQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="agreement_step_once_for_each_number"
            ),
            models.CheckConstraint(
                condition=Q(status__in=StepStatus.values), name="agreement_step_status_is_known"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="agreement_step_counts_from_1"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0, currency__regex="^[A-Z]{3}$"),
                name="agreement_step_amount_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", accepted_at__isnull=False)
                | ~Q(status="accepted") & Q(accepted_at__isnull=True),
                name="agreement_step_accepted_at_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="delivered", delivered_at__isnull=False)
                | Q(status="waiting", delivered_at__isnull=True)
                | Q(status__in=("accepted", "dropped")),
                name="agreement_step_delivered_at_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reminds_at"],
                condition=Q(status="waiting", reminds_at__isnull=False),
                name="agreement_step_to_remind_of",
            )
        ]

    def __str__(self) -> str:
        return gettext("Step %(number)d") % {"number": self.number}
