"""What can be wrong with an account's events, and the answer each one is."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


def contact_address() -> str:
    """Where people can write to who are let in by no door."""
    return parseaddr(settings.CONTACT_EMAIL)[1]


class PasskeyGone(DomainError):
    """It was removed in this very moment."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class IdentifierTaken(DomainError):
    """Another account has this e-mail address, phone number or username."""

    status_code = 400
    code = "taken"

    def __init__(self, fields: list[str]) -> None:
        self.fields = fields
        super().__init__(_("Already in use by another account."))

    @property
    def errors(self) -> list[tuple[str, str, str | None]]:
        return [(self.code, str(self.detail), field) for field in self.fields]


class EmailDomainBlocked(DomainError):
    """Staff let nobody use e-mail addresses of this domain. Said before anything is said of who has
    the address.
    """

    status_code = 403
    code = "email_domain_blocked"
    attr = "email"

    def __init__(self) -> None:
        text = _(
            "Addresses of this domain cannot be used here. If yours should be, write to %(us)s."
        )
        super().__init__(text % {"us": contact_address()})


class NetworkBlocked(DomainError):
    """Staff let nobody register from this network, and nobody who is new here post."""

    status_code = 403
    code = "network_blocked"

    def __init__(self) -> None:
        text = _(
            "Nobody can register from this network, and nobody new here can post. Try another "
            "network, or write to %(us)s."
        )
        super().__init__(text % {"us": contact_address()})


class AdmissionRequired(DomainError):
    """Many new accounts come from this network just now: something has to be shown first. The
    answer has a challenge to be solved, `work`, and in `by` all that can be shown.
    """

    status_code = 428  # RFC 6585, section 3
    code = "admission_required"
    detail = _(
        "Many new accounts come from your network just now. Solve the challenge, or ask for a "
        "code, and send the request again."
    )

    def __init__(self, *, work: dict[str, Any] | None = None, by: list[str] | None = None) -> None:
        self.work, self.by = work or {}, by or []
        super().__init__()

    @property
    def more(self) -> dict[str, Any]:
        return {"work": self.work, "by": self.by}


class AdmissionRefused(AdmissionRequired):
    """What was shown is wrong, expired, used, too easy by now, or was made for something else."""

    code = "admission_refused"
    detail = _("What you sent along is wrong, has expired or was used before. Try again.")


# What posting raises besides its own, of somebody who is new here.
ADMISSION_ERRORS = (NetworkBlocked, AdmissionRequired, AdmissionRefused)


class AdmissionNotRequired(DomainError):
    """Nothing has to be shown from this network now, so no code is sent."""

    code = "admission_not_required"
    detail = _("Nothing is asked for any more: send the request as it is.")


class NowhereToSend(DomainError):
    """The account has neither an e-mail address nor a phone that a code can be sent to."""

    code = "nowhere_to_send"
    detail = _("There is no address or phone to send a code to.")


class InvalidCredentials(DomainError):
    """Unknown account or wrong password: nobody is told which."""

    status_code = 401
    code = "invalid_credentials"
    detail = _("No account matches this identifier and password.")


class NotVerified(DomainError):
    """Neither an e-mail address nor a phone of the account was verified, and this site asks for
    one of them.
    """

    status_code = 403
    code = "not_verified"
    detail = _("Verify your e-mail address or phone first.")


class AccountInactive(DomainError):
    """The account was switched off by its owner. Told only after the right password."""

    status_code = 403
    code = "account_inactive"
    detail = _("This account is switched off. Log in with `reactivate` to switch it on again.")


class AccountSuspended(DomainError):
    """The account was suspended by staff. Told only after the right password."""

    status_code = 403
    code = "account_suspended"
    detail = _(
        "This account is suspended. We sent you the reasons, and a link by which you can appeal. "
        "You can still download your data or have the account erased: ask for a link to it."
    )


class FreshProofRequired(DomainError):
    """The change needs the current password, or a one-time code or passkey of the last five
    minutes.
    """

    status_code = 403
    code = "proof_required"
    detail = _(
        "Confirm this with your current password, or log in again with a one-time code or passkey."
    )
    attr = "current_password"


class WrongPassword(DomainError):
    """The current password that came with a sensitive change is wrong."""

    status_code = 403
    code = "wrong_password"
    detail = _("The current password is wrong.")
    attr = "current_password"


class SecondFactorRequired(DomainError):
    """The account has a second factor, which has to be shown to get in.

    `challenge` says what was shown already; with it and a code the log-in goes on.
    """

    status_code = 403
    code = "second_factor_required"
    detail = _("Confirm with a code from your authenticator app, a recovery code or a passkey.")

    def __init__(self, challenge: str = "") -> None:
        self.challenge = challenge
        super().__init__()

    @property
    def more(self) -> dict[str, Any]:
        return {"challenge": self.challenge}


