"""The workplace of moderators: queue, cases, decisions, appeals and the catalogue of grounds."""

from __future__ import annotations

from moderation.admin.appeals import AppealAdmin
from moderation.admin.cases import CaseAdmin
from moderation.admin.copied_texts import CopiedTextAdmin
from moderation.admin.decisions import DecisionAdmin
from moderation.admin.grounds import PolicyGroundAdmin
from moderation.admin.people import ModeratedUserAdmin
from moderation.admin.reports import ReportAdmin

__all__ = [
    "AppealAdmin",
    "CaseAdmin",
    "CopiedTextAdmin",
    "DecisionAdmin",
    "ModeratedUserAdmin",
    "PolicyGroundAdmin",
    "ReportAdmin",
]
