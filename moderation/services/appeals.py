"""Appeals: by who is affected or who reported, decided by somebody else than who decided first
(Digital Services Act, Article 20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from foundation.characters import shows
from foundation.events import record
from moderation import errors
from moderation.events import appealed
from moderation.models import Appeal, AppealOutcome, Decision
from moderation.services.cases import locked_case, require_may_decide
from moderation.services.deciding import enact
from moderation.services.notices import tell_of_appeal, tell_of_decision

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.services.deciding import Ruling

logger = structlog.get_logger("guildhall.moderation")


def lodge_appeal(
    *, decision: Decision, appellant: User | None, text: str, email: str = ""
) -> Appeal:
    """Appeal against a decision that one is affected by or that came of one's report; the caller
    checked that it is. A stranger who reported is known by the address.

    Raises AppealTooLate, AlreadyOverridden and AlreadyAppealed.
    """
    with transaction.atomic():
        locked_case(decision.case)
        if not Decision.objects.within_reach().filter(pk=decision.pk).exists():
            raise errors.AppealTooLate
        if Decision.objects.filter(overrides=decision).exists():
            raise errors.AlreadyOverridden
        try:
            with transaction.atomic():
                appeal = Appeal.objects.create(
                    decision=decision,
                    first_decided_by_id=decision.made_by_id,
                    appellant=appellant,
                    email="" if appellant else email,
                    text=text,
                )
        except IntegrityError as error:
            raise errors.AlreadyAppealed from error
        appeal.refresh_from_db()
        record(appealed(appeal))
    logger.info("appealed", decision=str(decision.pk))
    return appeal


def decide_appeal(
    *, appeal: Appeal, moderator: User, answer: str, instead: Ruling | None
) -> Appeal:
    """Confirm the decision, or overturn it by what is to hold `instead`.

    Raises AppealDecided, OwnDecision, MayNotDecide, AlreadyOverridden, ActionRefused, ObjectGone.
    """
    with transaction.atomic():
        case = locked_case(appeal.decision.case, moderator=moderator)
        locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
        if locked.decided_at is not None:
            raise errors.AppealDecided
        if locked.first_decided_by_id == moderator.pk:
            raise errors.OwnDecision
        require_may_decide(case=case, moderator=moderator)
        if not shows(answer):
            raise errors.ActionRefused(attr="answer")
        if instead:
            tell_of_decision(
                enact(case=case, moderator=moderator, ruling=instead, overrides=locked.decision)
            )
        locked.outcome = AppealOutcome.OVERTURNED if instead else AppealOutcome.CONFIRMED
        locked.answer, locked.decided_by, locked.decided_at = answer, moderator, Now()
        locked.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
        locked.refresh_from_db()
        tell_of_appeal(locked)
    logger.info("appeal_decided", decision=str(locked.decision_id), outcome=locked.outcome)
    return locked
