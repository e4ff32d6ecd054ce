"""Form fields of profiles: lists that are typed in one line, spoken languages, points, uploads."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django import forms
from django.template import loader
from django.utils.translation import gettext_lazy as _

from profiles.models import Fluency
from profiles.reference import currency_names, language_names, readers_locale
from profiles.serializers.near import COORDINATES, NOT_ON_EARTH
from profiles.serializers.profile import MAX_LANGUAGES

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

BLANK_LANGUAGES = 2


class CommaField(forms.CharField):
    """Several short texts in one line, with commas between them."""

    def to_python(self, value: Any) -> list[str]:
        return [text for one in super().to_python(value).split(",") if (text := one.strip())]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value: list[str]) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: list[str]) -> None:
        super().run_validators(",".join(value))


class LanguagesWidget(forms.Widget):
    """A row for each language, and some for more."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        rows = (
            {part: data.get(f"{name}-{row}-{part}", "") for part in ("language", "fluency")}
            for row in range(MAX_LANGUAGES + BLANK_LANGUAGES)
        )
        return [row for row in rows if row["language"]]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        blank = [{"language": "", "fluency": ""}] * BLANK_LANGUAGES
        context = {
            "name": name,
            "id": (attrs or {}).get("id", name),
            "rows": [*(value or []), *blank],
            "languages": sorted(language_names(readers_locale()).items(), key=itemgetter(1)),
            "fluencies": Fluency.choices,
        }
        return loader.render_to_string("profiles/parts/languages.html", context)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-language"


class LanguagesField(forms.Field):
    widget = LanguagesWidget


def currency_field(label: Any, **options: Any) -> forms.ChoiceField:
    """A currency in use."""
    return forms.ChoiceField(label=label, choices=_currencies, **options)


def _currencies() -> list[tuple[str, str]]:
    """Each currency by its code and its name in the reader's language."""
    named = currency_names(readers_locale()).items()
    return [("", "—"), *((code, f"{code} · {name}") for code, name in named)]


class PointField(forms.CharField):
    """Latitude and longitude in one line, as maps show them: 52.5200, 13.4050."""

    def to_python(self, value: Any) -> dict[str, float] | None:
        text = super().to_python(value)
        if not text:
            return None
        if not (found := COORDINATES.fullmatch(text)):
            raise forms.ValidationError(NOT_ON_EARTH, code="invalid_point")
        latitude, longitude = map(float, found.groups())
        return {"latitude": latitude, "longitude": longitude}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return f"{value['latitude']}, {value['longitude']}"
        return value

    def run_validators(self, value: Any) -> None:
        """The serializer judges it."""


def point_field(help_text: Any) -> PointField:
    """A point on the map, if somebody wants to give one."""
    return PointField(label=_("Point on the map"), required=False, help_text=help_text)


def upload_field(label: Any, *, accept: str, **options: Any) -> forms.FileField:
    """A file. What it is tells its content, which the service looks at."""
    widget = forms.FileInput(attrs={"accept": accept})
    return forms.FileField(label=label, widget=widget, **options)
