"""Experience, education, links and portfolio: lists that a user keeps, all kept alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.browser import browser_session_id
from foundation.pages import ButtonPage, FormPage, MemberPage
from profiles.forms.history import EducationForm, ExperienceForm, LinkForm, PortfolioForm
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.pages.editing import LAYOUT
from profiles.services import history
from profiles.services.links import ask_to_verify, page_addresses

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from foundation.forms.serialized import PageForm, SerializedForm
    from profiles.models.history import Owned


@dataclass(frozen=True)
class Kind:
    """One of the lists."""

    name: str
    model: type[Owned]
    form: type[SerializedForm]
    title: StrOrPromise
    empty: StrOrPromise

    @property
    def address(self) -> str:
        return reverse(f"own-{self.name}")


EXPERIENCE = Kind(
    "experience",
    Experience,
    ExperienceForm,
    _("Experience"),
    _("Where did you work before? It helps clients to place you."),
)
EDUCATION = Kind(
    "education", Education, EducationForm, _("Education"), _("What did you learn, and where?")
)
LINKS = Kind(
    "links", Link, LinkForm, _("Links"), _("Where else can people find you? Links can be verified.")
)
PORTFOLIO = Kind(
    "portfolio",
    PortfolioItem,
    PortfolioForm,
    _("Portfolio"),
    _("Show what you made, with a picture if there is one."),
)
KINDS = (EXPERIENCE, EDUCATION, LINKS, PORTFOLIO)


class OfKind(MemberPage):
    """A page of one of the lists. Somebody else's things are not found."""

    kind: Kind = EXPERIENCE

    def item(self) -> Owned:
        return get_object_or_404(self.kind.model.of(self.request.user.pk), pk=self.kwargs["pk"])


class ItemsPage(OfKind, TemplateView):
    """The things of one kind."""

    template_name = "profiles/items.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=self.kind,
            items=self.kind.model.of(self.request.user.pk),
            back_link=page_addresses(self.request.user.username)[0],
            **kwargs,
        )


class ItemForm(OfKind, FormPage):
    """A form for one of them."""

    layout = LAYOUT
    button = _("Save")
    done = _("Saved.")

    def get_form_class(self) -> type[SerializedForm]:
        return self.kind.form

    def get_success_url(self) -> str:
        return self.kind.address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"title": self.kind.title, "back": self.kind.address}
        return super().get_context_data(**kwargs) | shown

    def picture(self, item: Owned, form: PageForm) -> None:
        """Set or take away the picture of a piece of work."""
        if not isinstance(item, PortfolioItem):
            return
        if upload := form.cleaned_data.get("file"):
            history.set_picture(user=self.request.user, item=item, upload=upload)
        elif form.cleaned_data.get("remove_picture"):
            history.remove_picture(user=self.request.user, item=item)


class NewItemPage(ItemForm):
    def act(self, form: PageForm) -> None:
        item = history.add_item(user=self.request.user, model=self.kind.model, fields=form.values())
        self.picture(item, form)


class ItemPage(ItemForm):
    def get_form_kwargs(self) -> dict[str, Any]:
        self.object = self.item()
        return super().get_form_kwargs() | {"instance": self.object}

    def get_initial(self) -> dict[str, Any]:
        fields = self.kind.form.base_fields
        return {name: getattr(self.item(), name, None) for name in fields}

    def act(self, form: PageForm) -> None:
        item = history.change_item(user=self.request.user, item=self.object, changes=form.values())
        self.picture(item, form)


class RemoveItemPage(OfKind, ButtonPage):
    done = _("Removed.")

    def act(self) -> None:
        history.remove_item(user=self.request.user, item=self.item())

    def back_to(self) -> str:
        return self.kind.address


class VerifyLinkPage(ButtonPage):
    """Have the page at a link looked at: it proves the link by linking back."""

    done = _("We are checking the page. Reload in a moment.")

    def act(self) -> None:
        own = Link.objects.filter(profile=self.request.user.pk)
        ask_to_verify(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            link=get_object_or_404(own, pk=self.kwargs["pk"]),
        )

    def back_to(self) -> str:
        return LINKS.address
