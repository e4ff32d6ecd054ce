"""What can be wrong with any move of a project."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from projects.wording import ACTIONS, STATES


class WrongState(DomainError):
    """The project or proposal is in a state that does not allow this. It is told in words, of the
    codes of an action and a state.
    """

    status_code = 409
    code = "wrong_state"

    def __init__(self, action: str = "complete", state: str = "open", why: str = "") -> None:
        message = _("%(action)s is not possible now. State: %(state)s.")
        words = {"action": ACTIONS.get(action, action), "state": STATES.get(state, state)}
        super().__init__(why or message % words)


class ProjectRemoved(DomainError):
    """A decision of moderation took the project out of sight."""

    status_code = 409
    code = "project_removed"
    detail = _("Moderation took this project out of sight: it can be ended, and no more.")


class ProjectGone(DomainError):
    """The draft was deleted in this very moment."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class NotYourMove(DomainError):
    """The other party, or nobody, may do this."""

    status_code = 403
    code = "not_your_move"
    detail = _("You are not allowed to do this; only the other party can.")


class ProjectChanged(DomainError):
    """The project is another version than the one that the caller read."""

    status_code = 409
    code = "project_changed"
    detail = _("The project changed since you read it. Read it again.")
