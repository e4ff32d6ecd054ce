"""Form fields that several forms have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext_lazy as _

from foundation.characters import as_stored, shows
from foundation.countries import countries_by_name

COUNTRY, EMAIL, PHONE = _("Country"), _("E-mail address"), _("Phone number")


def password_field(label: Any, *, is_new: bool = False, **options: Any) -> forms.CharField:
    """A password: taken as it is, never shown again, and known to password managers. Its length is
    left to the rules for passwords: at a `maxlength` browsers cut what is pasted, and say nothing.
    """
    autocomplete = "new-password" if is_new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, **options)


class FilesInput(forms.FileInput):
    """Takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Several files, or none. What they are tells their content, which the service looks at."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(one, initial) for one in data or ()]


def files_field(label: Any, *, accept: str, **options: Any) -> FilesField:
    """Files that are added to something."""
    widget = FilesInput(attrs={"accept": accept})
    return FilesField(label=label, widget=widget, required=False, **options)


def line_field(label: Any, autocomplete: str = "", **options: Any) -> forms.CharField:
    """One line of text."""
    attrs = {"autocomplete": autocomplete} if autocomplete else {}
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), **options)


def text_field(label: Any, *, rows: int = 5, **options: Any) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class WrittenCharField(forms.CharField):
    """Text that no serializer judges, such as staff's: stored in the form in which the API stores
    what people write. Text with nothing to see is none.
    """

    def to_python(self, value: Any) -> str:
        text = as_stored(str(super().to_python(value) or ""))
        return text if shows(text) else str(self.empty_value or "")


class AmountField(forms.CharField):
    """An amount as its reader writes it: with the decimal comma of a German, or a point."""

    def to_python(self, value: Any) -> str:
        return str(sanitize_separators(super().to_python(value)))


def amount_field(label: Any, **options: Any) -> forms.CharField:
    """An amount of money, judged by the serializer."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return AmountField(label=label, widget=widget, **options)


def day_field(label: Any, **options: Any) -> forms.CharField:
    """A day, judged by the serializer."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.CharField(label=label, widget=widget, **options)


def choice_field(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    """One of some choices, or none of them."""
    return forms.ChoiceField(label=label, choices=_optional(choices), **options)


def country_field(label: Any = COUNTRY, **options: Any) -> forms.ChoiceField:
    return choice_field(label, countries_by_name, **options)


def _optional(choices: Any) -> Any:
    """The choices, after that of saying nothing; still a callable if they are one."""
    nothing = [("", "—")]
    if callable(choices) and not isinstance(choices, type):
        return lambda: [*nothing, *choices()]
    return [*nothing, *choices]


def radio_field(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    """One of a few choices, all in sight."""
    field = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)
    field.across = True
    return field


def email_field(label: Any = EMAIL, **options: Any) -> forms.CharField:
    """An e-mail address, judged by the serializer alone: a domain has spellings that Django's own
    field refuses.
    """
    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    return forms.CharField(label=label, widget=widget, **options)


def phone_field(label: Any = PHONE, **options: Any) -> forms.CharField:
    """A phone number, with its country code or beside its country."""
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    given = {"help_text": _("With its country code: +49 151 12345678.")}
    return forms.CharField(label=label, widget=widget, **given | options)
