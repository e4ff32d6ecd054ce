"""Reports: anybody can make one, and see what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED

from foundation.addresses import client_address
from foundation.viewsets import ActionViewSet
from moderation import errors
from moderation.filters import ReportFilterSet
from moderation.models import Report
from moderation.serializers.decisions import ReportSerializer
from moderation.serializers.writing import FileReportSerializer
from moderation.services.reporting import file_report

if TYPE_CHECKING:
    from rest_framework.request import Request


class ReportViewSet(ActionViewSet):
    """Reports, by whoever comes across something."""

    permission_classes = [AllowAny]
    queryset = Report.objects.none()
    makes = {"create": Report}
    requests = {"create": FileReportSerializer}
    answers = {"create": (201, ReportSerializer)}
    more_answers = {"create": {202: None}}
    domain_errors = {
        "create": (
            errors.NoSuchObject,
            errors.OwnObject,
            errors.AddressNeeded,
            errors.AlreadyReported,
        )
    }

    def create(self, request: Request) -> Response:
        """Report a profile, project, review, reply or portfolio item; and whatever one got: a
        message, proposal, invitation or private note.

        A stranger leaves an e-mail address and is answered 202 without a body, whoever reported
        before. Whoever reports is told of the decision.
        """
        data = self.valid_data()
        report = file_report(
            object_name=data.pop("object"),
            **data,
            reporter=request.user if request.user.is_authenticated else None,
            address=client_address(request),
        )
        if report is None or report.reporter_id is None:
            return Response(status=HTTP_202_ACCEPTED)
        return Response(ReportSerializer(report).data, status=HTTP_201_CREATED)


class OwnReportViewSet(ActionViewSet):
    """What oneself reported."""

    queryset = Report.objects.none()
    ordering = ("-id",)
    filtersets = {"list": ReportFilterSet}
    answers = {"list": (200, ReportSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The own reports and what came of them, the newest first."""
        own = Report.objects.filter(reporter=request.user).select_related("case")
        page = self.paginate_queryset(self.filter_queryset(own))
        return self.get_paginated_response(ReportSerializer(page, many=True).data)
