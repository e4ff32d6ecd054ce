"""Projects with several openings, and who fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects.services.changing import accept_change
from projects.services.proposals import accept_proposal
from projects.tests.agreed import make_request
from projects.tests.factories import make_proposal

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Agreement, Project


def hire(posting: Project, freelancer: User) -> Project:
    """The work of somebody whose proposal is accepted."""
    proposal = make_proposal(posting, freelancer)
    accept_proposal(client=posting.client, proposal=proposal)
    return posting.works.get(freelancer=freelancer)


def agreement_of(work: Project) -> Agreement:
    return work.agreements.get()


def undo(agreement: Agreement, kind: str = "undo") -> None:
    """Both take an acceptance back."""
    request = make_request(agreement, agreement.client, kind)
    accept_change(user=agreement.freelancer, request=request)
