"""The page after logging in: what there is to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.views.generic import TemplateView

from accounts.models import Role
from foundation import deadlines
from foundation.pages import MemberPage
from profiles.completeness import completeness
from profiles.services.profile import own_profile
from projects.models import (
    Invitation,
    InvitationStatus,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
)
from projects.recommendations import recommendations_for
from projects.serializers.matches import AllRecommendationsSerializer
from reviews.parties import awaiting
from reviews.serializers.reviews import AwaitedReviewSerializer

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.models import User

SHOWN = 5


class DashboardPage(MemberPage, TemplateView):
    """What to do next."""

    template_name = "reviews/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deadlines.settle_due()
        user = self.request.user
        own_profile(user)
        awaited = awaiting(user).order_by("closed_at", "id")[:SHOWN]
        found = {
            Role.FREELANCER: _for_freelancer,
            Role.CLIENT: _for_client,
        }.get(user.role, lambda _request: {})(self.request)
        return super().get_context_data(
            completeness=completeness(user_id=user.pk, role=user.role),
            awaited=AwaitedReviewSerializer(awaited, many=True, context={"user": user}).data,
            running=_running(user),
            **found,
            **kwargs,
        )


def _running(user: User) -> QuerySet[Project]:
    own = Project.objects.of(user).filter(status=ProjectStatus.IN_PROGRESS)
    return own.select_related("client", "freelancer").order_by("-id")[:SHOWN]


def _for_freelancer(request: HttpRequest) -> dict[str, Any]:
    """Invitations that wait for an answer, proposals that wait for one, and what fits."""
    user = request.user
    invited = Invitation.objects.filter(freelancer=user).with_people(user).reaching(user)
    waiting = invited.filter(answered_at=None, status=InvitationStatus.WAITING)
    proposed = Proposal.objects.filter(freelancer=user, status=ProposalStatus.SUBMITTED)
    recommended = recommendations_for(user)
    shown = AllRecommendationsSerializer(recommended, context={"request": request})
    return {
        "invitations": waiting.order_by("-id")[:SHOWN],
        "proposals": proposed.with_people(user).order_by("-id")[:SHOWN],
        "recommended": shown.data,
    }


def _for_client(request: HttpRequest) -> dict[str, Any]:
    """The open projects, with the proposals that wait for a decision."""
    user = request.user
    live = Count("proposals", filter=Q(proposals__status=ProposalStatus.SUBMITTED))
    posted = Project.objects.of(user, "client")
    posted = posted.filter(status__in=(ProjectStatus.DRAFT, ProjectStatus.OPEN))
    return {"posted": posted.annotate(live_proposals=live).order_by("-id")[:SHOWN]}
