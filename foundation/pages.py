"""What pages share: who may open them, forms and buttons that call a service, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.request import Request
from rest_framework.settings import api_settings

from foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase
    from django_stubs_ext import StrOrPromise

    from foundation.forms.serialized import PageForm

# A 401 asks a program to identify itself; a person is shown the form again.
STATUS_OF_FORM = {401: 422}
CONFLICT = 409


@method_decorator(never_cache, name="dispatch")
class MemberPage(LoginRequiredMixin, View):
    """A page for those who are logged in, and of `role` if it names one. No cache keeps it: after
    logging out, the back button shows nothing of it.
    """

    role: str | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.role and request.user.is_authenticated and request.user.role != self.role:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def handle_no_permission(self) -> HttpResponse:
        response = super().handle_no_permission()
        if self.request.htmx:  # the log-in page is no part of this one
            return HttpResponseClientRedirect(response["Location"])
        return response


class PartPage(TemplateView):
    """A page of which htmx swaps a part: the template `part`, which the page includes."""

    part = ""

    def get_template_names(self) -> list[str]:
        htmx = self.request.htmx
        if htmx and not htmx.boosted and not htmx.history_restore_request:
            return [self.part]
        return super().get_template_names()

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


class FormPage(FormView):
    """A form that calls a service by `act`. What the service refuses is shown beside the field
    that it names, what was typed is kept, and the status is the API's.
    """

    template_name = "parts/form_page.html"
    layout = "base.html"
    title: StrOrPromise = ""
    lede: StrOrPromise = ""
    button: StrOrPromise = ""
    done: StrOrPromise = ""
    back = ""
    is_dangerous = False

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def act(self, form: PageForm) -> HttpResponse | None:
        """Call the service; an answer takes the place of the redirect to `success_url`."""
        raise NotImplementedError

    def form_valid(self, form: PageForm) -> HttpResponse:
        try:
            response = self.act(form)
        except DomainError as error:
            return self.refused(form, error)
        if self.done:
            messages.success(self.request, self.done)
        return response or HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: PageForm) -> HttpResponse:
        form.point_out()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        """The form again, with what the service had against it."""
        for _code, text, attr in error.errors:
            form.refuse(attr, text)
        form.point_out()
        status = STATUS_OF_FORM.get(error.status_code, error.status_code)
        response = self.render_to_response(self.get_context_data(form=form), status=status)
        if error.retry_after is not None:
            response["Retry-After"] = str(error.retry_after)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {
            "title": self.title,
            "lede": self.lede,
            "button": self.button,
            "back": self.back,
            "layout": self.layout,
            "is_dangerous": self.is_dangerous,
        }
        return shown | super().get_context_data(**kwargs)


class ButtonPage(MemberPage):
    """A button that calls a service by `act`, and leads back. That the thing's state does not
    allow it is said there; any other refusal is a page of its own.
    """

    http_method_names = ["post"]
    done: StrOrPromise = ""

    def act(self) -> None:
        raise NotImplementedError

    def back_to(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except DomainError as error:
            if error.status_code != CONFLICT:
                raise
            messages.error(request, str(error))
        else:
            if self.done:
                messages.success(request, self.done)
        return HttpResponseRedirect(self.back_to())


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where it goes on."""

    rows: Sequence[Any]
    next: str | None
    previous: str | None


def page_of(
    queryset: QuerySet[Any], request: HttpRequest, *, ordering: tuple[str, ...] = ("-id",)
) -> Page:
    """The page of a list that the request asks for, cut as the API cuts it. Raises ValidationError
    for a cursor that is not this list's.
    """
    paginator = api_settings.DEFAULT_PAGINATION_CLASS()
    order = _Ordered(ordering)
    rows = paginator.paginate_queryset(queryset, Request(request), order)
    links = paginator.get_paginated_response([]).data
    return Page(rows, links["next"], links["previous"])


@dataclass(frozen=True)
class _Ordered:
    """All that the paginator asks of a view."""

    ordering: tuple[str, ...]