class OtherProofRequired(DomainError):
    """A code by SMS does not open an account alone that was not used for long: its number may be
    somebody else's by now.

    `challenge` says that the code was right; a recovery code finishes the log-in with it, or the
    number is released. The ways are named alike for every account.
    """

    status_code = 403
    code = "other_proof_required"
    detail = _(
        "This account, or its phone number, was not used for a long time, and phone numbers change "
        "hands. Log in by password, passkey or e-mail, or give a recovery code. If the account is "
        "not yours, release the number and start one of your own."
    )

    def __init__(self, challenge: str = "") -> None:
        self.challenge = challenge
        super().__init__()

    @property
    def more(self) -> dict[str, Any]:
        return {"challenge": self.challenge}


class RecoveryCodeRefused(DomainError):
    """Not one of the account's recovery codes, or one that was used already."""

    status_code = 422
    code = "recovery_code_refused"
    detail = _("This recovery code is not right, or was used already.")
    attr = "code"


class LogInExpired(DomainError):
    """The challenge of a log-in is forged, too old, used, or overtaken by a change."""

    status_code = 401
    code = "log_in_expired"
    detail = _("This took too long, or something changed in the meantime. Log in again.")
    attr = "challenge"


class FreshSecondFactorRequired(DomainError):
    """The account has a second factor, which was last shown in this session too long ago."""

    status_code = 403
    code = "fresh_second_factor_required"
    detail = _(
        "Confirm first that it is you: with a code from your authenticator app, a recovery code or "
        "a passkey."
    )


class SecondFactorMissing(DomainError):
    """The operator asks a second factor of this role, and the account has none yet."""

    status_code = 403
    code = "second_factor_missing"
    detail = _("Your account needs a second factor. Set one up to go on.")


class NoSecondFactor(DomainError):
    """There is no second factor to confirm or to take away."""

    status_code = 409
    code = "no_second_factor"
    detail = _("There is no second factor.")


class EnrolmentExpired(DomainError):
    """The key of an enrolment was not made in this session, or too long ago."""

    status_code = 422
    code = "enrolment_expired"
    detail = _("This took too long. Begin again with a new key.")
    attr = "enrolment"


class RemovalPending(DomainError):
    """Somebody of staff has asked for the removal of this second factor already."""

    status_code = 409
    code = "removal_pending"
    detail = _("The removal of this second factor is under way.")


class RemovalWaits(DomainError):
    """A member's second factor is removed after a waiting time alone, in which they are told."""

    status_code = 409
    code = "removal_waits"
    detail = _("Ask for the removal of a member's second factor: its owner can undo it.")


class AccountErased(DomainError):
    """Nobody gets back into an account whose owner had it erased."""

    status_code = 409
    code = "account_erased"
    detail = _("This account was erased.")


class SelfRemoval(DomainError):
    """Nobody uses the rights of staff on their own second factor, passkeys included: whoever can
    is logged in with it, and removes it where the owner is asked for proof.
    """

    status_code = 403
    code = "self_removal"
    detail = _("Another member of staff has to ask for this.")


class SuperuserRequired(DomainError):
    """The second factor of staff opens the admin: who may have it removed is fewer people."""

    status_code = 403
    code = "superuser_required"
    detail = _("Only a superuser can ask for this.")


class CodeRefused(DomainError):
    """The code of a second factor is wrong, or was used already: nobody is told which."""

    status_code = 422
    code = "code_refused"
    detail = _("This code is not right, or was used already. Wait for the next one.")
    attr = "code"


class SecondFactorExists(DomainError):
    """The user has a second factor: another one would be a way around it."""

    status_code = 409
    code = "second_factor_exists"
    detail = _("You have a second factor already.")


class LinkInvalid(DomainError):
    """The token of an e-mailed link is forged, expired, used, or overtaken by a change."""

    status_code = 422
    code = "link_invalid"
    detail = _("This link is not valid any more. It may be incomplete, or out of date.")
    attr = "token"


class NewLinkNeeded(LinkInvalid):
    """There is another one for whoever asks."""

    detail = _("This link is not valid any more. Ask for a new one.")


class NothingToUndo(LinkInvalid):
    """The change of this link has ended: undone, cancelled, or with everything else."""

    detail = _(
        "There is nothing left to undo: this link was used, or the change was undone or cancelled "
        "in another way. If you cannot log in, set a new password; if that fails, write to us."
    )


class ChangeIsOld(LinkInvalid):
    """The change of this link took effect too long ago to be undone by it."""

    detail = _(
        "This link is out of date: the time in which the change could be undone is over. If you "
        "cannot log in, set a new password; if that fails, write to us."
    )


