"""What a client needs done, who offers to do it, and how it went.

The rules of who may move what from where to where are data: `projects.transitions`.
"""

from __future__ import annotations

from projects.models.agreement import (
    Agreement,
    AgreementVersion,
    agreement_of,
    as_agreed,
)
from projects.models.change_request import (
    TERMS,
    TEXTS,
    TIME_TO_UNDO,
    UNDOING,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
)
from projects.models.contact import SharedContact
from projects.models.ending import Ending, EndRuling, Side, charged_side
from projects.models.project import Project
from projects.models.project_queries import ProjectQuerySet
from projects.models.project_skill import ProjectSkill
from projects.models.proposal import (
    OVER,
    TIME_TO_ANSWER,
    Invitation,
    InvitationStatus,
    Proposal,
    ProposalStatus,
)
from projects.models.status import (
    ANSWER_TO_DELIVERY,
    CLOSED,
    POSTED,
    REMINDED_BEFORE,
    REVIEWABLE,
    WITH_FREELANCER,
    ProjectStatus,
)
from projects.models.transition import Transition

__all__ = [
    "ANSWER_TO_DELIVERY",
    "CLOSED",
    "OVER",
    "POSTED",
    "REMINDED_BEFORE",
    "REVIEWABLE",
    "TERMS",
    "TEXTS",
    "TIME_TO_ANSWER",
    "TIME_TO_UNDO",
    "UNDOING",
    "WITH_FREELANCER",
    "Agreement",
    "AgreementVersion",
    "ChangeKind",
    "ChangeRequest",
    "ChangeStatus",
    "EndRuling",
    "Ending",
    "Invitation",
    "InvitationStatus",
    "Project",
    "ProjectQuerySet",
    "ProjectSkill",
    "ProjectStatus",
    "Proposal",
    "ProposalStatus",
    "SharedContact",
    "Side",
    "Transition",
    "agreement_of",
    "as_agreed",
    "charged_side",
]
