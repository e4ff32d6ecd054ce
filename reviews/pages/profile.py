"""The public page of a person: who they are, what they can do, and what others say of it."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from accounts.models import USERNAME_PATTERN, Role, User
from foundation import deadlines
from foundation.pages import page_of
from profiles.models import Profile, Visibility
from profiles.serializers.profile import PublicProfileSerializer
from profiles.structured_data import description, page_url, picture_url, profile_page
from projects.models import Project, public_title, with_agreed
from reviews.filters import ORDERINGS
from reviews.models import Review
from reviews.serializers.reviews import PublicReviewSerializer

SHOWN_WORK = 10


class ProfilePage(TemplateView):
    """Somebody's page. There is none of those who hide it, were suspended, or left."""

    template_name = "reviews/profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = self._profile(self.kwargs["username"].lower())
        data = PublicProfileSerializer(profile).data
        reviews = Review.objects.about(profile.user).public()
        viewer = self._viewer()
        page = page_of(reviews.with_reply(viewer), self.request, ordering=ORDERINGS["newest"])
        is_own = profile.pk == getattr(self.request.user, "pk", None)
        return super().get_context_data(
            person=data,
            name=data["organisation_name"] or data["full_name"] or data["username"],
            address=page_url(data["username"]),
            picture=picture_url(data),
            description=description(data),
            structured=profile_page(profile, data),
            is_indexed=profile.visibility == Visibility.PUBLIC,
            is_own=is_own,
            is_shown=profile.is_public,
            can_invite=not is_own and getattr(self.request.user, "role", "") == Role.CLIENT,
            work=_work(profile, viewer),
            reviews=PublicReviewSerializer(page.rows, many=True).data,
            pages=page,
            bars=_bars(profile),
            **kwargs,
        )

    def _profile(self, username: str) -> Profile:
        if not re.fullmatch(USERNAME_PATTERN, username):
            raise Http404
        deadlines.settle_due()
        visible = Profile.objects.visible_to(self._viewer()).filter(user__username=username)
        return get_object_or_404(visible.with_sections())

    def _viewer(self) -> User | None:
        return self.request.user if self.request.user.is_authenticated else None


def _work(profile: Profile, viewer: User | None) -> list[dict[str, Any]]:
    """The latest projects that were completed here. A client has none."""
    if profile.user.role != Role.FREELANCER:
        return []
    found = with_agreed(Project.objects.history_of(profile).with_client(viewer))
    return [
        {
            "title": public_title(project),
            "closed_at": project.closed_at,
            "client": project.public_client_name,
        }
        for project in found.order_by("-closed_at", "-id")[:SHOWN_WORK]
    ]


def _bars(profile: Profile) -> list[tuple[int, int]]:
    """How many reviews gave how many stars, five first."""
    return list(enumerate(profile.rating_histogram, 1))[::-1]
