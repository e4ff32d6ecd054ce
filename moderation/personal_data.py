"""What moderation holds about a user, for the user to take along, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moderation.models import Appeal, Case, Decision, Report

if TYPE_CHECKING:
    from accounts.models import User


def export(user: User) -> dict[str, Any]:
    """What the user reported and appealed against, and the decisions that affect them."""
    decisions = Decision.objects.filter(subject=user).exclude(action="keep").order_by("id")
    return {
        "reports": list(
            Report.objects.filter(reporter=user)
            .order_by("id")
            .values("id", "case__object_kind", "reason", "text", "outcome", "created_at")
        ),
        "decisions": list(
            decisions.values("id", "action", "ground_text", "facts", "ends_at", "made_at")
        ),
        "appeals": list(
            Appeal.objects.filter(appellant=user)
            .order_by("id")
            .values("id", "decision_id", "text", "outcome", "answer", "created_at", "decided_at")
        ),
    }


def erase(user: User) -> None:
    """Forget what the user's things said. Decisions stay, with an anonymous subject: they are kept
    to answer for (docs/moderation.md).
    """
    Case.objects.filter(subject=user).update(snapshot={}, title="")
