"""Middleware: the request's id and log line, and Django's browser middleware kept off the API.

A request to the API that brings a token and no cookie has no use for browser sessions, messages or
a content security policy. Those middlewares are Django's own, made to step aside for it: they cost
a third of the time of a small request.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import structlog
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import Http404, UnreadablePostError
from django.middleware import locale
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django_htmx import middleware as htmx
from rest_framework.exceptions import APIException
from uuid_utils.compat import uuid7
from whitenoise import middleware as whitenoise

from accounts.authentication import is_open_before_enrolment
from accounts.browser import browser_user, known_user_id
from accounts.errors import SecondFactorMissing
from accounts.preferences import Preferred
from accounts.services.second_factor.enrolment import has_yet_to_enrol
from config.errors import (
    DATABASE_AWAY,
    error_page,
    refusal_page,
    too_large,
    unavailable,
    with_a_body,
)
from foundation.errors import DomainError
from foundation.row_history import Acting
from operations.logs import request_logger
from operations.metrics.recording import recorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# As Django makes them.
SESSION_KEY = re.compile(r"[a-z0-9]{32}")
logger = structlog.get_logger("guildhall.pages")

# Pages for those who have yet to set up the second factor that their role needs.
OPEN_BEFORE_ENROLMENT = {
    *("second-factor", "enrol-second-factor", "new-recovery-codes"),
    *("passkeys", "new-passkey"),  # one does, too
    *("log-out", "language", "jwks", "picture", "healthz", "readyz", "metrics"),
    *("colours", "site-picture"),
    *("prove-phone", "prove-code"),  # a code stands in for a password that they do not have
    *("data", "export-page"),  # to take their data along, and to leave
    # What mails lead to: the link's token does it, in whichever browser it is opened.
    *("verify-email", "release-email", "reset-password", "secure-account", "undo-change"),
    *("keep-second-factor", "unsubscribe", "appeal-by-link", "own-data", "erase-by-link"),
}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110, section 9.2.1
API_PREFIX = "/api/"
NO_PAGES = (
    *(API_PREFIX, "/media/", "/looks/", "/hooks/"),
    *("/healthz", "/readyz", "/metrics", "/.well-known/"),
)
MAX_LENGTH_DIGITS = 18
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestLogMiddleware:
    """Give each request an id, carry it through every log line and answer it in `X-Request-ID`;
    count it for the metrics.

    An id that a proxy sent is kept when it is harmless to log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.logger = request_logger(log_format=settings.LOG_FORMAT, level=settings.LOG_LEVEL)
        self.recorder = recorder()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if REQUEST_ID.fullmatch(sent) else uuid7().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        took = time.perf_counter() - started
        if self.recorder:
            self.recorder.request(request, response, took)
        self.logger.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            user=known_user_id(request),
            milliseconds=round(took * 1000, 1),
        )
        return response


class SkippedForTokenRequests:
    """Mixed into a middleware that only serves browsers."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API_PREFIX) and "HTTP_COOKIE" not in request.META:
            return self.get_response(request)
        return super().__call__(request)


class WhiteNoiseMiddleware(SkippedForTokenRequests, whitenoise.WhiteNoiseMiddleware):
    pass


class ContentSecurityPolicyMiddleware(SkippedForTokenRequests, CSPMiddleware):
    pass


class SessionMiddleware(SkippedForTokenRequests, sessions.SessionMiddleware):
    """A cookie that is no key of a session is none: the database is not asked for its bytes."""

    def process_request(self, request: HttpRequest) -> None:
        if not SESSION_KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        super().process_request(request)


class LocaleMiddleware(SkippedForTokenRequests, locale.LocaleMiddleware):
    """The language that the browser asks for. It ends with the request: the next one on this
    thread may bring a token, and would be answered in it.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().__call__(request)
        finally:
            translation.deactivate()


class MessageMiddleware(SkippedForTokenRequests, messages.MessageMiddleware):
    pass


