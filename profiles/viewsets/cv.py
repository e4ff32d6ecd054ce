"""`me/cv`: the own CV and what it suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Count, F
from django.db.models.functions import Substr
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.status import HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from accounts import errors as account_errors
from accounts.errors import DomainError
from accounts.viewsets.base import ActionViewSet
from profiles import errors, private_files
from profiles.cv.formats import MEDIA_TYPES, MOST_BYTES, Format
from profiles.models import CvState, CvSuggestion, SuggestionState
from profiles.permissions import IsFreelancer
from profiles.serializers.cv import (
    AcceptedAllSerializer,
    CorrectionSerializer,
    CvSerializer,
    CvUploadSerializer,
    KindSerializer,
    RejectedAllSerializer,
    SuggestionFilterSerializer,
    SuggestionSerializer,
    cv_data,
    fields_of,
)
from profiles.services import cv as service
from profiles.services import cv_decisions as decisions
from profiles.viewsets.base import FORM_OVERHEAD, uploaded_file
from profiles.viewsets.me import RESUME_SCHEMA

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from accounts.models import User

LONGEST_NAME = 150
TEXT_OR_RESUME = {
    "oneOf": [
        {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
        RESUME_SCHEMA,
    ]
}


class CvParser(MultiPartParser):
    """`multipart/form-data` with a CV as its `file`, refused by its length before it is read.

    Raises CvTooLarge.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > MOST_BYTES + FORM_OVERHEAD:
            raise errors.CvTooLarge
        return super().parse(stream, media_type, parser_context)


class CvViewSet(ActionViewSet):
    """The own CV. Only its owner ever sees it."""

    permission_classes = [IsAuthenticated, IsFreelancer]
    parser_classes = [CvParser, *api_settings.DEFAULT_PARSER_CLASSES]  # type: ignore[list-item]
    may_be_missing = True
    requests = {
        "update": {"multipart/form-data": CvUploadSerializer, "application/json": TEXT_OR_RESUME}
    }
    answers = {
        "retrieve": (200, CvSerializer),
        "update": (202, CvSerializer),
        "destroy": (204, None),
        "download": (200, OpenApiResponse(OpenApiTypes.BINARY, description="The file.")),
    }
    domain_errors = {
        "update": (errors.CvUnsupported, errors.CvTooLarge, account_errors.LimitExceeded)
    }

    def get_serializer_class(self) -> Any:
        return CvUploadSerializer

    def retrieve(self, request: Request) -> Response:
        """How far the last upload is, and the CV that holds.

        Poll it while `state` is `processing`: `ready` has suggestions, `refused` says why, and the
        CV before it stays.
        """
        data = _data(request.user)
        if data is None:
            raise NotFound
        return Response(data)

    def update(self, request: Request) -> Response:
        """Upload a CV: PDF, DOCX, JSON Resume or text, told by its content. At most 5 MB, 30 pages
        and 200,000 characters; 10 a day. Text and JSON Resume may also come as JSON.

        It is kept in private and read by a process of its own. What it seems to say become
        suggestions; nothing enters the profile unless you accept it.
        """
        content, file_name = _upload(request)
        service.upload_cv(user=request.user, content=content, file_name=file_name)
        return Response(_data(request.user), status=HTTP_202_ACCEPTED)

    def destroy(self, request: Request) -> Response:
        """Delete the CV, its file and its suggestions. What was accepted stays in the profile."""
        if not service.remove_cv(user=request.user):
            raise NotFound
        return Response(status=HTTP_204_NO_CONTENT)

    def download(self, request: Request) -> Any:
        """The file as it was uploaded."""
        cvs = service.own_cvs(request.user)
        cv = next((one for one in cvs if one.state == CvState.READY), None)
        if cv is None:
            raise NotFound
        try:
            file = private_files.open_file(cv.file)
        except FileNotFoundError as error:
            raise NotFound from error
        return FileResponse(
            file,
            as_attachment=True,
            filename=cv.file_name or f"{request.user.username}-cv.{cv.format}",
            content_type=MEDIA_TYPES[Format(cv.format)],
            headers={"Cache-Control": "private, no-store"},
        )


def _data(user: User) -> dict[str, Any] | None:
    cvs = service.own_cvs(user)
    if not cvs:
        return None
    if cvs[0].state == CvState.PROCESSING:
        service.queue_stalled(cvs[0])
    states = decisions.own_suggestions(user).order_by().values_list("state")
    return cv_data(cvs, dict(states.annotate(Count("id"))))


