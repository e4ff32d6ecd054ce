"""What a saved search finds, and what a shortlist lists."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_NAME = 100


class Kind(models.TextChoices):
    PEOPLE = "people", _("People")
    PROJECTS = "projects", _("Projects")
