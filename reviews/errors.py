"""What can be wrong with events around reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class NotAParty(DomainError):
    """Whoever is no party of a project does not know that it is there."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class NotCompleted(DomainError):
    """Work on the project has not ended, or never began."""

    code = "not_completed"
    detail = _("A project can be reviewed when it is completed, or ended after work began.")


class WindowOver(DomainError):
    """Reviews are taken for fourteen days."""

    code = "window_over"
    detail = _("The 14 days in which this project could be reviewed are over.")


class AlreadyReviewed(DomainError):
    """Each side reviews once, and a review that was withdrawn was one."""

    code = "already_reviewed"
    detail = _("You have reviewed this project already.")


class ReviewDeclined(DomainError):
    """Who declined to review does not review."""

    code = "review_declined"
    detail = _("You declined to review this project.")


class AlreadyRevealed(DomainError):
    """A review is final once the other side can read it."""

    code = "already_revealed"
    detail = _(
        "This review was revealed. It can be corrected only while its subject has asked for it."
    )


class ReviewWithdrawn(DomainError):
    """A review that was withdrawn stays so."""

    code = "withdrawn"
    detail = _("This review was withdrawn.")


class AuthorGone(DomainError):
    """Whoever closed their account corrects nothing any more."""

    code = "author_gone"
    detail = _("Its author has closed their account, and cannot correct it any more.")


class CorrectionAlreadyOpened(DomainError):
    """A correction can be asked for once."""

    code = "correction_already_opened"
    detail = _("A correction of this review was asked for already.")


class AlreadyReplied(DomainError):
    """One review, one reply."""

    code = "already_replied"
    detail = _("You have replied to this review already.")


class ReplyTooLate(DomainError):
    """Replies are taken for thirty days."""

    code = "reply_too_late"
    detail = _("The 30 days in which you could reply are over.")


class SubRatingRefused(DomainError):
    """Each side rates four things of its own."""

    status_code = 422
    code = "not_yours_to_rate"
    attr = "sub_ratings"
    detail = _("The other side rates this.")


class InvalidSignature(DomainError):
    """A signed reputation was changed, or signed by somebody else."""

    status_code = 422
    code = "signature_invalid"
    detail = _("The signature is not valid.")
