"""The exchange rates that are loaded: `manage.py import_exchange_rates` alone writes them."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import StaffModelAdmin, ViewOnly
from foundation.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ViewOnly, StaffModelAdmin):
    """By which searches and matches compare amounts of different currencies."""

    list_display = ("currency", "rate", "base", "as_of", "source", "imported_at")
    list_filter = ("as_of",)
    search_fields = ("=currency",)
    ordering = ("currency",)
