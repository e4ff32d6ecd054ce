"""Decisions that concern somebody, and appeals: logged in, or by the link of a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.errors import LinkInvalid
from foundation import deadlines
from foundation.filters import FilterSet
from foundation.pages import FormPage, MemberPage, filtered_page
from moderation.appeal_links import read_token
from moderation.forms.pages import AppealForm
from moderation.models import Decision
from moderation.serializers.decisions import DecisionSerializer
from moderation.services.appeals import lodge_appeal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from foundation.forms.serialized import PageForm


ARRIVED = _(
    "We have received your appeal. Someone who was not involved in the decision will review it."
)


class DecisionsPage(MemberPage, TemplateView):
    """The decisions on what is one's own, and on what one reported."""

    template_name = "moderation/decisions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deadlines.settle_due()
        user = self.request.user
        concerning = Decision.objects.concerning(user).for_reading_by(user)
        page = filtered_page(concerning, self.request, FilterSet)
        decisions = DecisionSerializer(page.rows, many=True, context={"reader": user}).data
        return super().get_context_data(page=page, decisions=decisions, **kwargs)


class AppealFormPage(FormPage):
    """A decision with its reasons, and the form of an appeal."""

    template_name = "moderation/appeal.html"
    form_class = AppealForm
    title = _("A decision and its reasons")
    button = pgettext_lazy("verb", "Appeal")

    def decision(self) -> Decision:
        raise NotImplementedError

    def reader(self) -> User | None:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = self.reader()
        decision = Decision.objects.for_reading_by(reader).get(pk=self.decision().pk)
        shown = DecisionSerializer(decision, context={"reader": reader}).data
        return super().get_context_data(**kwargs) | {"one": shown}


class OwnAppealPage(MemberPage, AppealFormPage):
    """By whoever is logged in. Somebody else's decision is not there."""

    done = ARRIVED

    def decision(self) -> Decision:
        found = Decision.objects.concerning(self.request.user).select_related("case")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def reader(self) -> Any:
        return self.request.user

    def act(self, form: PageForm) -> None:
        text = form.values()["text"]
        lodge_appeal(decision=self.decision(), appellant=self.request.user, text=text)

    def get_success_url(self) -> str:
        return reverse("decisions-page")


@method_decorator(never_cache, name="dispatch")
class AppealByLinkPage(AppealFormPage):
    """By whoever has the link of a mail: a suspended user, or a stranger who reported. The token
    alone says who it is.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A link that is none shows nothing."""
        raw = request.POST.get("token") or request.GET.get("token", "")
        try:
            self.found, self.user, self.email = read_token(raw)
        except LinkInvalid as error:
            context = {"title": self.title, "problem": error}
            return self.response_class(
                request, ["moderation/bad_link.html"], context, status=error.status_code
            )
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.request.GET.get("token", "")}

    def decision(self) -> Decision:
        return self.found

    def reader(self) -> User | None:
        return self.user

    def act(self, form: PageForm) -> HttpResponse:
        text = form.values()["text"]
        lodge_appeal(decision=self.found, appellant=self.user, email=self.email, text=text)
        return self.render_to_response(self.get_context_data(form=None, said=ARRIVED))
