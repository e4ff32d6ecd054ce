"""The vocabulary of occupations: what people call themselves, and what others look for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.skill_keys import skill_key
from profiles.models.skills import Skill, SkillStatus


class OccupationQuerySet(models.QuerySet["Occupation"]):
    def accepted(self) -> OccupationQuerySet:
        """Those of the curated vocabulary."""
        return self.filter(status=SkillStatus.ACCEPTED)

    def known_as(self, text: str) -> OccupationQuerySet:
        """Those that `text` may mean: by name, slug or another name, whatever the spelling. Those
        whose own name it is come first, for many share their other names.
        """
        key = skill_key(text)
        names = OccupationName.objects.filter(occupation=models.OuterRef("pk"), key=key)
        named = self.filter(models.Exists(names)).annotate(
            is_own_name=models.Case(
                models.When(Q(name__iexact=text) | Q(slug=text), then=0), default=1
            )
        )
        return named.order_by("is_own_name", "name")


class Occupation(models.Model):
    """What somebody does for a living. Every name of it, its own included, is an OccupationName."""

    id = models.AutoField(primary_key=True)  # small: it stands in the tags of the search index
    name = models.CharField(max_length=150, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    code = models.CharField(
        max_length=10, blank=True, help_text=_("Of O*NET-SOC, where it was taken from there.")
    )
    status = models.CharField(
        max_length=10, choices=SkillStatus, default=SkillStatus.ACCEPTED, editable=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    skills = models.ManyToManyField(
        Skill, through="OccupationSkill", blank=True, related_name="occupations"
    )
    related = models.ManyToManyField(
        "self", through="RelatedOccupation", symmetrical=False, blank=True
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OccupationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        indexes = [models.Index(fields=["status", "name", "id"], name="occupation_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=SkillStatus.MERGED, merged_into__isnull=False)
                | Q(
                    status__in=(SkillStatus.ACCEPTED, SkillStatus.PROPOSED),
                    merged_into__isnull=True,
                ),
                name="occupation_merged_says_into_which",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="occupation_is_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OccupationName(models.Model):
    """A name of an occupation. Several occupations may share one: a technician is many things."""

    id = models.AutoField(primary_key=True)
    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="names", db_index=False)
    key = models.CharField(max_length=150, help_text=_("As names are compared."))
    language = models.CharField(max_length=2, default="en", help_text=_("ISO 639-1."))
    name = models.CharField(max_length=150, help_text=_("As it is written."))

    class Meta:
        indexes = [
            # Also for beginnings.
            models.Index(
                fields=["key"], name="occupation_name_by_key", opclasses=["text_pattern_ops"]
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "key"], name="occupation_has_each_name_once"
            ),
            models.CheckConstraint(
                condition=~Q(key=""), name="occupation_name_has_a_letter_or_digit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OccupationSkill(models.Model):
    """A skill that people of an occupation have."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="+", db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "skill"], name="occupation_has_each_skill_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} of {self.occupation_id}"


class RelatedOccupation(models.Model):
    """An occupation that is close to another, the closest first."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="+", db_index=False)
    related = models.ForeignKey(Occupation, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "related"], name="occupation_is_related_to_another_once"
            ),
            models.CheckConstraint(
                condition=~Q(occupation=F("related")), name="occupation_is_not_related_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.related_id} near {self.occupation_id}"
