"""Who gets the browsable API: developers (`DEBUG`) and staff who logged in with a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.renderers import BrowsableAPIRenderer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.parsers import BaseParser
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

BROWSER_FORMS = (FormParser, MultiPartParser)


def may_browse(request: Request) -> bool:
    """Whether this request may see the API as pages and send it forms.

    Answered once, before authentication: a public view then takes the browser's user away.
    """
    asked = request._request
    if not hasattr(asked, "may_browse"):
        user = getattr(asked, "user", None)
        asked.may_browse = settings.DEBUG or bool(user and user.is_authenticated and user.is_staff)
    return asked.may_browse


class ContentNegotiation(DefaultContentNegotiation):
    """The usual negotiation, with HTML in and out for those who may browse only.

    Who accepts none of what there is gets JSON nevertheless, as RFC 9110, section 12.5.1, leaves it
    to the server: no route has to describe a 406.
    """

    def select_parser(self, request: Request, parsers: Sequence[BaseParser]) -> BaseParser | None:
        if len(parsers) > 1 and not may_browse(request):
            parsers = [parser for parser in parsers if type(parser) not in BROWSER_FORMS]
        return super().select_parser(request, parsers)

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if len(renderers) > 1 and not may_browse(request):
            renderers = [one for one in renderers if not isinstance(one, BrowsableAPIRenderer)]
        # What almost every client sends needs no parsing.
        if (
            request.META.get("HTTP_ACCEPT", "*/*") in {"*/*", renderers[0].media_type}
            and not format_suffix
        ):
            return renderers[0], renderers[0].media_type
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], renderers[0].media_type
