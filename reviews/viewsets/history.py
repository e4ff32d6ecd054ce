"""The public `profiles/{username}/projects`: completed work, with its review once revealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects.viewsets.mine import HistoryViewSet
from reviews.models import Review, Side
from reviews.review_data import public_data, with_page
from reviews.serializers import ReviewedWorkSerializer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from projects.models import Project


class ReviewedHistoryViewSet(HistoryViewSet):
    """What a freelancer completed here, and what the clients say of it."""

    answers = {"list": (200, ReviewedWorkSerializer(many=True))}

    def works(self, projects: Sequence[Project]) -> Sequence[dict[str, Any]]:
        public = Review.objects.public().filter(project__in=projects, side=Side.CLIENT)
        reviews = {one.project_id: public_data(one) for one in with_page(public)}
        return [work | {"review": reviews.get(work["id"])} for work in super().works(projects)]
