"""`profiles/{username}/reviews`, `me/reviews` and `me/reputation`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from accounts.models import USERNAME_PATTERN
from foundation import deadlines
from foundation.viewsets import ActionViewSet
from profiles.models import Profile
from projects.models import Project
from reviews.export import standing_of
from reviews.filters import OwnReviewFilterSet, ReviewFilterSet
from reviews.models import Review
from reviews.parties import awaiting
from reviews.serializers.reputation import PublicReviewPageSerializer, SignedReputationSerializer
from reviews.serializers.reviews import (
    AwaitedReviewSerializer,
    PartyReviewSerializer,
    PublicReviewSerializer,
)

if TYPE_CHECKING:
    from rest_framework.request import Request


class ProfileReviewsViewSet(ActionViewSet):
    """What is said of somebody."""

    permission_classes = [AllowAny]
    queryset = Profile.objects.none()
    lookup_field = "username"
    filtersets = {"list": ReviewFilterSet}
    answers = {"list": (200, PublicReviewPageSerializer)}

    def list(self, request: Request, username: str) -> Response:
        """The reviews of somebody, with the reputation that they make and how it is made.

        Somebody without a page, or whose page one may not see, has none either.
        """
        if not re.fullmatch(USERNAME_PATTERN, username.lower()):
            raise NotFound
        deadlines.settle_due()
        user = request.user if request.user.is_authenticated else None
        visible = Profile.objects.visible_to(user).select_related("user")
        profile = get_object_or_404(visible, user__username=username.lower())
        public = Review.objects.about(profile.user).public()
        reviews = self.filter_queryset(public.with_reply(user))
        shown = PublicReviewSerializer(self.paginate_queryset(reviews), many=True)
        page = self.get_paginated_response(shown.data).data
        return Response(PublicReviewPageSerializer({"reputation": profile, **page}).data)


class OwnReviewsViewSet(ActionViewSet):
    """Reviews that oneself received and wrote, the newest first."""

    queryset = Review.objects.none()
    answers = {"list": (200, PartyReviewSerializer(many=True))}
    ordering = ("-id",)
    filtersets = {"list": OwnReviewFilterSet}

    def list(self, request: Request) -> Response:
        """Reviews that oneself received, as far as they are revealed, or (`kind=written`) wrote."""
        deadlines.settle_due()
        own = Review.objects.readable_by(request.user)
        page = self.paginate_queryset(self.filter_queryset(own.for_parties(request.user)))
        return self.get_paginated_response(PartyReviewSerializer(page, many=True).data)


class AwaitedReviewsViewSet(ActionViewSet):
    """Reviews that are still to be written."""

    queryset = Project.objects.none()
    answers = {"list": (200, AwaitedReviewSerializer(many=True))}
    ordering = ("closed_at", "id")

    def list(self, request: Request) -> Response:
        """Projects that await the user's review, the one with the least time left first."""
        page = self.paginate_queryset(awaiting(request.user))
        shown = AwaitedReviewSerializer(page, many=True, context={"user": request.user})
        return self.get_paginated_response(shown.data)


class ReputationViewSet(ActionViewSet):
    """The own reputation, to take along."""

    answers = {"retrieve": (200, SignedReputationSerializer)}

    def retrieve(self, request: Request) -> Response:
        """The own reputation with its reviews, signed: anybody can check it offline by the key at
        `/.well-known/jwks.json`.
        """
        deadlines.settle_due()
        return Response(SignedReputationSerializer(standing_of(request.user)).data)
