"""`profiles`: what others see."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from accounts.models import USERNAME_PATTERN
from foundation import cursors, deadlines
from foundation.exchange.table import NoExchangeRates
from foundation.filters import refuse_unknown
from foundation.parameters import OF_A_PAGE, Posted, sent_in_query
from foundation.revalidation import IF_NONE_MATCH, revalidated
from foundation.viewsets import ActionViewSet
from profiles import errors
from profiles.models import Profile
from profiles.search.pages import search
from profiles.serializers.profile import PublicProfileSerializer
from profiles.serializers.search import (
    PostedSearchSerializer,
    SearchPageSerializer,
    SearchSerializer,
    read_parameters,
)

if TYPE_CHECKING:
    from rest_framework.request import Request

PAGING = [
    OpenApiParameter(cursors.CURSOR, str, description="From `next` or `previous`."),
    OpenApiParameter(cursors.PAGE_SIZE, cursors.PAGE_SIZE_SCHEMA, description="Of a page."),
]
REPEATABLE = ("skill", "level", "availability")


@cache
def _search_parameters() -> frozenset[str]:
    """Made once: to make the fields takes as long as to read the parameters with them."""
    return frozenset(SearchSerializer().fields)


class ProfileViewSet(ActionViewSet):
    """Freelancers and clients, as others see them."""

    permission_classes = [AllowAny]
    queryset = Profile.objects.none()
    pagination_class = None
    lookup_field = "username"
    requests = {"search": PostedSearchSerializer}
    answers = {
        "list": (200, SearchPageSerializer),
        "search": (200, SearchPageSerializer),
        "retrieve": (200, PublicProfileSerializer),
    }
    more_answers = {"retrieve": {304: OpenApiResponse(description="It is still the same.")}}
    domain_errors = {
        "list": (errors.UnknownSkill, NoExchangeRates, errors.SearchUnavailable),
        "search": (errors.UnknownSkill, NoExchangeRates, errors.SearchUnavailable),
    }

    makes_nothing = ("search",)

    def parameters(self) -> set[str]:
        if self.action == "search":
            return {cursors.CURSOR, cursors.PAGE_SIZE}
        if self.action != "list":
            return super().parameters()
        return super().parameters() | _search_parameters()

    @extend_schema(parameters=[SearchSerializer, *PAGING])
    def list(self, request: Request) -> Response:
        """Search freelancers, with text, filters and facets.

        By `relevance`, any word of `q` finds somebody, the rarer the better: the 500 best are
        listed. `count`, `facets` and other orders are of good matches, who have all the words in
        `query.required` or enough of them; `lacking` says what the others do not have.
        `query.showing_results_for` says when typos were set right. A long text is better sent by
        POST to `profiles/search`: many proxies take no address of more than 8 KB.

        Cards say what holds now, and nobody is shown who was hidden; a change decides after half a
        second or so who is found, where they stand and how many they are. A machine whose index is
        being built answers a text, and more than two filters, with a 503 and `Retry-After`.
        """
        deadlines.settle_due()
        criteria, with_facets = read_parameters(sent_in_query(request, repeatable=REPEATABLE))
        page = search(request, criteria, viewer=request.user, with_facets=with_facets)
        return Response(page)

    @extend_schema(parameters=PAGING, operation_id="profiles_search")
    @action(detail=False, methods=["post"], url_path="search")
    def search(self, request: Request) -> Response:
        """Search freelancers with the parameters in a body.

        The same search as by GET, for texts of up to 5,000 characters, which may have line breaks.
        It changes nothing and may be repeated. `next` and `previous` hold a cursor and the page
        size: POST the same body to them, or send their cursor in it.
        """
        refuse_unknown(self)
        deadlines.settle_due()
        criteria, with_facets = read_parameters(request.data, PostedSearchSerializer)
        body: dict[str, Any] = dict(request.data)
        asked = Posted(request, {name: body[name] for name in OF_A_PAGE if name in body})
        page = search(asked, criteria, viewer=request.user, with_facets=with_facets)
        return Response(page)

    @extend_schema(parameters=[IF_NONE_MATCH])
    def retrieve(self, request: Request, username: str) -> Response:
        """A public profile; those who are logged in see members' profiles as well.

        Revalidate with the `ETag`: a profile that did not change is a 304.
        """
        if not re.fullmatch(USERNAME_PATTERN, username.lower()):
            raise NotFound
        deadlines.settle_due()
        user = request.user if request.user.is_authenticated else None
        visible = Profile.objects.visible_to(user).filter(user__username=username.lower())
        data = PublicProfileSerializer(get_object_or_404(visible.with_sections())).data
        return _revalidated(request, data)


def _revalidated(request: Request, data: dict[str, Any]) -> Response:
    """The data, or 304 for whoever has it. Caches keep it, and ask each time whether it is still
    true, and for whom: a profile that is hidden is gone at once, and so is one between whose owner
    and the reader there is a block.
    """
    is_shared = request.auth is None and not request.user.is_authenticated
    kept_by = "public" if is_shared else "private"
    caching = f"{kept_by}, max-age=0, must-revalidate"
    return revalidated(request, data, Cache_Control=caching, Vary="Authorization")
