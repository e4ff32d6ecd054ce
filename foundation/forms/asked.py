"""Choices of a form that may also show what is none of them: the API takes more than a form offers,
and what was asked for or chosen there is shown as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class AskedSelect(forms.Select):
    """Choices, and whatever else was asked for: a link may ask for more than the form offers."""

    def __init__(
        self, *, in_form: Callable[[str], str] = str, label: Callable[[str], Any] = str
    ) -> None:
        super().__init__()
        self.in_form, self.label = in_form, label

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return self.in_form(data.get(name) or "")

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        offered = _flat(self.choices)
        for one in (one for one in value if one and one not in offered):
            option = self.create_option(name, one, self.label(one), True, len(groups))
            groups.append((None, [option], len(groups)))
        return groups

    def shown(self, value: str) -> str:
        """What a value is called."""
        value = self.in_form(value)
        return str(_flat(self.choices).get(value) or self.label(value))


def _flat(choices: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """The choices with their labels, those of groups as well."""
    found: dict[str, Any] = {}
    for key, label in choices:
        found |= _flat(label) if isinstance(label, (list, tuple)) else {str(key): label}
    return found


class AskedField(forms.ChoiceField):
    """One of some choices, or another value that the API takes."""

    def __init__(
        self,
        label: Any,
        choices: Any,
        *,
        required: bool = False,
        in_form: Callable[[str], str] = str,
        labelled: Callable[[str], Any] = str,
    ) -> None:
        widget = AskedSelect(in_form=in_form, label=labelled)
        super().__init__(required=required, label=label, choices=choices, widget=widget)

    def valid_value(self, value: Any) -> bool:
        return True
