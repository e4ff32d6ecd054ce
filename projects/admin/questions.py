"""Questions about projects, and answers."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly
from projects.models import Answer, Question


class AnswerInline(ViewOnly, admin.StackedInline):
    model = Answer
    fields = ("text", "moderation", "created_at")
    readonly_fields = ("moderation", "created_at")


@admin.register(Question)
class QuestionAdmin(ViewOnly, StaffModelAdmin):
    """What all who see a project read, and who asked."""

    list_display = ("project", "author", "text", "moderation", "created_at")
    list_filter = ("moderation", "created_at", ("author", AutocompleteFilter))
    list_select_related = ("project", "author")
    search_fields = ("author__username__istartswith", "project__title__istartswith")
    ordering = ("-id",)
    inlines = (AnswerInline,)
