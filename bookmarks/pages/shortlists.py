"""Shortlists: what is on them, and the buttons that put people and projects there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookmarks.forms.shortlists import NewShortlistForm, NoteForm, SaveForm, ShortlistForm
from bookmarks.models import Kind, Shortlist, ShortlistEntry
from bookmarks.serializers.shortlists import ShortlistEntrySerializer, ShortlistSerializer
from bookmarks.services import shortlists as service
from foundation.pages import ButtonPage, FormPage, PartPage, page_of, refuse_unknown
from profiles.models import Profile
from projects.models import Project
from projects.pages.projects import ProjectsPage

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bookmarks.models.shortlist import ShortlistEntryQuerySet
    from foundation.forms.serialized import PageForm

NEW_NAMES = {Kind.PEOPLE: _("Saved people"), Kind.PROJECTS: _("Saved projects")}


class ShortlistsPage(ProjectsPage, FormPage):
    """The own lists, and a form to begin another."""

    template_name = "bookmarks/shortlists.html"
    form_class = NewShortlistForm
    button = _("Make a list")

    def get_initial(self) -> dict[str, Any]:
        is_freelancer = self.request.user.role == "freelancer"
        return {"kind": Kind.PROJECTS if is_freelancer else Kind.PEOPLE}

    def act(self, form: PageForm) -> HttpResponse:
        made = service.make_list(owner=self.request.user, **form.values())
        return HttpResponseRedirect(reverse("shortlist-page", args=[made.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        page = page_of(Shortlist.objects.of(self.request.user).counted(), self.request)
        shown = ShortlistSerializer(page.rows, many=True).data
        return super().get_context_data(page=page, shortlists=shown, **kwargs)


class OfList(ProjectsPage):
    """A page of one list of one's own."""

    def shortlist(self) -> Shortlist:
        return get_object_or_404(Shortlist.objects.of(self.request.user), pk=self.kwargs["pk"])


class ShortlistPage(OfList, FormPage):
    """What is on a list, and a form to rename it."""

    template_name = "bookmarks/shortlist.html"
    form_class = ShortlistForm
    button = _("Rename")
    done = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.shortlist().name}

    def act(self, form: PageForm) -> None:
        service.rename_list(owner=self.request.user, shortlist=self.shortlist(), **form.values())

    def get_success_url(self) -> str:
        return reverse("shortlist-page", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        shortlist = self.shortlist()
        entries = ShortlistEntry.objects.filter(shortlist=shortlist)
        page = page_of(entries.shown_to(self.request.user), self.request)
        shown = ShortlistEntrySerializer(page.rows, many=True).data
        return super().get_context_data(shortlist=shortlist, page=page, entries=shown, **kwargs)


class DeleteListPage(OfList, ButtonPage):
    done = _("The list has been deleted.")

    def act(self) -> None:
        service.delete_list(owner=self.request.user, shortlist=self.shortlist())

    def back_to(self) -> str:
        return reverse("shortlists-page")


class OfEntry(ProjectsPage):
    """A page of one entry of one's own lists."""

    def entry(self) -> ShortlistEntry:
        own = ShortlistEntry.objects.of(self.request.user)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def list_page(self) -> str:
        return reverse("shortlist-page", args=[self.entry().shortlist_id])


class NotePage(OfEntry, FormPage):
    """Change a note."""

    form_class = NoteForm
    title = _("Your note")
    button = _("Save")
    done = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"note": self.entry().note}

    def act(self, form: PageForm) -> None:
        service.change_note(owner=self.request.user, entry=self.entry(), **form.values())

    def get_success_url(self) -> str:
        return self.list_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": self.list_page()}


class RemoveEntryPage(OfEntry, ButtonPage):
    done = _("Removed from the list.")

    def act(self) -> None:
        entry = self.entry()
        self._back = self.list_page()
        service.remove_entry(owner=self.request.user, entry=entry)

    def back_to(self) -> str:
        return self._back


class SavePage(ProjectsPage, FormPage, PartPage):
    """Put something on a list: a page of its own, or in place of the button that leads to it. It
    says on which lists that is already.
    """

    template_name = "bookmarks/save.html"
    part = "bookmarks/parts/save.html"
    form_class = SaveForm
    button = _("Save")
    kind: Kind

    def entries(self) -> ShortlistEntryQuerySet:
        """Those that are about it."""
        raise NotImplementedError

    def save(self, **given: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        own = Shortlist.objects.of(self.request.user).filter(kind=self.kind).order_by("-id")
        return super().get_form_kwargs() | {"shortlists": own}

    def act(self, form: PageForm) -> None:
        given = form.values()
        self.save(**given | {"name": given["name"] or str(NEW_NAMES[self.kind])})

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        saved = self.entries().select_related("shortlist").order_by("-id")
        return super().get_context_data(address=self.request.path, saved=saved, **kwargs)


class SavePersonPage(SavePage):
    kind = Kind.PEOPLE

    def person(self) -> Profile:
        others = Profile.objects.visible_to(self.request.user).exclude(pk=self.request.user.pk)
        named = others.filter(user__username=self.kwargs["username"].lower())
        return get_object_or_404(named.select_related("user"))

    def entries(self) -> ShortlistEntryQuerySet:
        own = ShortlistEntry.objects.of(self.request.user)
        return own.filter(person__username=self.kwargs["username"].lower())

    def save(self, **given: Any) -> None:
        username = self.person().user.username
        service.save_person(owner=self.request.user, username=username, **given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.person().user
        shown = {"what": user.full_name or user.username, "back": f"/@{user.username}"}
        return super().get_context_data(**kwargs) | shown


class SaveProjectPage(SavePage):
    kind = Kind.PROJECTS

    def project(self) -> Project:
        user = self.request.user
        others = Project.objects.visible_to(user).exclude(client=user)
        return get_object_or_404(others, pk=self.kwargs["pk"])

    def entries(self) -> ShortlistEntryQuerySet:
        own = ShortlistEntry.objects.of(self.request.user)
        return own.filter(project=self.kwargs["pk"])

    def save(self, **given: Any) -> None:
        service.save_project(owner=self.request.user, project=self.project().pk, **given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.project()
        back = reverse("project-page", args=[project.pk])
        return super().get_context_data(**kwargs) | {"what": project.title, "back": back}
