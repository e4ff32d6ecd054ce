"""`projects/{id}/reviews` and `reviews/{id}`: reviews between the parties of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from accounts.errors import NotVerified, SessionEnded
from foundation import deadlines
from foundation.viewsets import ActionViewSet
from projects.errors import ProjectRemoved, SeveralAgreements
from projects.models import Project
from projects.viewsets.base import ActsOnWork, OfAgreement, without_several
from reviews import errors
from reviews.models import Review
from reviews.parties import ProjectReviews
from reviews.serializers.reviews import (
    CorrectionSlotSerializer,
    PartyReviewSerializer,
    ProjectReviewsSerializer,
    ReplySerializer,
)
from reviews.serializers.writing import WriteReplySerializer, WriteReviewSerializer
from reviews.services.answering import open_correction, reply_to_review
from reviews.services.declining import decline_to_review
from reviews.services.submitting import edit_review, submit_review, withdraw_review

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


def _own(review: Review) -> dict[str, Any]:
    """As its author reads it. Raises SessionEnded when both parties have been erased meanwhile."""
    own = Review.objects.for_parties(review.author).filter(pk=review.pk).first()
    if own is None:
        raise SessionEnded
    return PartyReviewSerializer(own).data


class ProjectReviewsViewSet(ActsOnWork, ActionViewSet):
    """The reviews of a project, for its parties. For others there is no such project."""

    queryset = Project.objects.none()
    lookup_value_converter = "uuid"
    about_work = ("retrieve", "create", "decline")
    makes = {"create": Review}
    requests = {"create": WriteReviewSerializer}
    answers = {
        "retrieve": (200, ProjectReviewsSerializer),
        "create": (201, PartyReviewSerializer),
        "decline": (200, ProjectReviewsSerializer),
    }
    domain_errors = {
        "retrieve": (SeveralAgreements,),
        "create": (
            NotVerified,
            SeveralAgreements,
            errors.NotCompleted,
            ProjectRemoved,
            errors.WindowOver,
            errors.AlreadyReviewed,
            errors.ReviewDeclined,
            errors.SubRatingRefused,
        ),
        "decline": (
            SeveralAgreements,
            errors.NotCompleted,
            ProjectRemoved,
            errors.WindowOver,
            errors.AlreadyReviewed,
        ),
    }

    def get_queryset(self) -> QuerySet[Project]:
        user = self.request.user
        return Project.objects.filter(Q(client=user) | Q(freelancer=user))

    def retrieve(self, request: Request, pk: Any) -> Response:
        """The own review whole; of the other side's, before the reveal, only whether it is in."""
        deadlines.settle_due()
        seen = ProjectReviews.seen_by(request.user, self.get_object())
        return Response(ProjectReviewsSerializer(seen).data)

    def create(self, request: Request, pk: Any) -> Response:
        """Review the other party, within 14 days (of 24 hours) of the project's end, once.

        Nobody reads a review before both are in or the time is over; until then it can be changed.
        """
        project = self.get_object()
        review = submit_review(project=project, author=request.user, **self.valid_data())
        return Response(_own(review), status=HTTP_201_CREATED)

    def decline(self, request: Request, pk: Any) -> Response:
        """Say, for good, that one will not review the other party. Theirs is revealed at once if it
        is in, and else as soon as it is.
        """
        project = self.get_object()
        decline_to_review(project=project, user=request.user)
        seen = ProjectReviews.seen_by(request.user, project)
        return Response(ProjectReviewsSerializer(seen).data)


class AgreementReviewsViewSet(OfAgreement, ProjectReviewsViewSet):
    """The reviews about agreed work, for its parties."""

    domain_errors = without_several(ProjectReviewsViewSet)

    def retrieve(self, request: Request, pk: Any) -> Response:
        """The reviews about agreed work: the own one whole, and whether the other side's is in."""
        return super().retrieve(request, pk)

    def create(self, request: Request, pk: Any) -> Response:
        """Review the other party of an agreement, as with `projects/{id}/reviews`."""
        return super().create(request, pk)

    def decline(self, request: Request, pk: Any) -> Response:
        """Say, for good, that one will not review the other party of an agreement."""
        return super().decline(request, pk)


class ReviewViewSet(ActionViewSet):
    """A review that oneself wrote."""

    queryset = Review.objects.none()
    lookup_value_converter = "uuid"
    requests = {"partial_update": WriteReviewSerializer}
    answers = {
        "retrieve": (200, PartyReviewSerializer),
        "partial_update": (200, PartyReviewSerializer),
        "destroy": (204, None),
    }
    domain_errors = {
        "partial_update": (
            errors.AlreadyRevealed,
            errors.ReviewWithdrawn,
            errors.SubRatingRefused,
        )
    }

    def get_queryset(self) -> QuerySet[Review]:
        user = self.request.user
        return Review.objects.by(user).for_parties(user)

    def retrieve(self, request: Request, pk: Any) -> Response:
        """The own review."""
        deadlines.settle_due()
        return Response(PartyReviewSerializer(self.get_object()).data)

    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change the own review: freely until the reveal, then only while its subject lets it be
        corrected. A correction is labelled, and what was said before is kept.
        """
        review = self.get_object()
        changes = self.valid_data(partial=True)
        return Response(_own(edit_review(review=review, changes=changes)))

    def destroy(self, request: Request, pk: Any) -> Response:
        """Withdraw the own review, for good. It is not shown and does not count any more."""
        withdraw_review(review=self.get_object())
        return Response(status=HTTP_204_NO_CONTENT)


class AnswerViewSet(ActionViewSet):
    """What the subject of a review may do once it is revealed."""

    queryset = Review.objects.none()
    lookup_value_converter = "uuid"
    requests = {"reply": WriteReplySerializer}
    answers = {"reply": (201, ReplySerializer), "open_correction": (201, CorrectionSlotSerializer)}
    domain_errors = {
        "reply": (errors.AlreadyReplied, errors.ReplyTooLate),
        "open_correction": (errors.AuthorGone, errors.CorrectionAlreadyOpened),
    }

    def get_queryset(self) -> QuerySet[Review]:
        return Review.objects.received_by(self.request.user)

    def reply(self, request: Request, pk: Any) -> Response:
        """Answer in public, once, within 30 days of the reveal."""
        review = self.get_object()
        reply = reply_to_review(review=review, **self.valid_data())
        return Response(ReplySerializer(reply).data, status=HTTP_201_CREATED)

    def open_correction(self, request: Request, pk: Any) -> Response:
        """Let the author correct the review for 14 days. Once for each review."""
        slot = open_correction(review=self.get_object())
        return Response(CorrectionSlotSerializer(slot).data, status=HTTP_201_CREATED)
