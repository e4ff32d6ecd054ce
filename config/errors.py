"""One error format for every answer that is not a success.

`{"type": ..., "errors": [{"code": ..., "detail": ..., "attr": ...}]}`: drf-standardized-errors'
format, for the API's own errors and for those that Django answers outside of it. Pages get an
HTML page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import loader
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.handler import ExceptionHandler as BaseExceptionHandler
from rest_framework import exceptions

from accounts.errors import TokenError, TokenMissing
from config.context import site
from config.json import PayloadTooLarge
from foundation import cursors
from foundation.errors import DATABASE_RETRY_SECONDS, DomainError
from foundation.forms.serialized import flat_errors
from foundation.pages import page_shown

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.response import Response

logger = structlog.get_logger("guildhall.errors")

UNREADABLE = 400  # such as a host that is not ours
DATABASE_AWAY = (OperationalError, InterfaceError)
TITLES = {
    400: _("That request makes no sense"),
    403: _("Not allowed"),
    404: _("Page not found"),
    405: _("Not possible at this address"),
    409: _("Not possible now"),
    413: _("That is too large"),
    422: _("That is not valid"),
    428: _("One thing more"),
    429: _("Too many attempts"),
    500: _("Something went wrong on our side"),
    503: _("Back in a moment"),
}


class ServiceUnavailable(exceptions.APIException):
    """The database is away: nothing was changed, and the client may try again."""

    status_code = 503
    default_code = "unavailable"
    default_detail = _("The service is not available at the moment. Try again shortly.")
    wait = DATABASE_RETRY_SECONDS


class BadRequest(exceptions.APIException):
    """What Django refuses to read, as a thousand parameters."""

    status_code = 400
    default_code = "bad_request"
    default_detail = _("The request is malformed.")


def error_type(status: int) -> str:
    """The `type` of an error answer of this status."""
    if status == 422:
        return "validation_error"
    return "server_error" if status >= 500 else "client_error"


def bearer_challenge(error: DomainError) -> str:
    """The `WWW-Authenticate` value of a 401, after RFC 6750, section 3.

    Only a token that was sent and refused is an `invalid_token`.
    """
    if not isinstance(error, TokenError) or isinstance(error, TokenMissing):
        return 'Bearer realm="api"'
    return f'Bearer realm="api", error="invalid_token", error_description="{error}"'


class DomainAPIException(exceptions.APIException):
    """A domain error on its way through DRF: same status, code, text and headers."""

    def __init__(self, error: DomainError) -> None:
        self.status_code = error.status_code
        self.wait = error.retry_after
        self.items = error.errors
        self.more = error.more
        if error.status_code == 401:
            self.auth_header = bearer_challenge(error)
        super().__init__(str(error), error.code)


class ExceptionHandler(BaseExceptionHandler):
    """Adds to drf-standardized-errors: domain errors, 413, 422 for invalid input and 503."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, DomainError):
            return DomainAPIException(exc)
        if isinstance(exc, RequestDataTooBig):
            return PayloadTooLarge()
        if isinstance(exc, SuspiciousOperation):
            return BadRequest()
        if isinstance(exc, DATABASE_AWAY):
            logger.error("database_away", error=type(exc).__name__)
            return ServiceUnavailable()
        if isinstance(exc, exceptions.ValidationError):
            exc.status_code = 422
        return super().convert_known_exceptions(exc)

    def report_exception(self, exc: exceptions.APIException, response: Response) -> None:
        """A rule that says no, even for the time being (503), is no crash."""
        if not isinstance(exc, DomainAPIException):
            super().report_exception(exc, response)

    def format_exception(self, exc: exceptions.APIException) -> dict[str, Any]:
        if isinstance(exc, DomainAPIException):
            return error_body(exc.status_code, exc.items) | exc.more
        return super().format_exception(exc)


def error_body(status: int, errors: list[tuple[str, str, str | None]]) -> dict[str, Any]:
    """The one error format."""
    return {
        "type": error_type(status),
        "errors": [{"code": code, "detail": text, "attr": attr} for code, text, attr in errors],
    }


# What is told where a view or a decorator of Django's answers without a word.
UNTOLD = {
    404: ("not_found", _("There is nothing at this address.")),
    405: (
        "method_not_allowed",
        _("Nothing was changed. Go back to the page that you came from, and try again there."),
    ),
}


def with_a_body(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer. One of an error that has no body gets one and keeps its headers: a blank page
    helps nobody.
    """
    status = response.status_code
    if status < 400 or response.streaming or response.content:
        return response
    code, detail = UNTOLD.get(status, ("error", ""))
    told = _answer(request, status, code, str(detail))
    response.content, response["Content-Type"] = told.content, told["Content-Type"]
    return response


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """An error outside of the API's views: JSON below /api/, a page elsewhere."""
    if request.path_info.startswith("/api/"):
        return JsonResponse(error_body(status, [(code, detail, None)]), status=status)
    context = {"status": status, "title": TITLES.get(status, TITLES[400]), "detail": detail}
    return HttpResponse(_error_page(request, context), status=status)


def _error_page(request: HttpRequest, context: dict[str, Any]) -> str:
    """The page in its layout. It is answered when nothing else works, so it shows who is logged in
    only where that can be known: a failing server or database is not asked.
    """
    bare = site() | context
    if context["status"] >= 500 or not hasattr(request, "user"):
        return loader.render_to_string("config/error.html", bare)
    if request.method == "POST" and context["status"] != UNREADABLE:
        context |= {"back": page_shown(request)}
    try:
        return loader.render_to_string("config/error.html", context, request)
    except DATABASE_AWAY:
        logger.warning("error_page_without_database")
        return loader.render_to_string("config/error.html", bare)


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page for a domain error that no form caught."""
    response = _answer(request, error.status_code, error.code, str(error))
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def refusal_page(request: HttpRequest, error: exceptions.APIException) -> HttpResponse:
    """The page for what a serializer or a list refused. A cursor that is too old, or was made for
    another list, leads to the list's beginning.
    """
    if request.method == "GET" and cursors.CURSOR in request.GET:
        query = request.GET.copy()
        del query[cursors.CURSOR]
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
    status = 422 if isinstance(error, exceptions.ValidationError) else error.status_code
    told = [f"{attr}: {text}" for attr, text in flat_errors(error.detail) if attr]
    detail = " ".join(told) or str(TITLES.get(status, TITLES[400]))
    return _answer(request, status, error.default_code, detail)


def too_large(request: HttpRequest) -> HttpResponse:
    """The page for a body that is larger than any page takes."""
    return _answer(request, 413, "payload_too_large", str(_("Send a smaller file.")))


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page for the database being away."""
    logger.error("database_away")
    response = _answer(request, 503, "unavailable", str(ServiceUnavailable.default_detail))
    response["Retry-After"] = str(DATABASE_RETRY_SECONDS)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, BadRequest.default_code, str(BadRequest.default_detail))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "permission_denied", str(_("You may not do this.")))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", str(_("There is nothing at this address.")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = _("The form was open for too long. Go back, reload the page and try again.")
    return _answer(request, 403, "csrf_failed", str(detail))


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "error", str(_("The error was logged. Try again later.")))
