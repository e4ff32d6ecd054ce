"""What happens, told once, to whoever has to do something about it.

An app declares the kinds of its events (`kinds`), records each in the transaction that makes it
true (`recording`), and others handle them after the commit (`delivery`):

    PROJECT_DELIVERED = declare("project.delivered", audience=Audience.PARTIES)

    record(PROJECT_DELIVERED(project.pk, actor=user.pk, concerns=[client.pk, freelancer.pk]))

    @handles("notifications", PROJECT_DELIVERED)
    def tell(event: Event) -> None: ...

Events are numbered by the feed, so that they have one order, in which none is missed.
"""

from __future__ import annotations

from foundation.events.delivery import handles
from foundation.events.kinds import Audience, EventKind, declare
from foundation.events.recording import record

__all__ = ["Audience", "EventKind", "declare", "handles", "record"]
