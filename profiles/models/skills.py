"""The vocabulary of skills, and who has which."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from foundation.skill_keys import skill_key, skill_readings
from profiles.models.profile import Profile


class SkillKind(models.TextChoices):
    TECHNOLOGY = "technology", _("Technology")
    TRADE = "trade", _("Trade")
    DESIGN = "design", _("Design")
    WRITING = "writing", _("Writing")
    LANGUAGE = "language", _("Language")
    METHOD = "method", _("Method")
    BUSINESS = "business", _("Business")
    CARE = "care", _("Care and household")
    OTHER = "other", _("Other")


class SkillStatus(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    PROPOSED = "proposed", _("Proposed")
    MERGED = "merged", _("Merged into another")


class SkillQuerySet(models.QuerySet["Skill"]):
    def accepted(self) -> SkillQuerySet:
        """Those of the curated vocabulary."""
        return self.filter(status=SkillStatus.ACCEPTED)

    def known_as(self, text: str) -> SkillQuerySet:
        """The one that `text` names: its name, its slug or an alias, whatever the spelling."""
        return self.filter(aliases__key=skill_key(text))

    def meant_by(self, text: str) -> Skill | None:
        """The one that `text` names, also with the name of the company that makes it."""
        whole, *others = skill_readings(text)
        if known := self.filter(aliases__key=whole).first():
            return known
        accepted = self.accepted()
        return next(
            (one for key in others if (one := accepted.filter(aliases__key=key).first())), None
        )

    def with_names(self) -> SkillQuerySet:
        """Each with `names`, all that it is called, and `parent_slug`."""
        return self.annotate(
            parent_slug=F("parent__slug"),
            names=ArrayAgg("aliases__name", order_by="aliases__name"),
        )


class Skill(models.Model):
    """Something that a person can do. Every name of it, its own included, is a SkillAlias."""

    id = models.AutoField(primary_key=True)  # small: it stands in the tags of search entries
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=SkillKind, default=SkillKind.OTHER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    # Itself and its ancestors: who can do React can do JavaScript. Kept by the services.
    lineage = ArrayField(models.IntegerField(), default=list, editable=False)
    status = models.CharField(max_length=10, choices=SkillStatus, default=SkillStatus.ACCEPTED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(Lower("name"), name="skill_name_unique_ignoring_case"),
            models.CheckConstraint(
                condition=Q(kind__in=SkillKind.values), name="skill_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status=SkillStatus.MERGED, merged_into__isnull=False)
                | Q(
                    status__in=(SkillStatus.ACCEPTED, SkillStatus.PROPOSED),
                    merged_into__isnull=True,
                ),
                name="skill_merged_says_into_which",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")) & ~Q(merged_into=F("id")),
                name="skill_is_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SkillAlias(models.Model):
    """A name of a skill, in the form in which names are compared: no two skills share one."""

    key = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=80, help_text=_("As it is written."))
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name_plural = _("skill aliases")
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="skill_alias_names_something")
        ]

    def __str__(self) -> str:
        return self.name


class SkillLevel(models.TextChoices):
    BEGINNER = "beginner", _("Beginner")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")
    EXPERT = "expert", _("Expert")


class Evidence(models.TextChoices):
    """What a skill rests on, from the weakest to the strongest."""

    CLAIMED = "claimed", _("Claimed")
    USED = "used", _("Used in a completed project")
    CONFIRMED = "confirmed", _("Confirmed in a review")


def _in_order(field: str, values: list[str]) -> models.Case:
    """A number that grows along `values`."""
    whens = [models.When(**{field: value}, then=number) for number, value in enumerate(values)]
    return models.Case(*whens, default=-1, output_field=models.SmallIntegerField())


class ProfileSkillQuerySet(models.QuerySet["ProfileSkill"]):
    def best_first(self) -> ProfileSkillQuerySet:
        """The best proved first, then the highest level, then by age of the entry."""
        return self.order_by(
            _in_order("evidence", Evidence.values).desc(),
            _in_order("level", SkillLevel.values).desc(),
            "id",
        )


class ProfileSkill(models.Model):
    """A skill that somebody has."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="skills", db_index=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="holders")
    level = models.CharField(max_length=12, choices=SkillLevel, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=10, choices=Evidence, default=Evidence.CLAIMED)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ProfileSkillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "skill"], name="profile_skill_once_for_each_profile"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["", *SkillLevel.values]), name="profile_skill_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=Evidence.values), name="profile_skill_evidence_is_known"
            ),
            models.CheckConstraint(
                condition=Q(years__isnull=True) | Q(years__lte=80),
                name="profile_skill_years_are_a_lifetime_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} of {self.profile_id}"
