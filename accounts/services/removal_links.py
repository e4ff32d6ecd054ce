"""The link that undoes what staff were asked for: the removal of a second factor, or a new address.

It says what became of the request, also when there is nothing left to undo.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from accounts.errors import LinkInvalid, UndoneTooLate
from accounts.models import FactorRemoval, RemovalOutcome
from accounts.services.second_factor import removal


def request_of(token: str) -> FactorRemoval:
    """The request that a token undoes, whether it waits or has ended without a change.

    Raises LinkInvalid for a forged token, and UndoneTooLate when what was asked for has happened.
    """
    try:
        raw = signing.Signer(salt=removal.SALT).unsign(token).encode()
        found = FactorRemoval.objects.get(pk=UUID(bytes=signing.b64_decode(raw)))
    except (signing.BadSignature, ValueError, FactorRemoval.DoesNotExist) as error:
        raise LinkInvalid from error
    if found.outcome == RemovalOutcome.DONE:
        raise UndoneTooLate
    return found


def keep(*, token: str) -> FactorRemoval:
    """Undo the request; one that has ended already stays so. Raises LinkInvalid, UndoneTooLate."""
    request_of(token)
    removal.undo(token=token)
    return request_of(token)
