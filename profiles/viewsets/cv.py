"""`me/cv`: the own CV and what it suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.fields import CharField
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.status import HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from cv_reader.formats import MEDIA_TYPES, MOST_BYTES
from foundation.bodies import refuse_other_than
from foundation.errors import LimitExceeded
from foundation.files.errors import StorageUnavailable
from foundation.files.names import clean_name
from foundation.files.parsing import LimitedParser
from foundation.viewsets import ActionViewSet
from profiles import errors
from profiles.accepting import accept, accept_all
from profiles.cv_files import download_own
from profiles.filters import SuggestionFilterSet
from profiles.models import CurriculumVitae, CvSuggestion
from profiles.permissions import IsFreelancer
from profiles.serializers.cv import (
    AcceptedAllSerializer,
    CorrectionSerializer,
    CvDocumentSerializer,
    CvSerializer,
    CvUploadSerializer,
    RejectedAllSerializer,
    SuggestionSerializer,
    SuggestionsOfKindSerializer,
)
from profiles.services import cv as service
from profiles.services import cv_decisions as decisions
from profiles.viewsets.base import uploaded_file

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request


CV_TYPES = sorted(MEDIA_TYPES.values())
THE_FILE = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")


class CvParser(LimitedParser):
    """A form with a CV as its `file`. Raises CvTooLarge."""

    max_bytes = MOST_BYTES
    refusal = errors.CvTooLarge


class CvViewSet(ActionViewSet):
    """The own CV. Only its owner ever sees it."""

    permission_classes = [IsAuthenticated, IsFreelancer]
    parser_classes = [CvParser, *api_settings.DEFAULT_PARSER_CLASSES]  # type: ignore[list-item]
    may_be_missing = ("retrieve", "destroy", "download")
    makes = {"update": CurriculumVitae}
    requests = {
        "update": {
            "multipart/form-data": CvUploadSerializer,
            "application/json": CvDocumentSerializer,
        }
    }
    answers = {
        "retrieve": (200, CvSerializer),
        "update": (202, CvSerializer),
        "destroy": (204, None),
        "download": ((200, CV_TYPES[0]), THE_FILE),
    }
    more_answers = {"download": {(200, media_type): THE_FILE for media_type in CV_TYPES[1:]}}
    domain_errors = {
        "update": (
            errors.CvUnsupported,
            errors.CvTooLarge,
            StorageUnavailable,
            LimitExceeded,
        )
    }

    def retrieve(self, request: Request) -> Response:
        """How far the last upload is, and the CV that holds.

        Poll it while `state` is `processing`: `ready` has suggestions, `refused` says why, and the
        CV before it stays.
        """
        cvs = service.own_cvs(request.user)
        if not cvs:
            raise NotFound
        return Response(CvSerializer(cvs).data)

    def update(self, request: Request) -> Response:
        """Upload a CV: PDF, DOCX, JSON Resume or text, told by its content. At most 5 MB, 30 pages
        and 200,000 characters; 10 a day. Text and JSON Resume may also come as JSON.

        It is kept in private and read by a process of its own. What it seems to say become
        suggestions; nothing enters the profile unless you accept it.
        """
        content, file_name = _upload(request)
        service.upload_cv(user=request.user, content=content, file_name=file_name)
        data = CvSerializer(service.own_cvs(request.user)).data
        return Response(data, status=HTTP_202_ACCEPTED)

    def destroy(self, request: Request) -> Response:
        """Delete the CV, its file and its suggestions. What was accepted stays in the profile."""
        if not service.remove_cv(user=request.user):
            raise NotFound
        return Response(status=HTTP_204_NO_CONTENT)

    def download(self, request: Request) -> Any:
        """The file as it was uploaded."""
        file = download_own(request.user)
        if file is None:
            raise NotFound
        return file


def _upload(request: Request) -> tuple[bytes, str]:
    """The content and the name of what was sent: a file, `{"text": ...}` or a JSON Resume."""
    if request.FILES or not isinstance(request.data, dict) or hasattr(request.data, "getlist"):
        file = uploaded_file(request)
        content, name, attr = file.read(MOST_BYTES + 1), clean_name(file), "file"
    else:
        text = request.data.get("text", "")
        if "text" in request.data:  # else they are those of a JSON Resume
            refuse_other_than(["text"], request.data)
        if not isinstance(text, str):
            raise ValidationError({"text": [CharField.default_error_messages["invalid"]]})
        content = text.encode() if "text" in request.data else orjson.dumps(request.data)
        name, attr = "", "text"
    if len(content) > MOST_BYTES:
        raise errors.CvTooLarge
    if not content.strip() or content == b"{}":
        raise ValidationError({attr: [_("There is nothing in it.")]}, code="empty")
    return content, name


class SuggestionViewSet(mixins.ListModelMixin, ActionViewSet):
    """What the own CV suggests."""

    permission_classes = [IsAuthenticated, IsFreelancer]
    queryset = CvSuggestion.objects.none()
    ordering = ("position",)
    lookup_value_converter = "uuid"
    filtersets = {"list": SuggestionFilterSet}
    requests = {
        "accept": CorrectionSerializer,
        "accept_all": SuggestionsOfKindSerializer,
        "reject_all": SuggestionsOfKindSerializer,
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
            LimitExceeded,
        ),
        "reject": (errors.SuggestionDecided,),
    }

    def get_queryset(self) -> QuerySet[CvSuggestion]:
        return CvSuggestion.objects.of(self.request.user).with_source()

    def list(self, request: Request) -> Response:
        """What the CV seems to say, by kind and in the order of its text, each with the place that
        says so and how sure the reader is.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(SuggestionSerializer(page, many=True).data)

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Add it to the profile by the rules that hold by hand. Fields in the body replace those of
        `value`: set right what the reader got wrong.
        """
        suggestion = self.get_object()
        accept(request, suggestion, self.valid_data())
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
        accepted, refused = accept_all(request, **self.valid_data())
        answer = AcceptedAllSerializer({"accepted": accepted, "refused": refused})
        return Response(answer.data)

    @extend_schema(operation_id="me_cv_suggestions_reject_all")
    @action(detail=False, methods=["post"], url_path="reject")
    def reject_all(self, request: Request) -> Response:
        """Reject what is not decided yet, all of it or of one kind."""
        kind = self.valid_data().get("kind")
        rejected = decisions.reject_all(user=request.user, kind=kind)
        return Response(RejectedAllSerializer({"rejected": rejected}).data)
