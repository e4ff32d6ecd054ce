"""Work that two people agreed on, straight into the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from profiles.services.profile import make_profile
from projects.models import (
    Agreement,
    AgreementVersion,
    ChangeKind,
    ChangeRequest,
    Project,
    ProjectStatus,
)
from projects.services.changing import request_change
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from accounts.models import User


def make_agreement(project: Project, **terms: Any) -> Agreement:
    """The agreement of a project on which work began."""
    parties = {"client": project.client, "freelancer": project.freelancer}
    agreement, is_new = Agreement.objects.get_or_create(
        project=project, undone_at=None, defaults=parties
    )
    if is_new:
        said = {"title": project.title, "description": project.description, "price": "300.00"}
        AgreementVersion.objects.create(
            agreement=agreement,
            number=1,
            project_version=1,
            accepted_by=project.client,
            **{**said, "currency": "EUR", **terms},
        )
    return agreement


def make_agreed(client: User, freelancer: User, **fields: Any) -> Agreement:
    """An agreement on work that began just now."""
    for user in (client, freelancer):
        make_profile(user)
    given = {"status": ProjectStatus.IN_PROGRESS, "started_at": timezone.now()}
    return make_agreement(make_project(client=client, freelancer=freelancer, **given | fields))


def make_request(
    agreement: Agreement, user: User, kind: str = ChangeKind.END, **fields: Any
) -> ChangeRequest:
    """A request of one party that waits."""
    if kind == ChangeKind.TERMS:
        fields = {"price": 400, "currency": "EUR"} | fields
    return request_change(user=user, agreement=agreement, kind=kind, **fields)
