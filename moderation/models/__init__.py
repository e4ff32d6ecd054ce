"""The tables of moderation, a file for each noun."""

from __future__ import annotations

from moderation.models.case import (
    PRIVATE,
    WITH_FILES,
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
    RULINGS,
    SETTLES,
    TEMPORARY,
    TIME_TO_APPEAL,
    Action,
    Appeal,
    AppealOutcome,
    Decision,
    Restricted,
)
from moderation.models.policy import Basis, PolicyGround
from moderation.models.restriction import Restriction

__all__ = [
    "AGAINST",
    "PRIVATE",
    "RESTRICTS",
    "RULINGS",
    "SETTLES",
    "TEMPORARY",
    "TIME_TO_APPEAL",
    "WITH_FILES",
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
