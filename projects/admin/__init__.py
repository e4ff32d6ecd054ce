"""What staff see of projects: everything, and nothing to change; the parties move them."""

from __future__ import annotations

from projects.admin.changes import ChangeRequestAdmin, EndingAdmin
from projects.admin.projects import ProjectAdmin
from projects.admin.proposals import InvitationAdmin, ProposalAdmin

__all__ = [
    "ChangeRequestAdmin",
    "EndingAdmin",
    "InvitationAdmin",
    "ProjectAdmin",
    "ProposalAdmin",
]
