"""What staff see of notifications: who was told what kind of thing when, and never the words."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import StaffModelAdmin, ViewOnly
from notifications.models import Delivery, Notification, NotificationPreference, QuietHours


@admin.register(Notification)
class NotificationAdmin(ViewOnly, StaffModelAdmin):
    """Who was told of what kind of event."""

    list_display = ("created_at", "person", "kind", "is_in_product", "read_at")
    list_filter = ("kind", "is_in_product", "created_at")
    list_select_related = ("person",)
    search_fields = ("person__username__istartswith",)
    fields = ("created_at", "person", "kind", "event_id", "subject_id", "is_in_product", "read_at")
    ordering = ("-id",)


@admin.register(Delivery)
class DeliveryAdmin(ViewOnly, StaffModelAdmin):
    """What has to leave by mail or text message, and what left."""

    list_display = ("due_at", "person", "channel", "is_digest", "tries", "sent_at", "dropped_at")
    list_filter = ("channel", "is_digest", "due_at", "sent_at")
    list_select_related = ("notification__person",)
    search_fields = ("notification__person__username__istartswith",)
    ordering = ("-id",)

    @admin.display
    def person(self, delivery: Delivery) -> str:
        return str(delivery.notification.person)


@admin.register(NotificationPreference)
class NotificationPreferenceAdmin(ViewOnly, StaffModelAdmin):
    """Who wants to be told of what otherwise than by default."""

    list_display = ("user", "kind", "channel", "frequency")
    list_filter = ("kind", "channel", "frequency")
    list_select_related = ("user",)
    search_fields = ("user__username__istartswith",)
    ordering = ("-id",)


@admin.register(QuietHours)
class QuietHoursAdmin(ViewOnly, StaffModelAdmin):
    """When people want nothing sent."""

    list_display = ("user", "starts_at", "ends_at")
    list_filter = ("user__status",)
    list_select_related = ("user",)
    search_fields = ("user__username__istartswith",)
    ordering = ("user",)
