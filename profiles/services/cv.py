"""A freelancer's CV: uploaded, kept in private, replaced and deleted.

Reading it is a task (`profiles.services.cv_reading`). Nothing of it enters the profile by itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Now

from cv_reader.formats import detect
from foundation import limits
from foundation.files import private
from profiles.errors import CvUnsupported
from profiles.models import CurriculumVitae, CvState
from profiles.services.cv_reading import read_cv_task
from profiles.services.profile import locked_profile

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from profiles.models import Profile

logger = structlog.get_logger("guildhall.cv")

FOLDER = "cvs"
UPLOADS = limits.Limit("cv:uploads", 10, timedelta(days=1))
# A worker that died took the task with it: whoever asks after that long has it queued again.
STALLED = timedelta(seconds=60)


def upload_cv(*, user: User, content: bytes, file_name: str = "") -> CurriculumVitae:
    """Keep an uploaded CV and have it read. It takes the place of an upload before it, and of the
    CV once it was read.

    Raises CvUnsupported for what is no PDF, DOCX, JSON Resume or text, LimitExceeded and
    StorageUnavailable.
    """
    file_format = detect(content)
    if file_format is None:
        raise CvUnsupported
    limits.hit((UPLOADS, user.pk))
    name = private.store(FOLDER, content, file_format)
    try:
        with transaction.atomic():
            profile = locked_profile(user)
            private.want(name)
            _delete(_of(profile).exclude(state=CvState.READY))
            cv = CurriculumVitae.objects.create(
                profile=profile,
                format=file_format,
                file=name,
                file_name=file_name,
                size=len(content),
            )
            _queue(cv)
    except BaseException:
        private.give_up(name)
        raise
    return cv


def _queue(cv: CurriculumVitae) -> None:
    read_cv_task.enqueue(str(cv.pk))


def queue_stalled(cv: CurriculumVitae) -> None:
    """Have an upload read again whose task was lost with its process."""
    stalled = CurriculumVitae.objects.filter(
        pk=cv.pk, state=CvState.PROCESSING, queued_at__lt=Now() - Value(STALLED)
    )
    if stalled.update(queued_at=Now()):
        _queue(cv)


def own_cvs(user: User) -> list[CurriculumVitae]:
    """The user's last upload first, and their CV if that is another one, each `with_counts`. An
    upload whose task was lost is queued again.
    """
    cvs = list(CurriculumVitae.objects.of(user).with_counts())
    if cvs and cvs[0].state == CvState.PROCESSING:
        queue_stalled(cvs[0])
    return cvs


def remove_cv(*, user: User) -> bool:
    """Delete the CV, any upload, their files and suggestions; whether there was one. What was
    accepted stays in the profile.
    """
    with transaction.atomic():
        return _delete(_of(locked_profile(user)))


def erase_cvs(profile: Profile) -> None:
    """Delete a profile's CVs with their files, within the transaction that erases it."""
    _delete(_of(profile))


def prune_cvs() -> int:
    """Delete the CVs that were uploaded longer ago than `CV_RETENTION_DAYS`; how many."""
    if not settings.CV_RETENTION_DAYS:
        return 0
    kept = timedelta(days=settings.CV_RETENTION_DAYS)
    old = CurriculumVitae.objects.filter(uploaded_at__lt=Now() - Value(kept))
    number = 0
    for cv in old.only("pk").iterator():
        with transaction.atomic():
            number += _delete(CurriculumVitae.objects.filter(pk=cv.pk))
    return number


def _of(profile: Profile) -> QuerySet[CurriculumVitae]:
    return CurriculumVitae.objects.filter(profile=profile)


def _delete(cvs: QuerySet[CurriculumVitae]) -> bool:
    private.discard(*cvs.select_for_update().values_list("file", flat=True))
    return bool(cvs.delete()[0])
