"""One worker that makes calls as fast as it may, by a clock whose minute lasts half a second."""

from __future__ import annotations

import json
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from robots.casework.words import Source
from robots.traffic import Call, Limit, Traffic

FASTER = 120.0
CALLS = 8


def main(folder: Path, a_minute: int, number: int) -> None:
    traffic = Traffic(
        URL.create("sqlite", database=(folder / "queue.sqlite").as_posix()),
        {source: Limit(at_once=4, a_minute=a_minute) for source in Source},
        clock=lambda: datetime.now(UTC),
        now=lambda: time.monotonic() * FASTER,
        sleep=lambda seconds: time.sleep(seconds / FASTER),
        new_id=lambda: uuid.uuid4().hex,
    )
    arrivals = []
    for _ in range(CALLS):
        call = traffic.begin(Source.KELA, f"T-{number}", urgent=number == 0)
        assert isinstance(call, Call)
        with call, traffic.request(Source.KELA):
            time.sleep(0.001 * (number + 1))  # on the way
            arrivals.append(time.monotonic())
        with traffic.request(Source.KELA):  # a second attempt, without a call around it
            arrivals.append(time.monotonic())
    print(json.dumps(arrivals))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
