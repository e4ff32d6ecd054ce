"""The own CV and what it suggests, for the API and the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F
from django.db.models.functions import Substr
from django.http import FileResponse
from rest_framework.exceptions import APIException

from cv_reader.formats import MEDIA_TYPES, Format
from foundation.errors import DomainError
from profiles import private_files
from profiles.models import CvState, CvSuggestion, SuggestionState
from profiles.serializers.cv import cv_data, fields_of
from profiles.services import cv as service
from profiles.services import cv_decisions as decisions

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from accounts.models import User

LONGEST_NAME = 150


def cv_of(user: User) -> dict[str, Any] | None:
    """How far the last upload is, and the CV that holds (CvSerializer)."""
    cvs = service.own_cvs(user)
    if not cvs:
        return None
    if cvs[0].state == CvState.PROCESSING:
        service.queue_stalled(cvs[0])
    states = decisions.own_suggestions(user).order_by().values_list("state")
    return cv_data(cvs, dict(states.annotate(Count("id"))))


def file_of(user: User) -> FileResponse | None:
    """The CV as it was uploaded, to be kept by its owner alone."""
    cv = next((one for one in service.own_cvs(user) if one.state == CvState.READY), None)
    if cv is None:
        return None
    try:
        file = private_files.open_file(cv.file)
    except FileNotFoundError:
        return None
    return FileResponse(
        file,
        as_attachment=True,
        filename=cv.file_name or f"{user.username}-cv.{cv.format}",
        content_type=MEDIA_TYPES[Format(cv.format)],
        headers={"Cache-Control": "private, no-store"},
    )


def clean_name(file: Any) -> str:
    """The name of an uploaded file without what could break a header or a page."""
    name = "".join(one for one in str(getattr(file, "name", "") or "") if one.isprintable())
    return name[-LONGEST_NAME:]


def suggestions_of(user: User) -> QuerySet[CvSuggestion]:
    """The suggestions, each with the text behind it, without reading the whole text for each."""
    source = Substr("cv__text", F("start") + 1, F("end") - F("start"))
    return decisions.own_suggestions(user).annotate(source_text=source)


def accept(request: Request, suggestion: CvSuggestion, corrections: dict[str, Any]) -> None:
    """Add a suggestion to the profile by the rules that hold by hand, some of it set right.

    Raises ValidationError, and what adding the same by hand raises.
    """
    fields = fields_of(suggestion, corrections, request)
    decisions.accept_suggestion(user=request.user, suggestion=suggestion, fields=fields)


def accept_all(request: Request, *, kind: str = "") -> tuple[int, list[dict[str, Any]]]:
    """Accept what is not decided yet, all of it or of one kind: how many were, and which could not
    be, and why.
    """
    pending = suggestions_of(request.user).filter(state=SuggestionState.PENDING)
    if kind:
        pending = pending.filter(kind=kind)
    accepted, refused = 0, []
    for suggestion in pending.order_by("position"):
        try:
            accept(request, suggestion, {})
            accepted += 1
        except (DomainError, APIException) as error:
            refused.append({"id": suggestion.pk, "detail": reason_of(error)})
    return accepted, refused


def reason_of(error: DomainError | APIException) -> str:
    """What is wrong, in one line."""
    if isinstance(error, DomainError):
        return str(error)
    detail = error.detail
    texts = (
        [one for ones in detail.values() for one in ones] if isinstance(detail, dict) else [detail]
    )
    return " ".join(map(str, texts))
