"""What OPTIONS answers: the methods of a route, in `Allow`, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.metadata import BaseMetadata

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class NoMetadata(BaseMetadata):
    """The schema describes the API. DRF's own metadata asks each view that has a PUT for its
    object, which those have not that are about the caller alone.
    """

    def determine_metadata(self, request: Request, view: APIView) -> None:
        return None
