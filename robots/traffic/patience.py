"""What was cut off in the middle by a database that is being started again is done once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from robots.casework.once_more import once_more
from robots.traffic.errors import TrafficUnreachable

P = ParamSpec("P")
R = TypeVar("R")


def again_when_cut_off(method: Callable[P, R]) -> Callable[P, R]:
    """Once more: nothing had been done, and before the second time the server is waited for, see
    :meth:`robots.traffic.store.Store.transaction`."""
    return once_more(TrafficUnreachable)(method)
