"""The rows of `foundation.idempotency`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class IdempotencyKey(models.Model):
    """What became of a request that came with a key. Of key and body only digests are kept."""

    digest = models.CharField(
        max_length=64, primary_key=True, help_text="Of the key, whose it is, and its route."
    )
    account_id = models.UUIDField(db_index=True)
    fingerprint = models.CharField(max_length=64, help_text="Of the body, by the secret key.")
    claim = models.UUIDField(help_text="Which request is at it: another one may have taken over.")
    claimed_at = models.DateTimeField()
    written_at = models.DateTimeField(
        null=True, help_text="Set in the transaction of what the request changes."
    )
    made_id = models.UUIDField(null=True, help_text="What it made, set in the same transaction.")
    finished_at = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True)
    answer = models.BinaryField(
        null=True, help_text="Encrypted. Empty if it holds a secret, or what somebody erased."
    )
    concerned = ArrayField(
        models.UUIDField(), default=list, help_text="The accounts whose text the answer may hold."
    )
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [GinIndex(fields=["concerned"], name="idempotency_key_by_concerned")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("claimed_at")),
                name="idempotency_key_expires_after_its_claim",
            ),
            models.CheckConstraint(
                condition=Q(status=None) | Q(status__range=(200, 299), finished_at__isnull=False),
                name="idempotency_key_has_the_status_of_a_success",
            ),
            models.CheckConstraint(
                condition=Q(answer=None) | Q(status__isnull=False),
                name="idempotency_key_has_no_answer_without_a_status",
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]
