"""An uploaded CV, and what it suggests. Nothing of it is shown to anybody but its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Now, Substr
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from cv_reader.formats import Format
from profiles.models.profile import Profile

if TYPE_CHECKING:
    from accounts.models import User


class CvFormat(models.TextChoices):
    PDF = Format.PDF.value, _("PDF")
    DOCX = Format.DOCX.value, _("Word (DOCX)")
    TEXT = Format.TEXT.value, _("Text")
    JSON_RESUME = Format.JSON_RESUME.value, _("JSON Resume")


class CvState(models.TextChoices):
    PROCESSING = "processing", _("Being read")
    READY = "ready", _("Read")
    REFUSED = "refused", _("Cannot be read")


class CurriculumVitaeQuerySet(models.QuerySet["CurriculumVitae"]):
    def of(self, user: User) -> CurriculumVitaeQuerySet:
        """The user's last upload first, and their CV if that is another one; without its text."""
        return self.filter(profile=user.pk).defer("text").order_by("-id")

    def ready(self) -> CurriculumVitaeQuerySet:
        """Those that were read."""
        return self.filter(state=CvState.READY)

    def with_counts(self) -> CurriculumVitaeQuerySet:
        """Each with how many of its suggestions are `pending`, `accepted` and `rejected`."""
        counts = {
            state: Count("suggestions", filter=Q(suggestions__state=state))
            for state in SuggestionState.values
        }
        return self.annotate(**counts)


class CurriculumVitae(models.Model):
    """One upload. A profile has at most one that was read, its CV, and one upload on its way or
    refused; the CV stays what it is until a newer one was read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="cvs")
    format = models.CharField(max_length=4, choices=CvFormat)
    file = models.CharField(max_length=60, blank=True, help_text=_("In the private storage."))
    file_name = models.CharField(max_length=150, blank=True, help_text=_("As it was uploaded."))
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    state = models.CharField(max_length=10, choices=CvState, default=CvState.PROCESSING)
    refusal = models.CharField(max_length=20, blank=True, help_text=_("Why it cannot be read."))
    text = models.TextField(blank=True)
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = CurriculumVitaeQuerySet.as_manager()

    class Meta:
        verbose_name = _("CV")
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=CvFormat.values), name="cv_format_is_known"
            ),
            models.CheckConstraint(condition=Q(state__in=CvState.values), name="cv_state_is_known"),
            models.UniqueConstraint(
                fields=["profile"], condition=Q(state="ready"), name="cv_one_for_each_profile"
            ),
            models.UniqueConstraint(
                fields=["profile"],
                condition=~Q(state="ready"),
                name="cv_one_upload_for_each_profile",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", read_at__isnull=False)
                | ~Q(state="ready") & Q(read_at__isnull=True, text=""),
                name="cv_read_has_text",
            ),
            models.CheckConstraint(
                condition=Q(state="refused", file="") & ~Q(refusal="")
                | ~Q(state="refused") & Q(refusal="") & ~Q(file=""),
                name="cv_refused_says_why_and_keeps_no_file",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or self.format


class SuggestionKind(models.TextChoices):
    PROFILE = "profile", _("Profile")
    SKILL = "skill", _("Skill")
    EXPERIENCE = "experience", _("Experience")
    EDUCATION = "education", _("Education")
    LANGUAGE = "language", _("Language")
    LINK = "link", _("Link")
    PORTFOLIO = "portfolio", _("Portfolio")


class SuggestionState(models.TextChoices):
    PENDING = "pending", _("Not decided")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class CvSuggestionQuerySet(models.QuerySet["CvSuggestion"]):
    def of(self, user: User) -> CvSuggestionQuerySet:
        """What the user's CV suggests."""
        return self.filter(cv__profile=user.pk, cv__state=CvState.READY)

    def pending(self, kind: str | None = None) -> CvSuggestionQuerySet:
        """Those that are not decided yet, all of them or of one kind."""
        pending = self.filter(state=SuggestionState.PENDING)
        return pending.filter(kind=kind) if kind else pending

    def with_source(self) -> CvSuggestionQuerySet:
        """Each with `source_text`, what the CV says there; the whole text is read for none."""
        return self.annotate(source_text=Substr("cv__text", F("start") + 1, F("end") - F("start")))


class CvSuggestion(models.Model):
    """What a CV seems to say, and where. It enters the profile when its owner accepts it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cv = models.ForeignKey(
        CurriculumVitae, models.CASCADE, related_name="suggestions", db_index=False
    )
    position = models.PositiveIntegerField(help_text=_("In the list of suggestions."))
    kind = models.CharField(max_length=10, choices=SuggestionKind)
    # The input of the route that would add it by hand: `me/skills`, `me/experience` and so on.
    value = models.JSONField()
    start = models.PositiveIntegerField(help_text=_("Of its place in the CV's text."))
    end = models.PositiveIntegerField()
    confidence = models.FloatField(help_text=_("From 0 to 1."))
    state = models.CharField(max_length=8, choices=SuggestionState, default=SuggestionState.PENDING)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CvSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["cv", "position"], name="cv_suggestion_position_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SuggestionKind.values), name="cv_suggestion_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SuggestionState.values), name="cv_suggestion_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True)
                | ~Q(state="pending") & Q(decided_at__isnull=False),
                name="cv_suggestion_decided_at_says_when",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="cv_suggestion_confidence_up_to_1",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="cv_suggestion_span_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
