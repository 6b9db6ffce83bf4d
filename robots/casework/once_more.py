"""What was cut off in the middle, by a database that is being started again, is done once more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def once_more(after: type[Exception]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For what may be done twice: do it again when it fails so for the first time."""

    def patient(method: Callable[P, R]) -> Callable[P, R]:
        @wraps(method)
        def done(*args: P.args, **kwargs: P.kwargs) -> R:
            with suppress(after):
                return method(*args, **kwargs)
            return method(*args, **kwargs)

        return done

    return patient
