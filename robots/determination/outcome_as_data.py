"""What a step did, as data: an exception would not come back whole from the queue's database.

A message of an exception that nobody foresaw may hold anything, so only its kind and the place in
the code are told; the message never reaches a log or the database.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, Final

from robots.casework.errors import BusinessError, WorkerError
from robots.casework.reason import Reason
from robots.transport.attempts import retries_counted

#: As a call tells of itself that could tell nothing itself; the next night may make it.
BROKEN_CALL: Final = {"broken": "way_broken", "values": {"where": "call"}, "ask_again": True}


class Broken(Exception):
    """A step could not be done; ``ask_again`` where the next night may do it."""

    def __init__(self, reason: Reason, ask_again: bool) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.ask_again = ask_again


def as_data(function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
    """What the function returned, or why it could not, in a form that JSON holds."""
    ask_again = True
    try:
        return {"done": function(*arguments)}
    except WorkerError as error:
        reason = Reason.of(error)
        ask_again = not isinstance(error, BusinessError)
    except Exception as error:
        reason = Reason("way_broken", {"where": where(error)})
        print(f"fault in {where(error)}", file=sys.stderr)
    return {"broken": reason.code, "values": dict(reason.values), "ask_again": ask_again}


def as_timed_data(function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
    """The same of a call to a source, with the ``seconds`` it took (SQLite remembers a workflow's
    times in whole ones) and how many of its requests were ``sent_again``."""
    began = time.monotonic()
    with retries_counted() as retries:
        done = as_data(function, *arguments)
    seconds = f"{time.monotonic() - began:.3f}"
    return {**done, "seconds": seconds, "sent_again": retries.count}


def result_of(data: dict[str, Any]) -> Any:
    """What the function had returned.

    Raises:
        Broken: it had not.
    """
    if "broken" in data:
        raise Broken(Reason(data["broken"], data["values"]), data["ask_again"])
    return data["done"]


def where(error: BaseException) -> str:
    """The kind of error and its last place in our own code, without the message."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "/robots/" in frame.filename.replace("\\", "/")
    ]
    place = ""
    if ours:
        file = ours[-1].filename.replace("\\", "/").rpartition("/robots/")[2]
        place = f" {file}:{ours[-1].lineno}"
    return type(error).__name__ + place
