"""The public keys of signed reputations, and the page that stops mails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.pages.links import LinkPage
from reviews.services.notices import unsubscribe
from reviews.signing import key_set

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def jwks(request: HttpRequest) -> JsonResponse:
    """The key set by which what this site signs is checked."""
    return JsonResponse(key_set(), headers={"Cache-Control": "public, max-age=3600"})


# The token alone says whose mails end; mail programs that do it by one click (RFC 8058) have no
# cookie, and post to the link with the token in its query.
@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribePage(LinkPage):
    title = _("Stop e-mails about reviews")
    button = _("Stop them")
    said = _("You will no longer receive e-mails about reviews.")
    next_step = ("account", _("Account"))

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "POST":
            token = self.request.POST.get("token") or self.request.GET.get("token", "")
            kwargs["data"] = {"token": token}
        return kwargs

    def use(self, **data: str) -> None:
        unsubscribe(token=data["token"])
