"""The options of a list to choose from. Python writes them: a page with 250 countries and as many
currencies and languages took most of its time going through a template's loop for each.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.forms.utils import flatatt
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context

register = template.Library()
Group = tuple[str | None, list[dict[str, Any]], int]


@register.simple_tag(takes_context=True)
def optgroups(context: Context, groups: Iterable[Group]) -> SafeString:
    """The options of a select widget (`widget.optgroups`), each on a line of its own. An option
    that is in no group is a nameless group by itself.
    """
    lines = []
    for name, options, _index in groups:
        written = "".join([f"\n  {_option(context, option)}" for option in options])
        if name:
            label = render_value_in_context(name, context)
            written = f'\n  <optgroup label="{label}">{written}\n  </optgroup>'
        lines.append(written)
    return mark_safe("".join(lines))  # noqa: S308 - each part is escaped


def _option(context: Context, option: dict[str, Any]) -> str:
    value, label = _escaped(str(option["value"])), option["label"]
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    shown = _escaped(label) if type(label) is str else render_value_in_context(label, context)
    return f'<option value="{value}"{attrs}>{shown}</option>'


@register.simple_tag
def choices(offered: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    """An option for each value with its label, one of them chosen."""
    options = [
        f'<option value="{_escaped(value)}"{" selected" if value == chosen else ""}>'
        f"{_escaped(label)}</option>"
        for value, label in offered
    ]
    return mark_safe("".join(options))  # noqa: S308 - each part is escaped


def _escaped(text: Any) -> str:
    """As by Django, without what it asks of every text that is a plain one."""
    return escape(text) if type(text) is str else conditional_escape(text)
