"""What Tantivy raises, as an error that this product knows."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from search.errors import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def guarded(act: Callable[P, R]) -> Callable[P, R]:
    """Have whatever goes wrong in the engine be an EngineFailed. A panic in Rust is no Exception,
    and would end the thread of whoever asked.
    """

    @wraps(act)
    def guarded_act(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except (ValueError, OSError, OverflowError) as error:
            raise EngineFailed(str(error)) from error
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # of a module that cannot be imported
                raise EngineFailed(f"It panicked: {error}") from None
            raise

    return guarded_act
