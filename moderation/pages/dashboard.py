"""The page after logging in, with what moderation decided of late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from moderation.models import Decision
from moderation.serializers.decisions import DecisionSerializer
from reviews.pages.dashboard import DashboardPage

NEWS = timedelta(days=30)
SHOWN = 5


class ModeratedDashboardPage(DashboardPage):
    """What to do next, decisions that one may want to appeal against included."""

    template_name = "moderation/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        recent = Decision.objects.concerning(user).filter(made_at__gt=Now() - NEWS)
        decisions = recent.for_reading_by(user).order_by("-id")[:SHOWN]
        shown = DecisionSerializer(decisions, many=True, context={"reader": user}).data
        return super().get_context_data(decisions=shown, **kwargs)
