"""A case's next attempt is begun by several processes at the same moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from robots.county import open_county
from robots.determination import Request
from robots.determination.attempt import CaseState
from robots.determination.due import due_attempt, requested_attempt

Standins = tuple[dict[str, Any], Path]


def test_the_nights_beginning_does_not_write_over_an_officers_request(
    folder: Path, standins: Standins
) -> None:
    """Made by another process while the night hashed the case's papers and asked the queue."""
    with open_county(folder, standins=standins[0]) as county:
        case = county.worklist.case("T-0001")
        asked: list[str] = []

        def is_over(attempt: str) -> bool:
            if not asked:
                request = Request("virkailija-07", "Asiakas soitti")
                asked.append(str(requested_attempt(county, case, request, lambda _: False)))
            return False

        assert [str(due_attempt(county, case, is_over))] == asked
        state = county.case_folder("T-0001").read_state(CaseState)
    assert state is not None
    assert (state.requested_by, state.reason) == ("virkailija-07", "Asiakas soitti")
