"""Forms whose rules are those of the API: a serializer judges what a page was sent.

A form declares labels, helps and widgets; what is required, how long it may be and what is wrong
with it says its serializer, so that pages and API can never disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from rest_framework import serializers

NOTHING = ("", None)


def as_api(request: HttpRequest) -> Request:
    """The request as serializers know it, of whoever is logged in with this browser."""
    wrapped = Request(request)
    wrapped.user = request.user
    return wrapped


class PageForm(forms.Form):
    """A form of a page. Errors of services are put beside the fields that they name."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What the service takes, once the form is valid."""
        return dict(self.cleaned_data)

    def point_out(self) -> None:
        """Put the cursor into the first field that is wrong: nobody has to look for it."""
        for field in self.visible_fields():
            if field.errors and not field.use_fieldset:
                field.field.widget.attrs["autofocus"] = True
                return

    @property
    def marks_optional(self) -> bool:
        """Whether it has to be said which fields are optional: not where all are."""
        return any(field.field.required for field in self.visible_fields())

    def field_for(self, attr: str | None) -> str | None:
        """The field that an error of the API's is shown beside; None: above the form."""
        return attr if attr in self.fields else None

    def refuse(self, attr: str | None, text: str) -> None:
        """Show an error of the API's; beside a field that is wrong already it is no news."""
        name = self.field_for(attr)
        if name is None or name not in self.errors:
            self.add_error(name, text)


class SerializedForm(PageForm):
    """A form with the rules of `serializer_class`."""

    serializer_class: ClassVar[type[serializers.BaseSerializer[Any]]]
    # Fields that the serializer calls otherwise.
    api_names: ClassVar[dict[str, str]] = {}
    # Fields that a person has to fill in, although the API has another way to say the same.
    needed: ClassVar[tuple[str, ...]] = ()
    partial = False

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance = instance
        rules = self._serializer(data={}).fields  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if rule := rules.get(self.api_name(name)):
                _take_over(field, rule)
            if name in self.needed:
                field.required = field.widget.is_required = True

    def _serializer(self, data: Any) -> serializers.BaseSerializer[Any]:
        context = {"request": as_api(self.request)}
        return self.serializer_class(
            self.instance, data=data, partial=self.partial, context=context
        )

    def api_name(self, name: str) -> str:
        return self.api_names.get(name, name)

    def field_for(self, attr: str | None) -> str | None:
        by_api_name = {self.api_name(name): name for name in self.fields}
        path = reversed((attr or "").split("."))
        return next((by_api_name[name] for name in path if name in by_api_name), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        serializer = self._serializer(self.given(cleaned))
        if serializer.is_valid():
            self._values = dict(serializer.validated_data)
        else:
            for attr, text in flat_errors(serializer.errors):
                self.refuse(attr, text)
        return cleaned

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The serializer's input: what is left empty is left out where nothing cannot be said."""
        rules = self._serializer(data={}).fields  # type: ignore[attr-defined]
        found = {}
        for name, value in cleaned.items():
            rule = rules.get(self.api_name(name))
            if rule is None:
                continue
            if value in NOTHING and not getattr(rule, "allow_blank", False):
                if not (rule.allow_null or rule.required):
                    continue
                value = None if rule.allow_null else ""
            found[self.api_name(name)] = value
        return found

    def values(self) -> dict[str, Any]:
        return self._values


def _take_over(field: forms.Field, rule: serializers.Field[Any, Any, Any, Any]) -> None:
    """Tell the browser, too, what the serializer asks for."""
    field.required = rule.required and not getattr(rule, "allow_blank", False)
    field.widget.is_required = field.required
    most = getattr(rule, "max_length", None)
    if most and isinstance(field, forms.CharField) and not getattr(rule, "write_only", False):
        field.widget.attrs["maxlength"] = str(most)


def flat_errors(errors: Any, attr: str | None = None) -> Iterator[tuple[str | None, str]]:
    """Each error with the name of its field, dotted within another, and numbered in a list."""
    if isinstance(errors, ErrorDetail):
        yield attr, str(errors)
    elif isinstance(errors, dict):
        for name, inner in errors.items():
            is_whole = name == "non_field_errors"
            yield from flat_errors(
                inner, attr if is_whole else ".".join(filter(None, (attr, str(name))))
            )
    else:
        for number, inner in enumerate(errors):
            is_row = isinstance(inner, dict) and attr
            yield from flat_errors(inner, f"{attr}.{number}" if is_row else attr)
