"""The site's own logo, icon and colours, from its own origin: a page loads nothing from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from foundation.looks import looks, picture

if TYPE_CHECKING:
    from django.http import HttpRequest

    from foundation.colours import Palette

# A picture that somebody opens by itself runs nothing: SVG may hold scripts.
AS_A_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
for_a_day = cache_control(public=True, max_age=86_400)


@require_safe
@for_a_day
def colours(request: HttpRequest) -> HttpResponse:
    """The tokens of static/guildhall.css that differ."""
    shown = looks()
    if not shown.stylesheet:
        raise Http404
    text = (
        f"{_tokens(shown.light)}@media (prefers-color-scheme: dark) {{\n{_tokens(shown.dark)}}}\n"
    )
    return HttpResponse(text, content_type="text/css; charset=utf-8")


@require_safe
@for_a_day
def site_picture(request: HttpRequest, name: str) -> HttpResponse:
    """The logo or the icon, if there is one of our own."""
    found = picture(name)
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type=found.kind)
    response["Content-Security-Policy"] = AS_A_PICTURE
    return response


def _tokens(palette: Palette) -> str:
    values = {
        "accent": palette.accent,
        "accent-strong": palette.strong,
        "accent-soft": palette.soft,
        "on-accent": palette.on_accent,
    }
    lines = "".join(f"  --{name}: {value};\n" for name, value in values.items())
    return f":root {{\n{lines}}}\n"
