"""When a background task that failed is tried again: declared once, beside the task, and kept by
whatever runs it, be it a thread of the web process or a worker of the queue.

Nobody sleeps: a try that fails ends, and the next one is another run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from django_tasks.base import Task

    Function = TypeVar("Function", bound=Callable[..., Any])

# A task whose worker was killed is run again, but one that kills workers is not run for ever.
MIN_TRIES = 3


MAX_DOUBLINGS = 20  # more than any two waits are apart, and no more than a timedelta can hold


def backed_off(tries: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many tries that failed: twice as long each time, up to a limit."""
    return min(first * 2 ** min(tries, MAX_DOUBLINGS), longest)


class TryAgain(Exception):
    """The task failed for now; it is to be run again after so many seconds."""

    def __init__(self, seconds: float, tries_left: int) -> None:
        super().__init__(seconds, tries_left)
        self.seconds = seconds
        self.tries_left = tries_left


class WorkersKilled(Exception):
    """So many workers were killed at a task that it may have been the task that killed them."""


@dataclass(frozen=True)
class Retries:
    """After which errors a task is tried again and when, and what is done when it is given up."""

    waits_setting: str
    error: type[Exception]
    is_permanent: Callable[[Any], bool]
    given_up: Callable[..., None]

    def may_pass(self, error: Exception) -> bool:
        return isinstance(error, self.error) and not self.is_permanent(error)

    @property
    def waits(self) -> list[float]:
        return list(getattr(settings, self.waits_setting))


def _never(_error: Exception) -> bool:
    return False


def _nothing(*_args: object, **_kwargs: object) -> None:
    """What most tasks do when they are given up."""


_declared: dict[Callable[..., Any], Retries] = {}


def retried(
    *,
    waits: str,
    on: type[Exception],
    unless: Callable[[Any], bool] = _never,
    given_up: Callable[..., None] = _nothing,
) -> Callable[[Function], Function]:
    """Below `@task()`: try the task again after each wait of a setting when it fails with an error
    of this kind, `unless` that is permanent. `given_up` is called with the task's arguments when
    nothing more is tried.
    """

    def declare(function: Function) -> Function:
        _declared[function] = Retries(waits, on, unless, given_up)
        return function

    return declare


def attempt(
    task: Task[Any, Any], args: Sequence[Any], kwargs: dict[str, Any], *, tried: int
) -> None:
    """Run a task that was `tried` so often before.

    Raises TryAgain if it failed and is to be run again, its own error if it is given up, and
    WorkersKilled, without a run, if more tries began than are allowed.
    """
    retries = _declared.get(task.func)
    waits = retries.waits if retries else []
    give_up = retries.given_up if retries else _nothing
    if tried >= max(MIN_TRIES, len(waits) + 1):
        give_up(*args, **kwargs)
        raise WorkersKilled
    try:
        task.call(*args, **kwargs)
    except Exception as error:
        left = waits[tried:]
        if retries and left and retries.may_pass(error):
            raise TryAgain(left[0], len(left)) from error
        give_up(*args, **kwargs)
        raise
