"""Who may do what, a question each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission

from accounts.models import Role

if TYPE_CHECKING:
    from rest_framework.request import Request


class IsFreelancer(BasePermission):
    """Whether a freelancer asks."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return getattr(request.user, "role", None) == Role.FREELANCER
