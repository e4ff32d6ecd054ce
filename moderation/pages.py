"""The page that the link of a statement opens: what was decided, why, and the way to appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.errors import DomainError, LinkInvalid
from moderation.appeal_links import read_token
from moderation.models import AGAINST, Action, Decision
from moderation.models.decision import MOST_FACTS
from moderation.services.appeals import lodge_appeal

if TYPE_CHECKING:
    from django.http import HttpResponse


class AppealForm(forms.Form):
    token = forms.CharField(max_length=500, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Why is the decision wrong?"), max_length=MOST_FACTS, widget=forms.Textarea
    )


@method_decorator(never_cache, name="dispatch")
class AppealPage(FormView):
    """For whoever cannot log in: a suspended user, or a stranger who reported. The token alone says
    who it is.
    """

    template_name = "moderation/appeal.html"
    form_class = AppealForm

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.request.GET.get("token", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        raw = self.request.POST.get("token") or self.request.GET.get("token", "")
        try:
            decision, user, _email = read_token(raw)
        except LinkInvalid as error:
            return context | {"problem": error}
        is_affected = user is not None and user.pk == decision.subject_id
        return context | {
            "decision": Decision.objects.with_reasons().get(pk=decision.pk),
            "is_affected": is_affected,
            "is_against": decision.action in (*AGAINST, Action.RESTORE),
        }

    def form_valid(self, form: AppealForm) -> HttpResponse:
        try:
            decision, user, email = read_token(form.cleaned_data["token"])
            lodge_appeal(
                decision=decision, appellant=user, email=email, text=form.cleaned_data["text"]
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.render_to_response(
                self.get_context_data(form=form), status=error.status_code
            )
        message = _("Your appeal has arrived. Somebody else than who decided will look at it.")
        return self.render_to_response(self.get_context_data(form=None, message=message))
