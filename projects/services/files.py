"""Photos and files of projects: kept before the transaction that names them, and deleted after the
one that takes them away.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from foundation import limits
from foundation.files import private
from projects.errors import FileTooLarge, NotYourMove, TooManyFiles, WrongState
from projects.models import Project, ProjectFile, ProjectStatus
from projects.services.limits import DAY
from projects.services.locking import locked_project
from projects.services.versions import begin_another
from projects.transitions import Party, party_of, require_not_removed
from projects.uploads import MAX_BYTES, MEDIA_TYPES, judge, stored

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from accounts.models import User

FOLDER = "projects"
MAX_FILES = 12
CHANGEABLE = (ProjectStatus.DRAFT, ProjectStatus.OPEN)


def add_file(*, client: User, project: Project, upload: UploadedFile) -> ProjectFile:
    """Show a photo or a file of what is to be done, to all who see the project: of an open one that
    is another version. Nothing of a picture but its pixels is kept, not the place where it was
    taken.

    Raises NotYourMove, WrongState once work began, ProjectRemoved, TooManyFiles, FileTooLarge,
    FileUnsupported, FileRefused, LimitExceeded and StorageUnavailable.
    """
    _require_changeable(project, client, "attach")
    _require_room(project)
    if (upload.size or 0) > MAX_BYTES:
        raise FileTooLarge
    _count(client, upload.size or 0)
    kept = ProjectFile(**stored(judge(upload), folder=FOLDER))
    try:
        with transaction.atomic():
            locked = locked_project(project.pk)
            _require_changeable(locked, client, "attach")
            _require_room(locked)
            private.want(*kept.files)
            kept.project = locked
            kept.save(force_insert=True)
            begin_another(locked)
    except BaseException:
        private.give_up(*kept.files)
        raise
    return kept


def remove_file(*, client: User, file: ProjectFile) -> None:
    """Take a file away again. Raises NotYourMove, and WrongState once work began: then both see
    what it is about.
    """
    with transaction.atomic():
        locked = locked_project(file.project_id)
        _require_changeable(locked, client, "remove")
        delete(ProjectFile.objects.filter(pk=file.pk))
        begin_another(locked)


def _require_changeable(project: Project, client: User, action: str) -> None:
    if party_of(project, client) is not Party.CLIENT:
        raise NotYourMove
    if project.status not in CHANGEABLE:
        raise WrongState(action, project.status)
    require_not_removed(project)


def _require_room(project: Project) -> None:
    if project.files.count() >= MAX_FILES:
        raise TooManyFiles(MAX_FILES)


def _count(client: User, size: int) -> None:
    """One more file, of so many bytes. Raises LimitExceeded."""
    kilobytes = settings.ATTACHMENT_MEGABYTES_PER_DAY * 1000
    files = limits.Limit("projects:files", settings.ATTACHMENTS_PER_DAY, DAY)
    limits.spend(files, client.pk, 1)
    limits.spend(
        limits.Limit("projects:files-size", kilobytes, DAY), client.pk, math.ceil(size / 1000)
    )


def holds(name: str) -> bool:
    """Whether a project has this file of the private storage."""
    return ProjectFile.objects.filter(Q(file=name) | Q(preview=name)).exists()


def delete(files: QuerySet[ProjectFile]) -> None:
    """Delete files of projects, and after the commit what is in the storage."""
    locked = list(files.select_for_update(of=("self",)).order_by("pk"))
    private.discard(*(name for one in locked for name in one.files))
    ProjectFile.objects.filter(pk__in=[one.pk for one in locked]).delete()


def set_file_moderation(*, file: ProjectFile, state: str, decision: UUID | None) -> None:
    """Show, hide or remove a file; the client still sees it."""
    ProjectFile.objects.filter(pk=file.pk).update(moderation=state, moderated_by=decision)


def address_of(pk: UUID, *, is_preview: bool = False) -> str:
    """Where the API has a file, or the small picture of it."""
    return reverse("project-file-preview" if is_preview else "project-file", args=[pk])


def export_files(user: User) -> list[dict[str, Any]]:
    """What somebody's projects show, and where it is to be downloaded."""
    names = ("id", "project_id", "kind", "name", "size", "created_at")
    found = ProjectFile.objects.filter(project__client=user).order_by("id").values(*names)
    return [
        row | {"media_type": MEDIA_TYPES[row["kind"]], "url": address_of(row["id"])}
        for row in found
    ]
