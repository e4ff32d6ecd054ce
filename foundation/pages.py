"""What pages share: who may open them, forms and buttons that call a service, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import RedirectURLMixin, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings

from foundation.errors import DomainError
from foundation.filters import UNKNOWN
from foundation.forms.unknown import unknown_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase
    from django_stubs_ext import StrOrPromise

    from foundation.filters import FilterSet
    from foundation.forms.serialized import PageForm

# A 401 asks a program to identify itself; a person is shown the form again.
STATUS_OF_FORM = {401: 422}
CONFLICT = 409


def can_be_shown(address: str) -> bool:
    """Whether one of our pages can be opened at this address, as a link opens it."""
    try:
        view = resolve(unquote(urlsplit(address).path)).func
    except (Resolver404, ValueError):
        return False
    page = getattr(view, "view_class", None)  # neither a function has one, nor the browsable API
    return page is None or (hasattr(page, "get") and "get" in page.http_method_names)


def page_shown(request: HttpRequest) -> str:
    """The address of the page that somebody is looking at who sent this request: its own, or the
    one that a button or htmx is on. Empty when neither can be shown.
    """
    came_from = request.htmx.current_url or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        came_from = ""
    addresses = [
        request.get_full_path(),
        urlsplit(came_from)._replace(scheme="", netloc="").geturl(),
    ]
    if is_fragment(request):
        addresses.reverse()
    return next((address for address in addresses if address and can_be_shown(address)), "")


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    htmx = request.htmx
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


class LeadsOn(RedirectURLMixin):
    """Afterwards leads to `next`, if that is one of our pages and can be shown."""

    def get_redirect_url(self) -> str:
        address = super().get_redirect_url()
        return address if can_be_shown(address) else ""


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
        """Ask to log in, which leads back to the page that was being looked at."""
        shown = page_shown(self.request)
        log_in = redirect_to_login(shown).url if shown else resolve_url(self.get_login_url())
        if self.request.htmx:  # the log-in page is no part of this one
            return HttpResponseClientRedirect(log_in)
        return HttpResponseRedirect(log_in)


class PartPage(TemplateView):
    """A page of which htmx swaps a part: the template `part`, which the page includes."""

    part = ""

    def get_template_names(self) -> list[str]:
        if is_fragment(self.request):
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


def refuse_unknown(request: HttpRequest, known: Collection[str] = ()) -> None:
    """Raises ValidationError naming the parameters of the query that a list does not know: a filter
    that was misspelt never shows everything. What is added to links that are passed on is left.
    """
    unknown = unknown_of(request.GET, known)
    if unknown:
        error = ErrorDetail(UNKNOWN, code="unknown_parameter")
        raise ValidationError({name: [error] for name in unknown})


def filtered_page(
    queryset: QuerySet[Any],
    request: HttpRequest,
    filterset_class: type[FilterSet],
    *,
    ordering: tuple[str, ...] = ("-id",),
) -> Page:
    """The page that the request asks for of what its filters leave. Raises ValidationError naming
    every parameter that is wrong.
    """
    refuse_unknown(request, filterset_class.base_filters)
    wanted = filterset_class(request.GET, queryset, request=request)
    return page_of(wanted.found(), request, ordering=ordering)


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
