"""Amounts in the admin, as pages write them, and links from one row to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, to_locale

from foundation.money import for_people

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise

NOTHING = "-"


def amount_of(name: str, label: StrOrPromise) -> Callable[[Any], str]:
    """A column with an amount of a row in the minor units of its currency."""

    @admin.display(description=label)
    def shown(row: Any) -> str:
        amount = getattr(row, name)
        locale = Locale.parse(to_locale(get_language() or "en"))
        return NOTHING if amount is None else for_people(amount, row.currency, locale)

    return shown


def link_of(name: str, label: StrOrPromise) -> Callable[[Any], str]:
    """A column with a link to another row that a row names."""

    @admin.display(description=label)
    def shown(row: Any) -> str:
        other: Model | None = getattr(row, name)
        return link_to(other) if other else NOTHING

    return shown


def link_to(row: Model) -> str:
    """A link to the admin's page of a row."""
    meta = row._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row)
