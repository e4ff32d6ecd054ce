"""Writing reviews, answering them, and reading one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView

from foundation.pages import ButtonPage, FormPage, filtered_page
from projects.models import Project
from projects.pages.projects import ProjectsPage
from reviews.errors import NotCompleted
from reviews.filters import OwnReviewFilterSet
from reviews.forms.reviews import ReplyForm, ReviewForm
from reviews.models import Review
from reviews.parties import ProjectReviews, awaiting, name_of, other_party, side_of
from reviews.serializers.reviews import (
    AwaitedReviewSerializer,
    PartyReviewSerializer,
    ProjectReviewsSerializer,
)
from reviews.services.answering import open_correction, reply_to_review
from reviews.services.declining import decline_to_review
from reviews.services.submitting import (
    edit_review,
    submit_review,
    withdraw_review,
)

if TYPE_CHECKING:
    from foundation.forms.serialized import PageForm

LAYOUT = "projects/layout.html"
SHOWN_AWAITED = 20


class ProjectReviewsPage(ProjectsPage, FormPage):
    """A project's reviews, for its parties: one's own, and the other side's once it is revealed.
    For others there is no such project.
    """

    template_name = "reviews/project.html"
    form_class = ReviewForm
    layout = LAYOUT
    title = _("Review")
    button = _("Submit the review")
    waits = _("Your review is in. It can be changed until both are revealed.")
    revealed = _("Your review is in. As both sides have written theirs, it is revealed now.")

    def project(self) -> Project:
        user = self.request.user
        own = Project.objects.filter(Q(client=user) | Q(freelancer=user))
        return get_object_or_404(own.select_related("client", "freelancer"), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        side = side_of(self.project(), self.request.user.pk)
        return super().get_form_kwargs() | {"side": side}

    def act(self, form: PageForm) -> None:
        user = self.request.user
        review = submit_review(project=self.project(), author=user, **form.values())
        self.done = self.waits if review.revealed_at is None else self.revealed

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project, user = self.project(), self.request.user
        if project.freelancer is None:
            raise NotCompleted
        other = other_party(project, side_of(project, user.pk))
        reviews = ProjectReviewsSerializer(ProjectReviews.seen_by(user, project)).data
        return super().get_context_data(
            project=project, other_name=name_of(other), reviews=reviews, **kwargs
        )


class DeclineToReviewPage(ProjectsPage, ButtonPage):
    done = _("You declined to review.")

    def act(self) -> None:
        own = Project.objects.of(self.request.user)
        project = get_object_or_404(own, pk=self.kwargs["pk"])
        decline_to_review(project=project, user=self.request.user)

    def back_to(self) -> str:
        return reverse("review-page", args=[self.kwargs["pk"]])


class OwnReviewsPage(ProjectsPage, TemplateView):
    """Reviews that one received, or wrote, and those that are still to be written."""

    template_name = "reviews/own.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = Review.objects.readable_by(user).for_parties(user)
        page = filtered_page(own, self.request, OwnReviewFilterSet)
        awaited = awaiting(user).order_by("closed_at", "id")[:SHOWN_AWAITED]
        return super().get_context_data(
            is_written=self.request.GET.get("kind") == "written",
            page=page,
            reviews=PartyReviewSerializer(page.rows, many=True).data,
            awaited=AwaitedReviewSerializer(awaited, many=True, context={"user": user}).data,
            **kwargs,
        )


class OwnReview(ProjectsPage):
    """A page of a review that oneself wrote."""

    def review(self) -> Review:
        own = Review.objects.by(self.request.user)
        return get_object_or_404(own.for_parties(self.request.user), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("review-page", args=[self.review().project_id])

    def back_to(self) -> str:
        return self.get_success_url()


class EditReviewPage(OwnReview, FormPage):
    """Change a review: until the reveal, and then while its subject asks for a correction."""

    form_class = ReviewForm
    layout = LAYOUT
    title = _("Change your review")
    button = _("Save")
    done = _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"side": self.review().side}

    def get_initial(self) -> dict[str, Any]:
        review = self.review()
        again = {True: "yes", False: "no", None: ""}[review.would_work_again]
        said = {name: getattr(review, name) for name in ("rating", "text", "private_note")}
        return said | review.sub_ratings | {"would_work_again": again}

    def act(self, form: PageForm) -> None:
        edit_review(review=self.review(), changes=form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": self.get_success_url()}


class WithdrawReviewPage(OwnReview, ButtonPage):
    done = _("Your review is withdrawn.")

    def act(self) -> None:
        withdraw_review(review=self.review())


class ReceivedReview(ProjectsPage):
    """A page of a review of oneself that is revealed."""

    def review(self) -> Review:
        received = Review.objects.received_by(self.request.user)
        return get_object_or_404(received.for_parties(self.request.user), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("own-reviews-page")

    def back_to(self) -> str:
        return self.get_success_url()


class ReplyPage(ReceivedReview, FormPage):
    """Answer in public, once."""

    template_name = "reviews/reply.html"
    form_class = ReplyForm
    layout = LAYOUT
    title = _("Reply")
    button = pgettext_lazy("verb", "Reply")
    done = _("Your reply is public.")

    def act(self, form: PageForm) -> None:
        reply_to_review(review=self.review(), **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {
            "review": PartyReviewSerializer(self.review()).data,
            "back": self.get_success_url(),
        }
        return super().get_context_data(**kwargs) | shown


class OpenCorrectionPage(ReceivedReview, ButtonPage):
    done = _("The author may correct the review for 14 days.")

    def act(self) -> None:
        open_correction(review=self.review())
