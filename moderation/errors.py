"""What can be wrong with reports, decisions and appeals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class NoSuchObject(DomainError):
    """There is nothing there that the reporter can see."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class OwnObject(DomainError):
    """One's own things are one's own to change."""

    status_code = 422
    code = "own_object"
    attr = "object"
    detail = _("This is yours. Change or delete it yourself.")


class AlreadyReported(DomainError):
    """One open report for each person and object."""

    code = "already_reported"
    detail = _("You have reported this already. We will tell you what we decide.")


class AddressNeeded(DomainError):
    """A stranger has to say where the outcome is to be told."""

    status_code = 422
    code = "required"
    attr = "email"
    detail = _("Give your e-mail address, or log in.")


class CaseClaimed(DomainError):
    """Somebody else is at it."""

    code = "case_claimed"
    detail = _("Somebody else is working on this case.")


class CaseDecided(DomainError):
    """Somebody else was faster."""

    code = "case_decided"
    detail = _("This case was decided in the meantime.")


class MayNotDecide(DomainError):
    """The permission is lacking, or the case is the moderator's own or about staff."""

    status_code = 403
    code = "permission_denied"
    detail = _("You may not decide this case: it is yours, or about staff.")


class ActionRefused(DomainError):
    """The action is none for this object, or lacks what it needs."""

    status_code = 422
    code = "action_refused"
    attr = "action"
    detail = _("This cannot be done here.")


class ObjectGone(DomainError):
    """Its owner deleted it."""

    code = "object_gone"
    detail = _("The object is gone: its owner deleted it.")


class AlreadyOverridden(DomainError):
    """Another decision took its place."""

    code = "already_overridden"
    detail = _("Another decision took the place of this one.")


class AlreadyAppealed(DomainError):
    """One appeal for each person and decision."""

    code = "already_appealed"
    detail = _("You have appealed against this decision already.")


class AppealTooLate(DomainError):
    """The time for an appeal is over."""

    code = "appeal_too_late"
    detail = _("The six months in which this decision could be appealed against are over.")


class AppealDecided(DomainError):
    """Somebody else was faster."""

    code = "appeal_decided"
    detail = _("This appeal was decided in the meantime.")


class OwnDecision(DomainError):
    """Somebody else has to look."""

    status_code = 403
    code = "own_decision"
    detail = _("You made the decision. Somebody else decides on the appeal.")
