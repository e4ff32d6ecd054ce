"""The tables of moderation, a file for each noun."""

from __future__ import annotations

from moderation.models.case import (
    PRIVATE,
    Case,
    CaseReading,
    ObjectKind,
    Outcome,
    Reason,
    Report,
)
from moderation.models.case_file import CaseFile
from moderation.models.copied_text import CopiedText, CopyReading, TextCopy
from moderation.models.decision import (
    AGAINST,
    RESTRICTS,
    SETTLES,
    TEMPORARY,
    TIME_TO_APPEAL,
    Action,
    Appeal,
    AppealOutcome,
    Decision,
    Restricted,
    Restriction,
)
from moderation.models.policy import Basis, PolicyGround

__all__ = [
    "AGAINST",
    "PRIVATE",
    "RESTRICTS",
    "SETTLES",
    "TEMPORARY",
    "TIME_TO_APPEAL",
    "Action",
    "Appeal",
    "AppealOutcome",
    "Basis",
    "Case",
    "CaseFile",
    "CaseReading",
    "CopiedText",
    "CopyReading",
    "Decision",
    "ObjectKind",
    "Outcome",
    "PolicyGround",
    "Reason",
    "Report",
    "Restricted",
    "Restriction",
    "TextCopy",
]
