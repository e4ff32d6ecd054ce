"""Photos and files of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from foundation.pages import ButtonPage, FormPage
from projects.downloads import file_response
from projects.forms.projects import FileForm
from projects.models import ProjectFile
from projects.pages.projects import OfProject, ProjectsPage
from projects.serializers.files import files_shown
from projects.services import files as service

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

    from foundation.forms.serialized import PageForm


class FilesPage(OfProject, FormPage):
    """Add photos and files of what is to be done, and take them away."""

    template_name = "projects/files.html"
    role = Role.CLIENT
    form_class = FileForm
    title = _("Photos and files")
    button = _("Add")
    done = _("Added. All who see the project see it.")

    def act(self, form: PageForm) -> None:
        upload = form.cleaned_data["file"]
        service.add_file(client=self.request.user, project=self.project(), upload=upload)

    def get_success_url(self) -> str:
        return reverse("project-files-page", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.project()
        shown = {"lede": project.title, "back": reverse("project-page", args=[project.pk])}
        files = files_shown(project, self.request)
        return super().get_context_data(files=files, **kwargs) | shown


class OfFile(ProjectsPage):
    """A page of one file."""

    def file(self) -> ProjectFile:
        visible = ProjectFile.objects.visible_to(self.request.user)
        return get_object_or_404(visible, pk=self.kwargs["pk"])


class ProjectFilePage(OfFile):
    """A file of a project, or the small picture of one."""

    is_preview = False

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return file_response(request, self.file(), is_preview=self.is_preview)


class RemoveFilePage(OfFile, ButtonPage):
    """Take a file away."""

    done = _("Removed.")

    def act(self) -> None:
        file = self.file()
        self.project_id = file.project_id
        service.remove_file(client=self.request.user, file=file)

    def back_to(self) -> str:
        return reverse("project-files-page", args=[self.project_id])
