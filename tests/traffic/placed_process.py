"""One worker of several, told by its arguments what to do: to make calls as fast as there is room
for them, or to begin one and never end it."""

from __future__ import annotations

import json
import sys
import time
import uuid
from datetime import UTC, datetime

from sqlalchemy import make_url

from robots.casework.words import Source
from robots.traffic import Call, Limit, Traffic

CALLS = 12
UNDER_WAY = "under way"


def main(database: str, at_once: int, name: str, how: str) -> None:
    traffic = Traffic(
        make_url(database),
        {source: Limit(at_once=at_once) for source in Source},
        clock=lambda: datetime.now(UTC),
        now=time.monotonic,
        sleep=lambda seconds: time.sleep(seconds / 20),
        new_id=lambda: uuid.uuid4().hex,
    )
    if how == "never ends":
        begin(traffic, name)
        print(UNDER_WAY, flush=True)
        sys.stdin.read()
    spans = []
    for number in range(CALLS):
        with begin(traffic, f"{name}-{number}") as call:
            began = time.monotonic()
            time.sleep(0.004)  # on the way
            spans.append((began, time.monotonic()))
            call.ended(None)
    print(json.dumps(spans))


def begin(traffic: Traffic, call_id: str) -> Call:
    call = traffic.begin(Source.KELA, "T-0001", urgent=False, call_id=call_id)
    assert isinstance(call, Call)
    return call


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
