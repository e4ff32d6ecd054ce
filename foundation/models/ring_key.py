"""The keys of `foundation.key_ring`, kept where every process of every machine finds them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.keys import Algorithm


class KeyPurpose(models.TextChoices):
    TOKENS = "tokens"
    REPUTATIONS = "reputations"


class RingKey(models.Model):
    """One key of a ring, from its making to the day on which it is forgotten.

    A key that does not sign any more keeps its public half, to verify; a retired one keeps only
    its name, so that it stays refused though the environment should still hold it.
    """

    purpose = models.CharField(max_length=20, choices=KeyPurpose)
    kid = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10, choices=Algorithm)
    # As `keys.load` takes it, encrypted under the secret key.
    encrypted = models.BinaryField(null=True)
    jwk = models.JSONField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    signs_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "kid"], name="ring_key_once_per_purpose"),
            models.CheckConstraint(
                condition=Q(purpose__in=KeyPurpose.values), name="ring_key_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(algorithm__in=Algorithm.values), name="ring_key_algorithm_is_known"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(encrypted__isnull=True, jwk__isnull=True),
                name="ring_key_retired_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=False)
                | Q(encrypted__isnull=False)
                | Q(jwk__isnull=False),
                name="ring_key_in_use_has_a_half",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.kid}"
