"""What is forgotten when no appeal can follow any more."""

from __future__ import annotations

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat, Now

from moderation.models import PRIVATE, TIME_TO_APPEAL, WITH_FILES, Appeal, Case, Report
from moderation.services import case_files

FORGOTTEN = "@forgotten.invalid"  # RFC 2606: nobody's, ever


def forget_strangers() -> int:
    """Blank the addresses of strangers in cases that were decided more than six months ago, and of
    their appeals as old; answers how many. Each becomes another, so that the constraints hold.
    """
    nobody = Concat(Cast(F("pk"), CharField()), Value(FORGOTTEN))
    old = Now() - TIME_TO_APPEAL
    reports = Report.objects.filter(case__decided_at__lt=old)
    appeals = Appeal.objects.filter(decided_at__lt=old)
    return sum(
        rows.exclude(email="").exclude(email__endswith=FORGOTTEN).update(email=nobody)
        for rows in (reports, appeals)
    )


def forget_private_words() -> int:
    """Blank what was between two people in cases that were decided more than six months ago, and
    let go of the files; answers of how many cases.
    """
    decided = Case.objects.filter(decided_at__lt=Now() - TIME_TO_APPEAL)
    case_files.let_go(decided.filter(object_kind__in=WITH_FILES))
    old = decided.filter(object_kind__in=PRIVATE)
    return old.exclude(snapshot={}, attached=[]).update(snapshot={}, attached=[])


def forget_words_of_erased() -> int:
    """Blank what people who erased their account since wrote to staff, in reports of cases that
    were decided more than six months ago and in appeals as old; answers of how many of these.
    """
    old = Now() - TIME_TO_APPEAL
    reports = Report.objects.filter(reporter__erased_at__isnull=False, case__decided_at__lt=old)
    appeals = Appeal.objects.filter(appellant__erased_at__isnull=False, decided_at__lt=old)
    return sum(rows.filter(~Q(text="")).update(text="") for rows in (reports, appeals))
