"""Who may do what, a question each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.models import Role

if TYPE_CHECKING:
    from rest_framework.request import Request


CLIENTS_ACTIONS = ("create", "suggest_skills")


class OnlyClientsPost(BasePermission):
    """Whoever is logged in reads; clients post."""

    def has_permission(self, request: Request, view: Any) -> bool:
        role = getattr(request.user, "role", None)
        return (
            view.action not in CLIENTS_ACTIONS
            or request.method in SAFE_METHODS
            or role == Role.CLIENT
        )
