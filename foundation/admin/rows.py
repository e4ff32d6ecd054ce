"""The row that a page of the admin is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest


def row_to_look_at(model_admin: Any, request: HttpRequest, object_id: str) -> Any:
    """The row of this id, for staff who may look at it. Raises Http404 and PermissionDenied."""
    row = model_admin.get_object(request, unquote(object_id))
    if row is None:
        raise Http404
    if not model_admin.has_view_permission(request, row):
        raise PermissionDenied
    return row
