"""How a measurement ends when it is killed: as by Ctrl-C, so that it stops what it started."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


def leave_by_exception_when_killed() -> None:
    """Make SIGTERM and SIGHUP unwind the stack, as Ctrl-C does: that is what stops the servers."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for received in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(received) != signal.SIG_IGN:  # nohup asked for just that
            signal.signal(received, leave)
