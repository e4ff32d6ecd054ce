"""What becomes of change requests when an account is erased, and what its owner takes along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projects.models import TEXTS, ChangeRequest, Ending

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import User


def forget_requests(user: User) -> None:
    """Take away what a user wrote in change requests. What was accepted stays as part of the
    agreement, as long as that does.
    """
    for request in ChangeRequest.objects.filter(requested_by=user).exclude(changes={}, message=""):
        request.changes = {
            name: value for name, value in request.changes.items() if name not in TEXTS
        }
        request.message = ""
        request.save(update_fields=["changes", "message"])


def export_requests(user: User) -> list[dict[str, Any]]:
    """What a user asked for, and was asked for."""
    found = ChangeRequest.objects.concerning(user).reaching(user).order_by("id")
    return list(
        found.values(
            *("id", "agreement_id", "number", "kind", "requested_by__username", "base_version"),
            *("changes", "message", "status", "created_at", "decided_at"),
        )
    )


def export_endings(user: User) -> Iterable[Mapping[str, Any]]:
    """How a user's projects ended early, and against whom that counts."""
    found = Ending.objects.of(user).order_by("project")
    return list(
        found.values("project_id", "ended_by", "caused_by", "agreed_at", "ruling", "charged_to")
    )