def _upload(request: Request) -> tuple[bytes, str]:
    """The content and the name of what was sent: a file, `{"text": ...}` or a JSON Resume."""
    if request.FILES or not isinstance(request.data, dict) or hasattr(request.data, "getlist"):
        file = uploaded_file(request)
        content, name, attr = file.read(MOST_BYTES + 1), _name(file), "file"
    else:
        text = request.data.get("text")
        content = text.encode() if isinstance(text, str) else orjson.dumps(request.data)
        name, attr = "", "text"
    if len(content) > MOST_BYTES:
        raise errors.CvTooLarge
    if not content.strip() or content == b"{}":
        raise ValidationError({attr: [_("There is nothing in it.")]}, code="empty")
    return content, name


def _name(file: Any) -> str:
    """The name of an uploaded file without what could break a header or a page."""
    name = "".join(one for one in str(getattr(file, "name", "") or "") if one.isprintable())
    return name[-LONGEST_NAME:]


class SuggestionViewSet(mixins.ListModelMixin, ActionViewSet):
    """What the own CV suggests."""

    permission_classes = [IsAuthenticated, IsFreelancer]
    queryset = CvSuggestion.objects.none()
    ordering = ("position",)
    lookup_value_converter = "uuid"
    requests = {
        "accept": CorrectionSerializer,
        "accept_all": KindSerializer,
        "reject_all": KindSerializer,
    }
    answers = {
        "list": (200, SuggestionSerializer(many=True)),
        "accept": (200, SuggestionSerializer),
        "reject": (200, SuggestionSerializer),
        "accept_all": (200, AcceptedAllSerializer),
        "reject_all": (200, RejectedAllSerializer),
    }
    domain_errors = {
        "accept": (
            errors.SuggestionDecided,
            errors.AlreadyThere,
            errors.TooMany,
            account_errors.LimitExceeded,
        ),
        "reject": (errors.SuggestionDecided,),
    }

    def get_queryset(self) -> QuerySet[CvSuggestion]:
        # The text behind each, without reading the whole text for each.
        source = Substr("cv__text", F("start") + 1, F("end") - F("start"))
        return decisions.own_suggestions(self.request.user).annotate(source_text=source)

    @extend_schema(parameters=[SuggestionFilterSerializer])
    def list(self, request: Request) -> Response:
        """What the CV seems to say, by kind and in the order of its text, each with the place that
        says so and how sure the reader is.
        """
        wanted = SuggestionFilterSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        page = self.paginate_queryset(self.get_queryset().filter(**wanted.validated_data)) or []
        return self.get_paginated_response(SuggestionSerializer(page, many=True).data)

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Add it to the profile by the rules that hold by hand. Fields in the body replace those of
        `value`: set right what the reader got wrong.
        """
        suggestion = self.get_object()
        fields = fields_of(suggestion, self.valid_data(), request)
        decisions.accept_suggestion(user=request.user, suggestion=suggestion, fields=fields)
        return self._answer(suggestion)

    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: UUID) -> Response:
        """Note that it is not wanted."""
        suggestion = self.get_object()
        decisions.reject_suggestion(user=request.user, suggestion=suggestion)
        return self._answer(suggestion)

    def _answer(self, suggestion: CvSuggestion) -> Response:
        return Response(SuggestionSerializer(self.get_queryset().get(pk=suggestion.pk)).data)

    @extend_schema(operation_id="me_cv_suggestions_accept_all")
    @action(detail=False, methods=["post"], url_path="accept")
    def accept_all(self, request: Request) -> Response:
        """Accept what is not decided yet, all of it or of one kind. Each is added for itself: one
        that cannot be stays undecided, and the answer says why.
        """
        pending = self.get_queryset().filter(state=SuggestionState.PENDING, **self.valid_data())
        accepted, refused = 0, []
        for suggestion in pending.order_by("position"):
            try:
                fields = fields_of(suggestion, {}, request)
                decisions.accept_suggestion(user=request.user, suggestion=suggestion, fields=fields)
                accepted += 1
            except (DomainError, APIException) as error:
                refused.append({"id": suggestion.pk, "detail": _reason(error)})
        return Response({"accepted": accepted, "refused": refused})

    @extend_schema(operation_id="me_cv_suggestions_reject_all")
    @action(detail=False, methods=["post"], url_path="reject")
    def reject_all(self, request: Request) -> Response:
        """Reject what is not decided yet, all of it or of one kind."""
        kind = self.valid_data().get("kind")
        return Response({"rejected": decisions.reject_all(user=request.user, kind=kind)})


def _reason(error: DomainError | APIException) -> str:
    """What is wrong, in one line."""
    if isinstance(error, DomainError):
        return str(error)
    detail = error.detail
    texts = (
        [one for ones in detail.values() for one in ones] if isinstance(detail, dict) else [detail]
    )
    return " ".join(map(str, texts))
