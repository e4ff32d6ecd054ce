"""The skills that a project's text asks for, to be ticked in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.generic import TemplateView

from accounts.models import Role
from foundation.pages import MemberPage
from profiles.skill_suggestions import suggested_skills
from projects.forms.projects import CHOSEN
from projects.serializers.matches import SuggestSkillsSerializer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict


class SuggestProjectSkillsPage(MemberPage, TemplateView):
    """What htmx swaps into the form of a project while it is written."""

    role = Role.CLIENT
    http_method_names = ["post"]
    template_name = "projects/parts/suggested_skills.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**suggestions_for(request.POST)))


def suggestions_for(sent: QueryDict) -> dict[str, Any]:
    """What the form was sent so far, as suggestions, and those of them that are ticked; none for a
    text that no project could have.
    """
    typed = [text for one in sent.get("skills", "").split(",") if (text := one.strip())]
    said = {"title": sent.get("title", ""), "description": sent.get("description", "")}
    given = SuggestSkillsSerializer(data=said | {"skills": typed})
    suggestions = suggested_skills(**given.validated_data) if given.is_valid() else []
    return {"suggestions": suggestions, "chosen": sent.getlist(CHOSEN)}
