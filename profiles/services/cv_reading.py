"""Reading an uploaded CV: in a process of its own, then what it says as suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django_tasks import task

from cv_reader import sandbox, skills
from cv_reader.document import Refused
from cv_reader.findings import Finding
from foundation.files import private
from profiles.models import (
    CurriculumVitae,
    CvFormat,
    CvState,
    CvSuggestion,
    Profile,
    SkillAlias,
    SkillStatus,
    SuggestionKind,
)
from profiles.reference import language_names
from profiles.services.cv_known import not_known
from profiles.services.cv_resume import read_resume_file
from profiles.services.cv_titles import with_known_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cv_reader.reading_result import Reading

logger = structlog.get_logger("guildhall.cv")

KEYS_AT_ONCE = 5_000
MOST_SUGGESTIONS = 500
ORDER = {kind: index for index, kind in enumerate(SuggestionKind.values)}


@task()
def read_cv_task(cv_id: str) -> None:
    """Read an upload, unless it is gone or was read meanwhile."""
    cv = CurriculumVitae.objects.filter(pk=cv_id, state=CvState.PROCESSING).first()
    if cv:
        read_cv(cv=cv)


def read_cv(*, cv: CurriculumVitae) -> None:
    """Read an upload, which becomes the profile's CV with its suggestions, or note why not. No
    transaction is open while the document is read.
    """
    try:
        with private.open_file(cv.file) as file:
            content = file.read()
        text, findings = _read(content, cv.format)
    except FileNotFoundError:
        _refuse(cv, "lost")
    except Refused as refused:
        _refuse(cv, refused.code)
    else:
        _finish(cv, text, findings)


def _read(content: bytes, file_format: str) -> tuple[str, list[Finding]]:
    if file_format == CvFormat.JSON_RESUME:
        return read_resume_file(content)
    reading = sandbox.read(content, file_format)
    return reading.text, [*with_known_titles(reading.findings), *find_skills(reading)]


def find_skills(reading: Reading) -> Iterator[Finding]:
    """The skills of the vocabulary that a text claims."""
    claims = skills.choose(
        reading.text,
        reading.terms,
        known_skills({term.key for term in reading.terms}),
        reading.ranges,
        reading.titles,
    )
    for claim in claims:
        value: dict[str, Any] = {"slug": claim.known.slug, "name": claim.known.name}
        if claim.years is not None:
            value["years"] = claim.years
        yield Finding(SuggestionKind.SKILL, value, claim.start, claim.end, claim.confidence)


def known_skills(keys: Iterable[str]) -> dict[str, skills.Known]:
    """The accepted skills that these keys name. Only the keys are asked for: the vocabulary may be
    large, a CV is not.
    """
    wanted = sorted(keys)
    known: dict[str, skills.Known] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        rows = SkillAlias.objects.filter(
            key__in=wanted[start : start + KEYS_AT_ONCE], skill__status=SkillStatus.ACCEPTED
        ).values_list("key", "skill_id", "skill__slug", "skill__name", "skill__kind", "name")
        known |= {row[0]: skills.Known(*row[1:]) for row in rows}
    return known


def _refuse(cv: CurriculumVitae, code: str) -> None:
    """Note why an upload cannot be read; nothing of it is kept."""
    with transaction.atomic():
        noted = CurriculumVitae.objects.filter(pk=cv.pk, state=CvState.PROCESSING).update(
            state=CvState.REFUSED, refusal=code, file=""
        )
        if noted:
            private.discard(cv.file)
    logger.info("cv_refused", cv=str(cv.pk), format=cv.format, reason=code)


def _finish(cv: CurriculumVitae, text: str, findings: list[Finding]) -> None:
    """Make an upload the profile's CV, unless it was taken back or replaced meanwhile."""
    with transaction.atomic():
        profile = Profile.objects.lock().filter(pk=cv.profile_id).first()
        is_waiting = CurriculumVitae.objects.filter(pk=cv.pk, state=CvState.PROCESSING).exists()
        if profile is None or not is_waiting:
            return
        for old in CurriculumVitae.objects.filter(profile=profile, state=CvState.READY):
            private.discard(old.file)
            old.delete()
        CurriculumVitae.objects.filter(pk=cv.pk).update(
            state=CvState.READY, text=text, read_at=Now()
        )
        suggested = _suggestions(profile, findings)
        CvSuggestion.objects.bulk_create(
            CvSuggestion(cv=cv, position=position, **suggestion)
            for position, suggestion in enumerate(suggested, 1)
        )
    logger.info("cv_read", cv=str(cv.pk), format=cv.format, suggestions=len(suggested))


def _suggestions(profile: Profile, findings: list[Finding]) -> list[dict[str, Any]]:
    """What the findings add to the profile, in the form that the API takes, by kind and place."""
    new = [one for one in not_known(profile, findings) if _is_possible(one)]
    new.sort(key=lambda one: (ORDER[one.kind], one.start))
    return [
        {
            "kind": one.kind,
            "value": _api_form(one.value),
            "start": one.start,
            "end": max(one.end, one.start + 1),
            "confidence": one.confidence,
        }
        for one in new[:MOST_SUGGESTIONS]
    ]


def _is_possible(finding: Finding) -> bool:
    """Whether a profile has a place for it: languages go by the two letters of ISO 639-1."""
    return finding.kind != SuggestionKind.LANGUAGE or finding.value["language"] in language_names()


def _api_form(value: dict[str, Any]) -> dict[str, Any]:
    names = {"started_on": "from", "ended_on": "to"}
    return {names.get(name, name): one for name, one in value.items()}
