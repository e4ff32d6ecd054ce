"""Callers with few traces of earlier calls, as many as it takes."""

from __future__ import annotations

from config.tests.callers import Caller, new_caller

# A new account after so many calls: its own limits are never reached, and its lists stay short.
CALLS_PER_ACCOUNT = 20


class Callers:
    """The caller of each role for whatever leaves the session as it is."""

    def __init__(self) -> None:
        self._current: dict[str, Caller] = {}

    def get(self, role: str) -> Caller:
        caller = self._current.get(role)
        if caller is None or caller.calls >= CALLS_PER_ACCOUNT:
            caller = self._current[role] = new_caller(role)
        caller.calls += 1
        return caller
