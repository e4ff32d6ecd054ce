"""What was agreed on, for its two parties."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from projects.models import Agreement
from projects.pages.projects import OfProject
from projects.serializers.agreements import AgreementSerializer, AgreementVersionSerializer
from projects.serializers.steps import steps_shown


class AgreementPage(OfProject, TemplateView):
    """The agreement on a project: what holds, and what was agreed before."""

    template_name = "projects/agreement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = Agreement.objects.of(user).live().with_parties(user)
        agreement = get_object_or_404(own, project=self.kwargs["pk"])
        earlier = list(agreement.versions.all())[-2::-1]
        return super().get_context_data(
            steps=steps_shown(agreement, self.request),
            agreement=AgreementSerializer(agreement, context={"request": self.request}).data,
            earlier=AgreementVersionSerializer(earlier, many=True).data,
            **kwargs,
        )