class AlreadySecured(LinkInvalid):
    """The link “that was not me” was used, or the account was secured in another way since."""

    detail = _(
        "This link was used, or your account has been secured in another way since. Log in, or set "
        "a new password; if neither works, write to us."
    )


class AlarmIsOld(LinkInvalid):
    """The link “that was not me” came too long ago."""

    detail = _(
        "This link is out of date. If somebody else may be in your account, set a new password, "
        "which logs out all devices; if that fails, write to us."
    )


class UndoneTooLate(LinkInvalid):
    """What staff were asked for has happened before the link was used."""

    detail = _(
        "This link comes too late: what we were asked for has been done. If it was not you, set a "
        "new password; if that fails, write to us."
    )


class AlreadyVerified(DomainError):
    """The address of this link was confirmed before, by this link or another: good news."""

    status_code = 422
    code = "already_verified"
    detail = _("This e-mail address is already verified.")
    attr = "token"


class PasswordRequired(DomainError):
    """Nothing of the account is verified, and who verifies comes from outside: by the account's
    password nothing else changes, without it a new one makes the account theirs alone.
    """

    status_code = 403
    code = "password_required"
    detail = _("Give the password of this account, or a new one if you did not set it.")
    attr = "password"


class VerifiedOtherwise(DomainError):
    """Something else of the account is verified, and who verifies comes from outside."""

    status_code = 409
    code = "verified_otherwise"
    texts = {
        "email": _("Log in with your verified e-mail address and confirm this there."),
        "phone_number": _("Log in with your verified phone number and confirm this there."),
    }

    def __init__(self, field: str = "phone_number") -> None:
        self.field = field
        super().__init__(self.texts[field])


class LastIdentifier(DomainError):
    """An account keeps an e-mail address or phone number, and a verified one if it has any."""

    status_code = 409
    code = "last_identifier"
    detail = _("Keep a verified e-mail address or phone number.")


class PasskeyRefused(DomainError):
    """No passkey of an account fits the answer of the authenticator: nobody is told why."""

    status_code = 401
    code = "passkey_refused"
    detail = _("This passkey was not accepted. Try again, or log in another way.")


class CredentialRefused(DomainError):
    """The authenticator's answer does not hold, or the passkey is registered already."""

    status_code = 422
    code = "credential_refused"
    detail = _("This passkey was not accepted. Try again.")
    attr = "credential"


class ChallengeInvalid(DomainError):
    """The challenge is expired or used, or was made for something else."""

    status_code = 422
    code = "challenge_invalid"
    detail = _("That took too long, or was sent twice. Try again.")
    attr = "credential"


class TooManyPasskeys(DomainError):
    """An account has only so many passkeys."""

    code = "too_many_passkeys"
    detail = _("You have as many passkeys as an account can have. Remove one first.")


class LastWayIn(DomainError):
    """Without this passkey nobody could log in any more."""

    code = "last_way_in"
    detail = _(
        "This is your only way to log in. "
        "Set a password, or verify an e-mail address or phone number, and then remove it."
    )


class PasswordRefused(DomainError):
    """The new password breaks the password rules; one entry for each rule."""

    status_code = 422

    def __init__(self, reasons: list[tuple[str, str]], *, attr: str) -> None:
        self.reasons = reasons
        super().__init__(" ".join(text for _code, text in reasons), attr=attr)

    @property
    def errors(self) -> list[tuple[str, str, str | None]]:
        return [(code, text, self.attr) for code, text in self.reasons]


class UnknownPerson(DomainError):
    """Nobody has this username."""

    status_code = 422
    code = "unknown_person"
    attr = "username"
    detail = _("Nobody has this username.")


class BlockOfOneself(DomainError):
    """Whoever blocks is the one who would be blocked."""

    status_code = 422
    code = "yourself"
    attr = "username"
    detail = _("You cannot block yourself.")


class TooManyBlocks(DomainError):
    """An account blocks as many people as it may."""

    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("You can block at most %(most)d people.") % {"most": most})


class NotThere(DomainError):
    """What is asked for does not exist, or not for whoever asks: nobody is told which."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class TransitionRefused(DomainError):
    """The account's status does not allow this change."""

    status_code = 409
    code = "transition_refused"

    def __init__(self, current: str, target: str) -> None:
        super().__init__(
            _("An account that is %(current)s cannot become %(target)s.")
            % {"current": current, "target": target}
        )


class TokenError(DomainError):
    """A bearer token that cannot be accepted."""

    status_code = 401
    code = "token_invalid"
    detail = _("This token is not valid.")


class TokenExpired(TokenError):
    code = "token_expired"
    detail = _("This token has expired.")


class SessionEnded(TokenError):
    code = "session_ended"
    detail = _("This session has ended. Log in again.")


class TokenMissing(TokenError):
    code = "not_authenticated"
    detail = _("Send an access token in the Authorization header.")
