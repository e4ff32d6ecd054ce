"""Reviews, and what was answered to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import BooleanField, Case, Exists, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _

from foundation.admin import AutocompleteFilter, ShowsRowHistory, StaffModelAdmin, ViewOnly
from reviews.models import (
    SUB_RATINGS,
    CorrectionSlot,
    Reply,
    Review,
    ReviewRevision,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


MASKED = "•••"


class ReplyInline(ViewOnly, admin.StackedInline):
    model = Reply


class CorrectionSlotInline(ViewOnly, admin.StackedInline):
    model = CorrectionSlot


class RevisionInline(ViewOnly, admin.TabularInline):
    model = ReviewRevision


@admin.register(Review)
class ReviewAdmin(ShowsRowHistory, ViewOnly, StaffModelAdmin):
    """Reviews. What they say is shown from the reveal on, or with `view_hidden_review`; private
    notes with that permission alone.
    """

    list_display = (
        *("id", "author", "subject", "side", "shown_rating", "state", "moderation"),
        *("submitted_at", "revealed_at"),
    )
    list_filter = (
        *("side", "state", "moderation", "submitted_at", "revealed_at"),
        *(("author", AutocompleteFilter), ("subject", AutocompleteFilter)),
    )
    list_select_related = ("author", "subject")
    search_fields = (
        *("author__username__istartswith", "subject__username__istartswith", "project__id__exact"),
    )
    search_help_text = _("The beginning of a username, or a project's id")
    ordering = ("-id",)
    fields = (
        *("project", "author", "subject", "side", "shown_rating", "shown_sub_ratings"),
        *("shown_text", "shown_again", "shown_note", "state", "moderation", "submitted_at"),
        *("revealed_at", "corrected_at", "withdrawn_at"),
    )
    inlines = (ReplyInline, CorrectionSlotInline, RevisionInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """Each review with whether this member of staff may read it, and its private note."""
        may_read_all = request.user.has_perm("reviews.view_hidden_review")
        revealed = Exists(Review.objects.revealed().filter(pk=OuterRef("pk")))
        return (
            super()
            .get_queryset(request)
            .annotate(
                may_be_read=Case(
                    When(revealed, then=True),
                    default=Value(may_read_all),
                    output_field=BooleanField(),
                ),
                note_may_be_read=Value(may_read_all, output_field=BooleanField()),
            )
        )

    def withheld_from(self, request: HttpRequest) -> tuple[str, ...]:
        """What was written before the reveal was for nobody, even once the review is public."""
        if request.user.has_perm("reviews.view_hidden_review"):
            return ()
        return ("rating", *SUB_RATINGS, "text", "private_note", "would_work_again")

    @admin.display(description=_("rating"))
    def shown_rating(self, review: Any) -> Any:
        return review.rating if review.may_be_read else MASKED

    @admin.display(description=_("sub-ratings"))
    def shown_sub_ratings(self, review: Any) -> str:
        given = {name: getattr(review, name) for name in SUB_RATINGS}
        listed = ", ".join(f"{name} {stars}" for name, stars in given.items() if stars)
        return listed if review.may_be_read else MASKED

    @admin.display(description=_("text"))
    def shown_text(self, review: Any) -> str:
        return review.text if review.may_be_read else MASKED

    @admin.display(description=_("would work again"))
    def shown_again(self, review: Any) -> str:
        return str(review.would_work_again) if review.may_be_read else MASKED

    @admin.display(description=_("private note"))
    def shown_note(self, review: Any) -> str:
        return review.private_note if review.note_may_be_read else MASKED


@admin.register(Reply)
class ReplyAdmin(ViewOnly, StaffModelAdmin):
    """Replies, all of them public unless moderated."""

    list_display = ("id", "review", "moderation", "created_at")
    list_filter = ("moderation", "created_at")
    list_select_related = ("review",)
    search_fields = ("review__subject__username__istartswith", "text")
    ordering = ("-id",)
