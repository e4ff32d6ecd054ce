"""Of whom a second factor is asked, whether they want one or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from accounts.services.second_factor.enrolment import has_second_factor

if TYPE_CHECKING:
    from accounts.models import User


def is_required_of(user: User) -> bool:
    """Whether the operator asks a second factor of the user's role."""
    return user.role in settings.SECOND_FACTOR_ROLES


def has_yet_to_enrol(user: User) -> bool:
    """Whether the user may do nothing but set a second factor up. Costs a query only for the roles
    of which one is asked.
    """
    return is_required_of(user) and not has_second_factor(user)
