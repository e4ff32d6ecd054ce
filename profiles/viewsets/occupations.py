"""`occupations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.filters import OccupationFilterSet
from profiles.models import Occupation
from profiles.occupation_search import FoundOccupation, occupations_like
from profiles.serializers.occupations import OccupationSerializer
from profiles.viewsets.vocabulary import VocabularyViewSet

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response


class OccupationViewSet(VocabularyViewSet):
    """The vocabulary of occupations."""

    serializer_class = OccupationSerializer
    queryset = Occupation.objects.none()
    filtersets = {"list": OccupationFilterSet}

    def get_queryset(self) -> QuerySet[Occupation]:
        return Occupation.objects.accepted().prefetch_related("skills")

    def like(self, text: str, limit: int) -> list[FoundOccupation]:
        return occupations_like(text, limit)

    def list(self, request: Request) -> Response:
        """The occupations by name; with `search`, those one of whose names begins so, the likeliest
        first, on one page. Other names count, also in German and Hindi: `klempner`, `nal mistri`.
        """
        return super().list(request)
