"""What a profile says by choosing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Those who are logged in")
    HIDDEN = "hidden", _("Nobody")


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("Company")
    HOUSING_SOCIETY = "housing_society", _("Housing society")
    AGENCY = "agency", _("Agency")
    NON_PROFIT = "non_profit", _("Non-profit organisation")
    PUBLIC_BODY = "public_body", _("Public body")
    INDIVIDUAL = "individual", _("Individual")
    OTHER = "other", _("Other")


class Fluency(models.TextChoices):
    BASIC = "basic", _("Basic")
    CONVERSATIONAL = "conversational", _("Conversational")
    FLUENT = "fluent", _("Fluent")
    NATIVE = "native", _("Native")


class Workplace(models.TextChoices):
    """Where work is done."""

    ON_SITE = "on_site", _("At the place")
    REMOTE = "remote", _("Remote")


class Availability(models.TextChoices):
    AVAILABLE = "available", _("Available")
    FULL_TIME = "full_time", _("Full time")
    PART_TIME = "part_time", _("Part time")
    UNAVAILABLE = "unavailable", _("Not at the moment")


class ExperienceLevel(models.TextChoices):
    FRESHER = "fresher", _("Fresher")
    JUNIOR = "junior", _("Junior")
    MID = "mid", _("Mid-level")
    SENIOR = "senior", _("Senior")


class EducationLevel(models.TextChoices):
    SCHOOL = "school", _("School")
    VOCATIONAL = "vocational", _("Vocational training")
    DIPLOMA = "diploma", _("Diploma")
    BACHELOR = "bachelor", _("Bachelor's degree")
    MASTER = "master", _("Master's degree")
    DOCTORATE = "doctorate", _("Doctorate")


class LearningStyle(models.TextChoices):
    VISUAL = "visual", _("By seeing")
    AUDITORY = "auditory", _("By listening")
    READING = "reading", _("By reading and writing")
    HANDS_ON = "hands_on", _("By doing")
