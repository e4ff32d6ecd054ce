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
from projects.models.contact import SharedContact
from projects.models.project import Project
from projects.models.project_queries import ProjectQuerySet
from projects.models.project_skill import ProjectSkill
from projects.models.proposal import (
    OVER,
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
    "WITH_FREELANCER",
    "Agreement",
    "AgreementQuerySet",
    "AgreementVersion",
    "Invitation",
    "InvitationStatus",
    "Project",
    "ProjectQuerySet",
    "ProjectSkill",
    "ProjectStatus",
    "Proposal",
    "ProposalStatus",
    "SharedContact",
    "Transition",
    "agreement_of",
    "as_agreed",
    "public_title",
    "with_agreed",
]
