"""What the admin of every app is made of: lists that never count a whole table, rows that only
services write, and edits that do not undo somebody else's.
"""

from __future__ import annotations

from accounts.staff_admin.counting import CappedPaginator
from accounts.staff_admin.filters import AutocompleteFilter
from accounts.staff_admin.model_admin import ManagedByActions, StaffModelAdmin, ViewOnly
from accounts.staff_admin.row_history import Change, ShowsRowHistory, changes_of
from accounts.staff_admin.stale_edits import RefusesStaleEdits, VersionedForm

__all__ = [
    "AutocompleteFilter",
    "CappedPaginator",
    "Change",
    "ManagedByActions",
    "RefusesStaleEdits",
    "ShowsRowHistory",
    "StaffModelAdmin",
    "VersionedForm",
    "ViewOnly",
    "changes_of",
]
