"""Whom somebody does not want to meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.browser import browser_session_id
from accounts.forms.blocks import BlockForm
from accounts.models import Block
from accounts.pages.account import LAYOUT
from accounts.services.blocks import block_person, unblock_person
from foundation.pages import ButtonPage, FormPage, MemberPage, page_of, refuse_unknown

if TYPE_CHECKING:
    from foundation.forms.serialized import PageForm

MAX_USERNAME = 31  # characters, with an @


class BlocksPage(MemberPage, FormPage):
    """The people whom one blocked, and a form to block another: with `username` in the address, as
    the pages link to it on which somebody is shown, the one who is meant; whom one has blocked
    already is unblocked there.
    """

    template_name = "accounts/blocks.html"
    form_class = BlockForm
    layout = LAYOUT
    title = _("Blocked people")
    button = _("Block")
    success_url = reverse_lazy("blocks")

    def get_initial(self) -> dict[str, Any]:
        return {
            "username": self.request.GET.get("username", "")[:MAX_USERNAME],
            "met_in": self.request.GET.get("met_in", ""),
        }

    def act(self, form: PageForm) -> None:
        block, _is_new = block_person(
            user=self.request.user, session_id=browser_session_id(self.request), **form.values()
        )
        text = _("You have blocked %(username)s.") % {"username": block.username}
        messages.success(self.request, text if block.username else _("You have blocked them."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request, ["username", "met_in"])
        own = Block.objects.filter(blocker=self.request.user)
        page = page_of(own, self.request)
        name = self.get_initial()["username"].removeprefix("@").lower()
        meant = own.filter(username=name).first() if name else None
        return super().get_context_data(page=page, meant=meant, meant_name=name, **kwargs)


class UnblockPage(ButtonPage):
    done = _("You have taken the block back.")

    def act(self) -> None:
        own = Block.objects.filter(blocker=self.request.user)
        unblock_person(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            block=get_object_or_404(own, pk=self.kwargs["pk"]),
        )

    def back_to(self) -> str:
        return reverse("blocks")
