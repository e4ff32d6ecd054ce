"""What staff see of projects: everything, and nothing to change; the parties move them."""

from __future__ import annotations

from projects.admin.agreements import AgreementAdmin, AgreementStepAdmin
from projects.admin.changes import ChangeRequestAdmin, EndingAdmin
from projects.admin.files import ProjectFileAdmin
from projects.admin.projects import ProjectAdmin
from projects.admin.proposals import InvitationAdmin, ProposalAdmin
from projects.admin.questions import QuestionAdmin

__all__ = [
    "AgreementAdmin",
    "AgreementStepAdmin",
    "ChangeRequestAdmin",
    "EndingAdmin",
    "InvitationAdmin",
    "ProjectAdmin",
    "ProjectFileAdmin",
    "ProposalAdmin",
    "QuestionAdmin",
]
