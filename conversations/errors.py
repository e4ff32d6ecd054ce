"""What can be wrong with writing to each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class NothingBetweenThem(DomainError):
    """No proposal, invitation or agreement joins the two over this project."""

    status_code = 403
    code = "nothing_between_you"
    detail = _("You can write to each other once there is a proposal or an invitation.")


class NobodyToWriteTo(DomainError):
    """The client has to say to which freelancer of the project, and named none of them."""

    status_code = 422
    code = "not_a_party"
    attr = "to"
    detail = _("Name a freelancer who has a proposal or an invitation to this project.")


class ConversationClosed(DomainError):
    """What joined the two is over."""

    status_code = 409
    code = "conversation_closed"
    detail = _("This conversation is closed: it can be read, but no new messages can be sent.")


class PersonAway(DomainError):
    """The other side's account is not in use."""

    status_code = 409
    code = "person_away"
    detail = _("The other person's account is not active.")


class NotYourMessage(DomainError):
    """Only its author changes a message."""

    status_code = 403
    code = "not_your_message"
    detail = _("Only its author can change a message.")


class TooLateToEdit(DomainError):
    """The time to change a message is over, or it was taken out of sight."""

    status_code = 409
    code = "too_late"
    detail = _("A message can be changed for ten minutes after it was sent.")


class NoSuchPosition(DomainError):
    """Nothing was written there yet."""

    status_code = 422
    code = "no_such_position"
    attr = "position"
    detail = _("The conversation has no message at this position.")