class HtmxMiddleware(SkippedForTokenRequests, htmx.HtmxMiddleware):
    pass


class AuthenticationMiddleware(SkippedForTokenRequests, auth.AuthenticationMiddleware):
    """`request.user` from the browser's session, as long as its row among the devices is live."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: browser_user(request))


class PreferenceMiddleware:
    """The language and time zone of whoever is logged in, on pages. What a program reads has UTC,
    and a picture asks nobody who is looking at it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with _preferred(request).active(otherwise=translation.get_language()):
            response = self.get_response(request)
            if not request.path_info.startswith(API_PREFIX):
                response.headers.setdefault("Content-Language", translation.get_language())
            return response


def _preferred(request: HttpRequest) -> Preferred:
    is_page = not request.path_info.startswith(NO_PAGES)
    try:
        if is_page and settings.SESSION_COOKIE_NAME in request.COOKIES:
            return request.preferred if request.user.is_authenticated else Preferred()
    except DATABASE_AWAY:  # the page itself will say so, if it needs the database
        logger.warning("preference_without_database")
    return Preferred()


class BodyLimitMiddleware:
    """Refuse what is larger than any page takes, by its length, before it is read. The parsers of
    the API do so themselves.

    Every other body is read before anybody asks whose request it is, but for large uploads: else
    somebody who sends half of one keeps what a session may do until after it has ended.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_page = not request.path_info.startswith(API_PREFIX)
        if is_page and _is_too_large(request.META.get("CONTENT_LENGTH") or "0"):
            return too_large(request)
        _read(request)
        return self.get_response(request)


def _read(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > MAX_LENGTH_DIGITS:
        return
    if 0 < int(length) <= settings.MAX_BODY_BYTES:
        try:
            request.body  # noqa: B018 - kept by the request, for whoever parses it
        except UnreadablePostError as error:  # the client has gone
            raise BadRequest from error


def _is_too_large(length: str) -> bool:
    """By the number of digits first: Python makes no number of thousands of them."""
    most = settings.MAX_PAGE_BYTES
    return length.isdecimal() and (len(length) > MAX_LENGTH_DIGITS or int(length) > most)


class NulMiddleware:
    """No address has a NUL: no name, slug or word can be looked up by it, PostgreSQL keeps none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        return self.get_response(request)


class DomainErrorMiddleware:
    """Turn a domain error that reaches a page into the page for its status (429, 409, ...), what a
    serializer refuses likewise, and the database being away into a 503. No error is a blank page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return with_a_body(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_page(request, exception)
        if isinstance(exception, APIException):
            return refusal_page(request, exception)
        if isinstance(exception, DATABASE_AWAY):
            return unavailable(request)
        return None


class HistoryMiddleware:
    """Have the history of rows say who changed them, in the course of which request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(Acting(request)):
            return self.get_response(request)


class EnrolmentMiddleware:
    """Lead browsers of those who have yet to set up the second factor that their role needs to its
    page; the API answers so. Where the settings ask one of nobody, nothing is looked up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_ROLES or self.is_open(request, view):
            return None
        if not (request.user.is_authenticated and has_yet_to_enrol(request.user)):
            return None
        if request.path_info.startswith(API_PREFIX):
            return error_page(request, SecondFactorMissing())
        return redirect("second-factor")

    def is_open(self, request: HttpRequest, view: Callable[..., Any]) -> bool:
        """Whether the view asks nobody's session, or is what it takes to enrol and to leave. The
        admin has its own rule.
        """
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return True
        viewset = getattr(view, "cls", None)
        if viewset is None:
            match = request.resolver_match
            return match.url_name in OPEN_BEFORE_ENROLMENT or match.app_name == "admin"
        action = getattr(view, "actions", {}).get((request.method or "").lower())
        # An action may have other ones than its viewset.
        own = view.initkwargs.get("authentication_classes", viewset.authentication_classes)
        return not own or is_open_before_enrolment(viewset, action)
