"""What can be wrong with what somebody saves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class TooManySaved(DomainError):
    """An account keeps as many saved searches, lists or entries as it may."""

    status_code = 409
    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("You can keep at most %(most)d.") % {"most": most})


class AlreadyListed(DomainError):
    """The person or project is on this list."""

    status_code = 409
    code = "already_listed"
    detail = _("This is on the list already.")


class NobodyToSave(DomainError):
    """Nobody whose page can be opened has this username."""

    status_code = 422
    code = "unknown_person"
    attr = "username"
    detail = _("You can only save people whose profile you can open.")


class NoProjectToSave(DomainError):
    """There is no such project of somebody else's that can be opened."""

    status_code = 422
    code = "unknown_project"
    attr = "project"
    detail = _("You can only save other people's projects that you can open.")


class OfOtherKind(DomainError):
    """A list of people takes no project, and the other way round."""

    status_code = 409
    code = "other_kind"
    detail = _("This list is for something else: people and projects have lists of their own.")
