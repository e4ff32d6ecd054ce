"""`occupations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import mixins
from rest_framework.permissions import AllowAny

from foundation.viewsets import StrictViewSet
from profiles.filters import OccupationFilterSet
from profiles.models import Occupation
from profiles.serializers.occupations import OccupationSerializer
from profiles.viewsets.skills import SkillPagination

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response


class OccupationViewSet(mixins.ListModelMixin, StrictViewSet):
    """The vocabulary of occupations."""

    permission_classes = [AllowAny]
    serializer_class = OccupationSerializer
    pagination_class = SkillPagination
    queryset = Occupation.objects.none()
    ordering = ("name", "id")
    filtersets = {"list": OccupationFilterSet}

    def get_queryset(self) -> QuerySet[Occupation]:
        return Occupation.objects.accepted().prefetch_related("skills")

    def list(self, request: Request) -> Response:
        """The occupations by name; with `search`, those one of whose names begins so, the likeliest
        first, on one page. Other names count, also in German and Hindi: `klempner`, `nal mistri`.
        """
        return super().list(request)
