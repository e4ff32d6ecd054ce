"""The saved searches: saved, listed, changed and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from rest_framework.request import Request

from bookmarks.criteria import people_criteria, project_criteria
from bookmarks.forms.saved_searches import SavedSearchForm
from bookmarks.found import found_by
from bookmarks.models import AlertFrequency, Kind, SavedSearch, SearchMatch
from bookmarks.serializers.saved_searches import (
    CRITERIA,
    SavedSearchSerializer,
    SearchMatchSerializer,
    required_criteria,
)
from bookmarks.services.saved_searches import change_search, forget_search, save_search
from bookmarks.wording import FORMS, criteria_shown, name_of
from foundation.errors import DomainError
from foundation.pages import ButtonPage, FormPage, page_of, refuse_unknown
from profiles.search import pages as people_pages
from projects.pages.projects import ProjectsPage
from projects.search import pages as project_pages

if TYPE_CHECKING:
    from foundation.forms.serialized import PageForm


class SaveSearchPage(ButtonPage):
    """The button beside the results of a search, which sends what was looked for. The search gets a
    name and alerts once a day, and its page, where both can be changed.
    """

    kind = ""
    done = _("Your search has been saved.")
    saved: SavedSearch | None = None

    def act(self) -> None:
        given = FORMS[self.kind](self.request.POST, request=self.request).given()
        rules = CRITERIA[self.kind](data=given)
        rules.is_valid(raise_exception=True)
        criteria = required_criteria(self.kind, rules.validated_data)
        same = SavedSearch.objects.of(self.request.user).filter(kind=self.kind, criteria=criteria)
        self.saved = same.first() or save_search(
            owner=self.request.user,
            kind=self.kind,
            name=name_of(self.kind, criteria),
            criteria=criteria,
            alerts=AlertFrequency.DAILY,
        )

    def back_to(self) -> str:
        if self.saved is None:
            return reverse("saved-searches-page")
        return reverse("saved-search-page", args=[self.saved.pk])


class SavedSearchesPage(ProjectsPage, TemplateView):
    """The own saved searches."""

    template_name = "bookmarks/saved_searches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        page = page_of(SavedSearch.objects.of(self.request.user), self.request)
        searches = SavedSearchSerializer(page.rows, many=True).data
        shown = list(zip(searches, criteria_shown(page.rows), strict=True))
        return super().get_context_data(page=page, searches=shown, **kwargs)


class OfSearch(ProjectsPage):
    """A page of one saved search of one's own."""

    def own_search(self) -> SavedSearch:
        return get_object_or_404(SavedSearch.objects.of(self.request.user), pk=self.kwargs["pk"])


class SavedSearchPage(OfSearch, FormPage):
    """A saved search: what it looks for, of whom its owner was told, and a form to change it."""

    template_name = "bookmarks/saved_search.html"
    form_class = SavedSearchForm
    button = _("Save")
    done = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        search = self.own_search()
        return {"name": search.name, "alerts": search.alerts}

    def act(self, form: PageForm) -> None:
        change_search(owner=self.request.user, search=self.own_search(), **form.values())

    def get_success_url(self) -> str:
        return reverse("saved-search-page", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        search = self.own_search()
        told = SearchMatch.objects.shown_to(self.request.user).filter(saved_search=search)
        page = page_of(told, self.request)
        matches = found_by(page.rows)
        return super().get_context_data(
            search=search,
            criteria=criteria_shown([search])[0],
            page=page,
            matches=SearchMatchSerializer(matches, many=True).data,
            **kwargs,
        )


class SavedResultsPage(OfSearch, TemplateView):
    """The results of a saved search at this moment."""

    template_name = "bookmarks/results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        search = self.own_search()
        try:
            found = self._people(search) if search.kind == Kind.PEOPLE else self._projects(search)
        except DomainError as error:
            found = {"refusal": error}
        return super().get_context_data(search=search, **found, **kwargs)

    def _people(self, search: SavedSearch) -> dict[str, Any]:
        user = self.request.user
        page = people_pages.search(Request(self.request), people_criteria(search), viewer=user)
        return {"page": page, "cards": orjson.loads(orjson.dumps(page["results"]))}

    def _projects(self, search: SavedSearch) -> dict[str, Any]:
        user = self.request.user
        page = project_pages.search(Request(self.request), project_criteria(search), viewer=user)
        return {"page": page, "projects": self.shown(page.results)}


class ForgetSearchPage(OfSearch, ButtonPage):
    done = _("The saved search has been deleted.")

    def act(self) -> None:
        forget_search(owner=self.request.user, search=self.own_search())

    def back_to(self) -> str:
        return reverse("saved-searches-page")
