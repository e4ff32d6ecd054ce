"""What can be wrong with writing to each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from projects.errors import FileRefused, FileUnsupported

ATTACHMENTS = "attachments"


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
    """The other side's account is not in use, or one of the two blocked the other: which of these
    it is, nobody is told.
    """

    status_code = 409
    code = "person_away"
    detail = _("Nobody can write to this person here at the moment.")


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


class NothingLeft(DomainError):
    """The message would have neither words nor files."""

    status_code = 422
    code = "blank"
    attr = "body"
    detail = _("Write something, or attach a file.")


class NoSuchAttachment(DomainError):
    """The message has no such file, or not any more."""

    status_code = 422
    code = "no_such_attachment"
    attr = "remove_attachments"
    detail = _("The message has no such file.")


class TooManyAttachments(DomainError):
    """More files than a message may have."""

    status_code = 422
    code = "too_many"
    attr = "attachments"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("At most %(most)d files a message.") % {"most": most})


class AttachmentsTooLarge(DomainError):
    """More bytes than a message may have."""

    status_code = 413
    code = "payload_too_large"
    attr = "attachments"
    detail = _("Files of at most 10 MB together, please.")


class AttachmentUnsupported(FileUnsupported):
    """A file of a kind that is not sent."""

    attr = ATTACHMENTS


class AttachmentRefused(FileRefused):
    """A file that says it is a picture, and is none that can be used; or there is nothing in it."""

    attr = ATTACHMENTS
