"""`me/saved-searches`: searches that somebody saves, runs again, and is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from bookmarks import errors
from bookmarks.criteria import people_criteria, project_criteria
from bookmarks.found import found_by
from bookmarks.models import Kind, SavedSearch, SearchMatch
from bookmarks.serializers.saved_searches import (
    NewSavedSearchSerializer,
    SavedSearchChangeSerializer,
    SavedSearchSerializer,
    SearchMatchSerializer,
)
from bookmarks.services import saved_searches
from foundation import cursors
from foundation.errors import LimitExceeded
from foundation.exchange.table import NoExchangeRates
from profiles.errors import SearchUnavailable, UnknownSkill
from profiles.search import pages as people_pages
from profiles.serializers.search import SearchPageSerializer
from projects.errors import UnknownSkillsAsked
from projects.search import pages as project_pages
from projects.serializers.search import ProjectPageSerializer
from projects.viewsets.base import PAGING, ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

    from bookmarks.models.saved_search import SavedSearchQuerySet

WRITE_ERRORS = (UnknownSkill, UnknownSkillsAsked, NoExchangeRates, LimitExceeded)


class SavedSearchViewSet(ProjectsViewSet):
    """The searches that somebody saved: nobody else learns of them."""

    queryset = SavedSearch.objects.none()
    ordering = ("-id",)
    lookup_value_converter = "uuid"
    makes = {"create": SavedSearch}
    requests = {"create": NewSavedSearchSerializer, "partial_update": SavedSearchChangeSerializer}
    answers = {
        "list": (200, SavedSearchSerializer(many=True)),
        "create": (201, SavedSearchSerializer),
        "retrieve": (200, SavedSearchSerializer),
        "partial_update": (200, SavedSearchSerializer),
        "destroy": (204, None),
        "people": (200, SearchPageSerializer),
        "projects": (200, ProjectPageSerializer),
        "matches": (200, SearchMatchSerializer(many=True)),
    }
    domain_errors = {
        "create": (errors.TooManySaved, *WRITE_ERRORS),
        "partial_update": WRITE_ERRORS,
        "people": (UnknownSkill, NoExchangeRates, SearchUnavailable),
        "projects": (UnknownSkillsAsked, NoExchangeRates),
    }

    def get_queryset(self) -> SavedSearchQuerySet:
        return SavedSearch.objects.of(self.request.user)

    def parameters(self) -> set[str]:
        pages = {cursors.CURSOR, cursors.PAGE_SIZE}
        return pages if self.action in (Kind.PEOPLE, Kind.PROJECTS) else super().parameters()

    def list(self, request: Request) -> Response:
        """The own saved searches, the newest first."""
        return self.answer_page(self.get_queryset())

    def create(self, request: Request) -> Response:
        """Save a search for people or for projects, at most 20 of an account.

        With `alerts`, new good matches are looked for and told as one notification each time
        (`saved_search_matches`): people who are called what the text asks for, or have a skill that
        it names; projects likewise by their titles. Nobody and nothing is told twice by a search,
        and what it finds when it is saved is not told.
        """
        search = saved_searches.save_search(owner=request.user, **self.valid_data())
        return self.answer(search)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One saved search."""
        return self.answer(self.get_object())

    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the name, the alerts or the criteria, which are replaced as a whole."""
        search = self.get_object()
        changes = self.valid_data(search)  # not in part: nor would the criteria be
        return self.answer(
            saved_searches.change_search(owner=request.user, search=search, **changes)
        )

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a saved search. Saved again, it tells of nobody who is there already."""
        saved_searches.forget_search(owner=request.user, search=self.get_object())
        return Response(status=HTTP_204_NO_CONTENT)

    @extend_schema(parameters=PAGING)
    @action(detail=True, methods=["get"])
    def people(self, request: Request, pk: UUID) -> Response:
        """Run a saved search for people: the answer of `GET profiles`."""
        search = self._of_kind(Kind.PEOPLE)
        page = people_pages.search(request, people_criteria(search), viewer=request.user)
        return Response(page)

    @extend_schema(parameters=PAGING)
    @action(detail=True, methods=["get"])
    def projects(self, request: Request, pk: UUID) -> Response:
        """Run a saved search for projects: the answer of `GET projects`."""
        search = self._of_kind(Kind.PROJECTS)
        page = project_pages.search(request, project_criteria(search), viewer=request.user)
        return self.answer(page)

    @action(detail=True, methods=["get"])
    def matches(self, request: Request, pk: UUID) -> Response:
        """Those of whom one was told, the latest first, as far as they can be seen now."""
        search = self.get_object()
        found = SearchMatch.objects.shown_to(request.user).filter(saved_search=search)
        page = self.paginate_queryset(found) or []
        shown = SearchMatchSerializer(found_by(page), many=True)
        return self.get_paginated_response(shown.data)

    def _of_kind(self, kind: Kind) -> SavedSearch:
        search: SavedSearch = self.get_object()
        if search.kind != kind:
            raise NotFound
        return search
