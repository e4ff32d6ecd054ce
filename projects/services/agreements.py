"""Agreements: what both sides accepted, frozen in the moment of acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from foundation.money import with_written
from profiles.models import Profile
from projects.models import Agreement, AgreementStep, AgreementVersion, Proposal, as_agreed
from projects.services.steps import numbered, set_steps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models.expressions import Combinable

    from accounts.models import User
    from projects.models import Invitation, Project

# The words of a version, and what they are once they are taken away. Names are apart: they go with
# whoever has them.
TEXTS: dict[str, Any] = {
    "title": "",
    "description": "",
    "skills": [],
    "included": "",
    "location": "",
    "steps": [],
}
SHOWN = (
    *("agreement_id", "agreement__project_id", "number", *TEXTS, "price", "price_is_hourly"),
    *("currency", "starts_on", "ends_on", "country", "project_version", "accepted_at"),
)


def agree(*, terms: Proposal | Invitation, accepted_by: User) -> Agreement:
    """Freeze what both sides of a proposal or an offer accepted: the text of its project, which the
    caller has locked, these terms, and what the two are called.
    """
    project = terms.project
    agreement = Agreement.objects.create(
        project=project,
        proposal=terms if isinstance(terms, Proposal) else None,
        client=project.client,
        freelancer=terms.freelancer,
    )
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=1,
        accepted_by=accepted_by,
        **_text_of(project),
        **_terms_of(terms),
        **names_of(agreement),
    )
    set_steps(version)
    return agreement


def _text_of(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "description": project.description,
        "country": project.country,
        "location": project.city,
        "skills": as_agreed(project.current_skills()),
        "project_version": project.version,
    }


def _terms_of(terms: Proposal | Invitation) -> dict[str, Any]:
    return {
        "price": terms.rate,
        "price_is_hourly": terms.rate_is_hourly,
        "currency": terms.currency,
        "included": terms.included,
        "steps": numbered(terms.steps),
        "starts_on": terms.starts_on,
    }


def names_of(agreement: Agreement) -> dict[str, str]:
    """What the two parties are called at this moment, for a new version."""
    client = agreement.client
    profile = Profile.objects.filter(user=client).first()
    return {
        "client_name": client.full_name,
        "client_organisation": profile.organisation_name if profile else "",
        "freelancer_name": agreement.freelancer.full_name,
    }


def forget_names(user: User) -> None:
    """Take the names of somebody who leaves out of what they agreed on, and all words out of what
    both undid: that is nobody's record. Their other words are the other party's, until
    `forget_texts`.
    """
    own = AgreementVersion.objects.filter(_of(user))
    own.filter(agreement__client=user).update(client_name="", client_organisation="")
    own.filter(agreement__freelancer=user).update(freelancer_name="")
    _forget(_of(user) & Q(agreement__undone_at__isnull=False))


def _of(user: User) -> Q:
    return Q(agreement__client=user) | Q(agreement__freelancer=user)


def forget_texts(projects: Iterable[UUID]) -> None:
    """Take all words but names out of what was agreed on these projects."""
    _forget(Q(agreement__project__in=projects))


def _forget(condition: Q) -> int:
    """Take all words but names out of versions and steps; out of how many versions."""
    AgreementStep.objects.filter(condition).exclude(title="").update(title="")
    return AgreementVersion.objects.filter(condition).exclude(**TEXTS).update(**TEXTS)


def forget_texts_of_freelancers(*, erased_before: Combinable) -> int:
    """Take all words out of what was agreed with freelancers who left before that; of how many
    versions.
    """
    return _forget(Q(agreement__freelancer__erased_at__lt=erased_before))


def export_agreements(user: User) -> list[dict[str, Any]]:
    """Every version of what a user agreed on, with what each party was called."""
    own = AgreementVersion.objects.filter(_of(user)).order_by("agreement_id", "number")
    names = ("client_name", "client_organisation", "freelancer_name")
    parties = ("agreement__client__username", "agreement__freelancer__username")
    rows = own.values(*SHOWN, *names, *parties, "agreement__undone_at")
    return [with_written(row, "price") for row in rows]
