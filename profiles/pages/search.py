"""The start page and the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.views.generic import TemplateView
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from foundation import cursors, deadlines
from foundation.exchange.table import NoExchangeRates
from foundation.forms.serialized import flat_errors
from foundation.forms.unknown import refuse_unknown
from foundation.pages import PartPage
from profiles.errors import SearchUnavailable, UnknownSkill
from profiles.forms.search import SearchForm
from profiles.search.pages import search
from profiles.serializers.search import (
    PostedSearchSerializer,
    SearchSerializer,
    read_parameters,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONG = "long"
OTHERS = (LONG, "facets")  # the page counts them anyway


class StartPage(TemplateView):
    """What the site is, and a search to begin with."""

    template_name = "profiles/start.html"


class SearchPage(PartPage):
    """Freelancers, by words and filters. A long text is posted: it fits no address. With `long` in
    its address the page asks for one.
    """

    template_name = "profiles/search.html"
    part = "profiles/parts/search.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deadlines.settle_due()
        is_posted = self.request.method == "POST"
        data = self.request.POST if is_posted else self.request.GET
        form = SearchForm(data, request=self.request)
        is_long = is_posted or LONG in data
        return super().get_context_data(
            form=form, is_posted=is_posted, is_long=is_long, **self._found(form), **kwargs
        )

    def _found(self, form: SearchForm) -> dict[str, Any]:
        """A page of matches, what is wrong with the filters, or why nothing can be found now."""
        is_first = cursors.CURSOR not in self.request.GET
        if refuse_unknown(form, {**self.request.GET, **self.request.POST}, OTHERS):
            return {}
        try:
            kind = PostedSearchSerializer if self.request.method == "POST" else SearchSerializer
            criteria, _facets = read_parameters(form.given(), kind)
        except ValidationError as error:
            for attr, text in flat_errors(error.detail):
                form.refuse(attr, text)
            return {}
        try:
            page = search(
                Request(self.request), criteria, viewer=self.request.user, with_facets=is_first
            )
        except (UnknownSkill, NoExchangeRates) as error:
            form.refuse(str(error.attr), str(error))
            return {}
        except SearchUnavailable as error:
            return {"unavailable": error}
        if is_first and "facets" in page:
            form.count(page["facets"])
        page["results"] = orjson.loads(orjson.dumps(page["results"]))
        return {"page": page}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if (error := context.get("unavailable")) is None:
            return super().render_to_response(context, status=200 if "page" in context else 422)
        response = super().render_to_response(context, status=error.status_code)
        response["Retry-After"] = str(error.retry_after)
        return response
