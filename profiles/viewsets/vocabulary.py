"""What the lists of skills and occupations have in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from rest_framework import mixins
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from foundation import cursors
from foundation.viewsets import StrictViewSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.request import Request

    from profiles.filters import VocabularyFilterSet


class VocabularyViewSet(mixins.ListModelMixin, StrictViewSet):
    """All by name in pages; of what is searched for the likeliest, on one."""

    permission_classes = [AllowAny]
    ordering = ("name", "id")
    filtersets: dict[str, type[VocabularyFilterSet]]

    @abstractmethod
    def like(self, text: str, limit: int) -> Sequence[Any]:
        """What may be meant, the likeliest first."""

    def list(self, request: Request) -> Response:
        if not (text := self.filtersets["list"].text_of(request, self.queryset)):
            return super().list(request)
        self.filter_queryset(self.queryset)  # which refuses what is not right
        found = self.like(text, cursors.page_size(request))
        results = self.get_serializer(found, many=True).data
        return Response({"next": None, "previous": None, "results": results})
