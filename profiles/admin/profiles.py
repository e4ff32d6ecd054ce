"""Profiles, with all that hangs on them, as their owners wrote them."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from foundation.admin import (
    ShowsRowHistory,
    StaffModelAdmin,
    ViewOnly,
)
from profiles.models import (
    Education,
    Experience,
    FreelancerDetails,
    Link,
    PortfolioItem,
    Profile,
    ProfileSkill,
)

# Django 6.0's default, asked for already: else each form warns.
HTTPS = {models.URLField: {"assume_scheme": "https"}}


class DetailsInline(ViewOnly, admin.StackedInline):
    model = FreelancerDetails


class SkillInline(ViewOnly, admin.TabularInline):
    model = ProfileSkill
    raw_id_fields = ("skill",)


class ExperienceInline(ViewOnly, admin.TabularInline):
    model = Experience


class EducationInline(ViewOnly, admin.TabularInline):
    model = Education


class LinkInline(ViewOnly, admin.TabularInline):
    model = Link
    formfield_overrides = HTTPS
    readonly_fields = ("kind", "verified_at", "checked_at", "problem")


class PortfolioInline(ViewOnly, admin.TabularInline):
    model = PortfolioItem
    formfield_overrides = HTTPS


@admin.register(Profile)
class ProfileAdmin(ShowsRowHistory, ViewOnly, StaffModelAdmin):
    """Profiles, as their owners wrote them."""

    list_display = (
        *("user", "headline", "city", "country", "visibility", "review_count"),
        *("projects_completed", "projects_ended_early"),
    )
    list_filter = ("visibility", "user__role", "country")
    list_select_related = ("user",)
    search_fields = ("user__username__istartswith", "headline__istartswith")
    ordering = ("-user_id",)
    inlines = (
        DetailsInline,
        SkillInline,
        ExperienceInline,
        EducationInline,
        LinkInline,
        PortfolioInline,
    )
