"""A client whose identity code has changed, while the row and the papers still have the old one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from light_runs import silently

from robots.casework.words import Role, Source, State
from robots.county import open_county
from robots.determination import Request, plan_one, run_one
from robots.determination.asking import Asking
from robots.determination.attempt import Attempt
from robots.determination.dry_run import Would
from robots.determination.due import due_attempt
from robots.determination.figures import KEPT

CASE, REGISTER = "T-0013", Source.POPULATION_REGISTER


def test_the_register_is_asked_once_and_the_change_is_told_by_whoever_goes_on(
    folder: Path, standins: tuple[dict[str, Any], Path]
) -> None:
    why = Request("virkailija-07", "puhelu")
    with open_county(folder, standins=standins[0]) as county:
        begun = due_attempt(county, county.worklist.case(CASE), lambda _: False)
        assert begun is not None
        attempt, asking = str(begun), Asking(county)
        (call,) = asking.permitted_calls(attempt, Role.CLIENT, REGISTER)
        first = asking.ask(attempt, Role.CLIENT, REGISTER, call)
        asked = standins[1].read_text("utf-8").count("HenkilonTunnusKysely")
        again = asking.ask(attempt, Role.CLIENT, REGISTER, call)
        later = str(replace(begun, number=begun.number + 1))
        asking.take_over_answers(later)
        in_the_next = asking.ask(later, Role.CLIENT, REGISTER, call)
        planned = plan_one(county, CASE, why).calls[0]
        run_one(county, CASE, why, silently)
    assert Attempt.parse(later).before == begun
    assert (first, again, in_the_next) == (State.FOUND, KEPT, KEPT)
    assert (planned.source, planned.would) == (REGISTER, Would.KEPT)
    assert standins[1].read_text("utf-8").count("HenkilonTunnusKysely") == asked
    file = folder / "cases" / CASE / "tuloselvitys" / "v1" / "tuloselvitys.json"
    twin = json.loads(file.read_text("utf-8"))
    codes = {one["code"] for one in twin["findings"]}
    assert "identity_code_changed" in codes
    assert "document_of_another_person" not in codes
    assert "30.00" in {one["amount"] for one in twin["deductions"]}, "of the client's papers"
