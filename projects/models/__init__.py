"""What a client needs done, who offers to do it, and how it went.

The rules of who may move what from where to where are data: `projects.transitions`.
"""

from __future__ import annotations

from projects.models.agreement import (
    Agreement,
    AgreementQuerySet,
    AgreementVersion,
    agreement_of,
    as_agreed,
    public_title,
    with_agreed,
)
from projects.models.change_request import (
    PARTINGS,
    TERMS,
    TEXTS,
    TIME_TO_UNDO,
    UNDOING,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
)
from projects.models.contact import SharedContact
from projects.models.ending import Ending, EndRuling, charged_side
from projects.models.file import ProjectFile
from projects.models.kept_file import FileKind
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
from projects.models.question import MAX_ANSWER, MAX_QUESTION, Answer, Question
from projects.models.status import (
    ANSWER_TO_DELIVERY,
    CLOSED,
    MAX_OPEN,
    MAX_OPENINGS,
    MIN_OPEN,
    OPEN_FOR,
    POSTED,
    REMINDED_BEFORE,
    REVIEWABLE,
    WITH_FREELANCER,
    ProjectStatus,
    Side,
)
from projects.models.step import AgreementStep, StepStatus
from projects.models.transition import Transition

__all__ = [
    "ANSWER_TO_DELIVERY",
    "CLOSED",
    "MAX_ANSWER",
    "MAX_OPEN",
    "MAX_OPENINGS",
    "MAX_QUESTION",
    "MIN_OPEN",
    "OPEN_FOR",
    "OVER",
    "PARTINGS",
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
    "AgreementQuerySet",
    "AgreementStep",
    "AgreementVersion",
    "Answer",
    "ChangeKind",
    "ChangeRequest",
    "ChangeStatus",
    "EndRuling",
    "Ending",
    "FileKind",
    "Invitation",
    "InvitationStatus",
    "Project",
    "ProjectFile",
    "ProjectQuerySet",
    "ProjectSkill",
    "ProjectStatus",
    "Proposal",
    "ProposalStatus",
    "Question",
    "SharedContact",
    "Side",
    "StepStatus",
    "Transition",
    "agreement_of",
    "as_agreed",
    "charged_side",
    "public_title",
    "with_agreed",
]
