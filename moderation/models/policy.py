"""What is not allowed, as staff maintain it: every restriction names one of these."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_DAYS = 5 * 365


class Basis(models.TextChoices):
    """Why something is not allowed (Digital Services Act, Article 17(3)(d) and (e))."""

    LAW = "law", _("Against the law")
    TERMS = "terms", _("Against our terms")


class PolicyGround(models.Model):
    """A rule that a decision can rest on. A decision keeps what its ground said at that time."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=5, choices=Basis)
    reference = models.CharField(
        max_length=200, help_text=_("The law's article, or the section of the terms.")
    )
    text = models.TextField(
        max_length=2000, help_text=_("What is not allowed, as the person affected reads it.")
    )
    usual_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)],
        help_text=_("How long what can end by itself usually lasts; empty: without an end."),
    )
    is_active = models.BooleanField(
        default=True, help_text=_("Off: no further decision can rest on it.")
    )

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="ground_basis_is_known"
            ),
            models.CheckConstraint(
                condition=Q(usual_days=None) | Q(usual_days__range=(1, LONGEST_DAYS)),
                name="ground_usual_days_are_one_to_five_years",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text="") & ~Q(reference=""),
                name="ground_says_what_is_not_allowed",
            ),
        ]

    def __str__(self) -> str:
        return self.title
