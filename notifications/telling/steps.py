"""What is told of the steps of agreed work."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, Words, concerned
from notifications.models import Frequency
from notifications.telling.project_facts import look_up
from projects import events
from projects.models import Transition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foundation.models import Event


def accepted_alone(event: Event) -> Iterable[UUID]:
    """Nobody where the step was accepted with the whole work, which is told."""
    whole = Transition.objects.filter(
        project=UUID(event.body["project"]),
        action__in=("complete", "lapse"),
        pk__lt=event.body["transition"],
    )
    return [] if whole.exists() else event.concerns


KINDS = (
    Kind(
        name="step_delivered",
        title=_("Steps that are delivered"),
        who="the client",
        tells={events.STEP_DELIVERED: concerned},
        words=Words(
            _("%(by)s delivered a step"),
            _("%(by)s says that a step of “%(title)s” is done. Accept it, or say what is missing."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="step_rejected",
        title=_("Your steps that are rejected"),
        who="the freelancer, with what is still to be done",
        tells={events.STEP_REJECTED: concerned},
        words=Words(
            _("%(by)s asks for more work on a step"),
            _("%(by)s did not accept a step of “%(title)s” yet."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="step_accepted",
        title=_("Your steps that are accepted"),
        who="the freelancer, unless the whole work was accepted",
        tells={events.STEP_ACCEPTED: accepted_alone},
        words=Words(
            _("%(by)s accepted a step"),
            _("%(by)s accepted a step of “%(title)s”."),
        ),
        look_up=look_up,
        by_mail=Frequency.DAILY,
    ),
    Kind(
        name="step_overdue",
        title=_("Steps that are overdue"),
        who="both parties, once, when the day of a step is over",
        tells={events.STEP_OVERDUE: concerned},
        words=Words(
            _("A step is overdue"),
            _("A step of “%(title)s” was due, and is not delivered."),
        ),
        look_up=look_up,
    ),
)
