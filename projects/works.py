"""Which work somebody means by a project with several openings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects.errors import SeveralAgreements
from projects.models import Agreement, Project

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


def work_meant(user: User, pk: UUID) -> UUID:
    """The project that holds the work that a party means by a project: that one itself, or of one
    with several openings the work of the only agreement. Raises SeveralAgreements naming them.
    """
    works = list(Project.objects.of(user).filling(pk).values_list("pk", flat=True))
    if len(works) > 1:
        agreed = Agreement.objects.live().filter(project__in=works).order_by("id")
        raise SeveralAgreements(agreed.values_list("pk", flat=True))
    return works[0] if works else pk


def work_with(user: User, pk: UUID, username: str) -> UUID:
    """The same for what a client does with one of several people. Raises SeveralAgreements where
    nobody is named.
    """
    if not username:
        return work_meant(user, pk)
    own = Project.objects.of(user).filling(pk)
    named = own.filter(freelancer__username=username.removeprefix("@").lower())
    return named.values_list("pk", flat=True).first() or pk
