"""Staff, grounds, reports and decisions, by the services that make them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import Role
from accounts.tests.factories import UserFactory
from moderation.models import (
    Action,
    Basis,
    Case,
    Decision,
    ObjectKind,
    PolicyGround,
    Reason,
    Report,
)
from moderation.objects import object_of
from moderation.roles import StaffRole, make_roles
from moderation.services.cases import locked_open_case
from moderation.services.deciding import Ruling, decide
from moderation.services.reporting import file_report
from profiles.services.profile import make_profile
from reviews.tests.factories import make_party

if TYPE_CHECKING:
    from accounts.models import User

_numbers = count()


def make_staff(role: str = StaffRole.MODERATOR, **fields: Any) -> User:
    """A member of staff in this role."""
    if not Group.objects.filter(name=role).exists():  # a test with transactions emptied the table
        make_roles()
    user = UserFactory(role=Role.ADMIN, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def make_ground(**fields: Any) -> PolicyGround:
    """A ground of the catalogue."""
    defaults = {
        "code": f"rule-{next(_numbers)}",
        "title": "No insults",
        "basis": Basis.TERMS,
        "reference": "Terms, section 4",
        "text": "Insults are not allowed.",
    }
    return PolicyGround.objects.create(**{**defaults, **fields})


def names_of(kind: str, row: Any) -> str:
    """How a client names it."""
    if kind == ObjectKind.PROFILE:
        return str(row.user.username)
    return str(row.review_id if kind == ObjectKind.REPLY else row.pk)


def make_report(
    kind: str, row: Any, reporter: User | None = None, email: str = "", **fields: Any
) -> Report | None:
    """A report by somebody, or by a member made for it."""
    if reporter is None and not email:
        reporter = make_party()
    return file_report(
        **{
            "kind": kind,
            "object_name": names_of(kind, row),
            "reason": Reason.ABUSE,
            "text": "It insults me.",
            "reporter": reporter,
            "email": email,
            "address": "203.0.113.7",
            **fields,
        }
    )


def make_case(kind: str, row: Any, **fields: Any) -> Case:
    """A case with one report."""
    report = make_report(kind, row, **fields)
    assert report
    return report.case


def ruling(action: str = Action.HIDE, **fields: Any) -> Ruling:
    """An action with what it needs."""
    reasons = {"ground": make_ground(), "facts": "It calls a person names."}
    return Ruling(**{"action": Action(action), **reasons, **fields})


def make_decision(
    kind: str, row: Any, action: str = Action.HIDE, moderator: User | None = None, **fields: Any
) -> Decision:
    """A decision on an object, by a moderator made for it."""
    with transaction.atomic():
        case = locked_open_case(kind, row)
    return decide(case=case, moderator=moderator or make_staff(), ruling=ruling(action, **fields))


def suspended(user: User, **fields: Any) -> User:
    """A user, suspended by a decision."""
    make_profile(user)
    make_decision(ObjectKind.PROFILE, user.profile, Action.SUSPEND, **fields)
    user.refresh_from_db()
    return user


def row_of(case: Case) -> Any:
    """The object that a case is about."""
    return object_of(case.object_kind, case.object_id)
