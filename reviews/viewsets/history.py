"""The public `profiles/{username}/projects`: completed work, with its review once revealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from projects.viewsets.mine import HistoryViewSet
from reviews.models import Review, Side
from reviews.serializers.reviews import ReviewedWorkSerializer

if TYPE_CHECKING:
    from projects.models import ProjectQuerySet


class ReviewedHistoryViewSet(HistoryViewSet):
    """What a freelancer completed here, and what the clients say of it."""

    answers = {"list": (200, ReviewedWorkSerializer(many=True))}

    def get_queryset(self) -> ProjectQuerySet:
        user = self.request.user
        viewer = user if user.is_authenticated else None
        said = Review.objects.public().with_reply(viewer).filter(side=Side.CLIENT)
        return super().get_queryset().prefetch_related(Prefetch("reviews", said, to_attr="said"))
