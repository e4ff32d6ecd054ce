"""What reviews add up to, and until when they can be written."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import StaffModelAdmin, ViewOnly
from reviews.models import DeclinedReview, Reputation, ReviewWindow


@admin.register(ReviewWindow)
class ReviewWindowAdmin(ViewOnly, StaffModelAdmin):
    """Until when projects can be reviewed, and when their reviews were revealed."""

    list_display = ("project", "closes_at", "settled_at")
    list_filter = ("closes_at", "settled_at")
    list_select_related = ("project",)
    search_fields = ("project__title__istartswith",)
    ordering = ("-closes_at",)


@admin.register(DeclinedReview)
class DeclinedReviewAdmin(ViewOnly, StaffModelAdmin):
    """Who said that they will not review."""

    list_display = ("project", "user", "side", "declined_at")
    list_filter = ("side", "declined_at")
    list_select_related = ("project", "user")
    search_fields = ("user__username__istartswith", "project__title__istartswith")
    ordering = ("-id",)


@admin.register(Reputation)
class ReputationAdmin(ViewOnly, StaffModelAdmin):
    """What the reviews of each user add up to."""

    list_display = ("user", "count", "rating_sum", "histogram", "again_yes", "again_total")
    list_filter = ("user__role",)
    list_select_related = ("user",)
    search_fields = ("user__username__istartswith",)
    ordering = ("-user_id",)
