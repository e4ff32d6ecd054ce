"""The steps of a proposal or an offer, as rows of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS = 6
COLUMNS = ("title", "amount", "due_on")
NUMBER = "number"  # of a step that is there already


class StepsWidget(forms.Widget):
    """A row for each step; rows that are left empty are none. Rows that somebody filled in by
    another way than this form are kept, however many.
    """

    template_name = "projects/parts/steps_widget.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        steps = list(value or ())
        empty: list[dict[str, Any]] = [{}] * max(ROWS - len(steps), 1)
        rows = [
            {
                column: {"name": f"{name}-{number}-{column}", "value": step.get(column) or ""}
                for column in (*COLUMNS, NUMBER)
            }
            for number, step in enumerate([*steps, *empty])
        ]
        return super().get_context(name, value, attrs) | {"rows": rows, "is_filled": bool(steps)}

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> list[dict[str, Any]]:
        steps = []
        for number in range(100):
            if f"{name}-{number}-title" not in data:
                break
            row = {column: data.get(f"{name}-{number}-{column}", "").strip() for column in COLUMNS}
            if any(row.values()):
                steps.append(row | {NUMBER: data.get(f"{name}-{number}-{NUMBER}", "")})
        return steps

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-0-title" not in data


class StepsField(forms.Field):
    """Steps, judged by the serializer."""

    widget = StepsWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        return [
            {
                "title": step["title"],
                "amount": str(sanitize_separators(step["amount"])) or None,
                "due_on": step["due_on"] or None,
                **({NUMBER: step[NUMBER]} if step.get(NUMBER) else {}),
            }
            for step in value or ()
        ]


def steps_field() -> StepsField:
    """In which steps the work is delivered, if in any."""
    return StepsField(
        label=_("In steps"),
        required=False,
        help_text=_("If you deliver in parts: what, for how much, and by when."),
    )
