"""What the admin of every app is made of: lists that never count a whole table, rows that only
services write, and edits that do not undo somebody else's.
"""

from __future__ import annotations

from foundation.admin.counting import CappedPaginator
from foundation.admin.filters import AutocompleteFilter
from foundation.admin.model_admin import ManagedByActions, StaffModelAdmin, ViewOnly, do_each
from foundation.admin.row_history import Change, ShowsRowHistory, changes_of
from foundation.admin.rows import row_to_look_at
from foundation.admin.stale_edits import RefusesStaleEdits, VersionedForm

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
    "do_each",
    "row_to_look_at",
]
