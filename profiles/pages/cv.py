"""The own CV: uploaded, read in the background, and what it suggests beside its words."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View
from rest_framework.exceptions import APIException

from accounts.models import Role
from cv_reader.formats import MOST_BYTES
from foundation.errors import DomainError
from foundation.forms.serialized import as_api
from foundation.pages import ButtonPage, FormPage, MemberPage, PartPage
from profiles.accepting import accept, accept_all, reason_of
from profiles.cv_files import download_own
from profiles.errors import CvTooLarge
from profiles.forms.cv import CvForm
from profiles.models import CvSuggestion, SuggestionKind
from profiles.pages.editing import LAYOUT
from profiles.serializers.cv import CvSerializer
from profiles.services import cv as service
from profiles.services import cv_decisions as decisions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from foundation.forms.serialized import PageForm

MAX_SHOWN = 200


class OfFreelancer(MemberPage):
    role = Role.FREELANCER


class CvPage(OfFreelancer, PartPage, FormPage):
    """Upload a CV, see how far its reading is, and decide what of it is true. While it is read,
    htmx asks again for the part that changes; without it, a link does.
    """

    template_name = "profiles/cv.html"
    part = "profiles/parts/cv.html"
    form_class = CvForm
    layout = LAYOUT
    title = _("Your CV")
    button = _("Upload")
    success_url = reverse_lazy("own-cv")

    def act(self, form: PageForm) -> None:
        upload = form.values()
        if len(upload["content"]) > MOST_BYTES:
            raise CvTooLarge
        service.upload_cv(user=self.request.user, **upload)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        cvs = service.own_cvs(user)
        pending = CvSuggestion.objects.of(user).pending().with_source().order_by("position")
        shown = sorted(pending[:MAX_SHOWN], key=_by_kind)
        return super().get_context_data(
            cv=CvSerializer(cvs).data if cvs else None,
            suggestions=[(kind, list(each)) for kind, each in groupby(shown, attrgetter("kind"))],
            **kwargs,
        )


def _by_kind(suggestion: CvSuggestion) -> int:
    return SuggestionKind.values.index(suggestion.kind)


class CvFilePage(OfFreelancer, View):
    """The file, for its owner alone."""

    def get(self, request: HttpRequest) -> Any:
        file = download_own(request.user)
        if file is None:
            raise Http404
        return file


class CvButton(OfFreelancer, ButtonPage):
    def back_to(self) -> str:
        return reverse("own-cv")


class RemoveCvPage(CvButton):
    done = _("Your CV and its suggestions are deleted. What you accepted stays.")

    def act(self) -> None:
        if not service.remove_cv(user=self.request.user):
            raise Http404


class DecidePage(OfFreelancer, View):
    """Accept or reject one suggestion. htmx gets that suggestion alone, as it is then."""

    http_method_names = ["post"]
    accepts = True

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        suggestion = get_object_or_404(CvSuggestion.objects.of(request.user).with_source(), pk=pk)
        problem = self._decide(suggestion)
        if not request.htmx:
            if problem:
                messages.error(request, problem)
            return HttpResponseRedirect(reverse("own-cv"))
        context = {"suggestion": suggestion, "problem": problem}
        status = 422 if problem else 200
        return render(request, "profiles/parts/suggestion.html", context, status=status)

    def _decide(self, suggestion: CvSuggestion) -> str:
        """Do it; answers why it cannot be done, if so."""
        try:
            if self.accepts:
                accept(as_api(self.request), suggestion, self._corrections(suggestion))
            else:
                decisions.reject_suggestion(user=self.request.user, suggestion=suggestion)
        except (DomainError, APIException) as error:
            return reason_of(error)
        return ""

    def _corrections(self, suggestion: CvSuggestion) -> dict[str, str]:
        """What was set right before it is accepted: the texts of the value, and no others."""
        changed = {}
        for name, value in suggestion.value.items():
            text = self.request.POST.get(f"value-{name}", value)
            if text != value and text.replace("\r\n", "\n") != _typed(value):
                changed[name] = text
        return changed


def _typed(value: Any) -> str:
    """A value as it stands in the form."""
    return "" if value is None else str(value)


class DecideAllPage(CvButton):
    """Accept or reject all that is not decided yet, of one kind."""

    accepts = True

    def act(self) -> None:
        kind = self.kwargs["kind"]
        if kind not in SuggestionKind.values:
            raise Http404
        if not self.accepts:
            decisions.reject_all(user=self.request.user, kind=kind)
            return
        accepted, refused = accept_all(as_api(self.request), kind=kind)
        text = ngettext("%(n)d accepted.", "%(n)d accepted.", accepted) % {"n": accepted}
        messages.success(self.request, text)
        for not_accepted in refused[:3]:
            messages.error(self.request, not_accepted.reason)
