"""The made-up county's people: who may be asked about is what their descriptions say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from robots.access import AccessPolicy, Household, outcome_before_asking, permits_for
from robots.casework.answer import Guardian, PersonFacts
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Refusal
from robots.casework.words import Outcome, PersonFlag, Role, Source, State
from robots.worklist import Worklist, WorklistSettings

COUNTY = Path(__file__).parents[2] / "devdata" / "county"
PEOPLE = {
    described["case"]["id"]: described
    for described in (
        yaml.safe_load(file.read_text("utf-8")) for file in sorted(COUNTY.glob("people/*.yaml"))
    )
}
NOT_ASKED = {State.NOT_PERMITTED.value, State.NOT_NEEDED.value}


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return tomllib.loads((COUNTY / "county.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def worklist(settings: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Worklist:
    table = settings["worklist"]
    return Worklist(
        WorklistSettings.model_validate(table | {"file": COUNTY / table["file"]}),
        test_range=True,
        journal=tmp_path_factory.mktemp("worker") / "results.jsonl",
    )


@pytest.mark.parametrize("case_id", PEOPLE)
def test_who_may_be_asked_about(settings: dict[str, Any], worklist: Worklist, case_id: str) -> None:
    described = PEOPLE[case_id]
    policy = AccessPolicy.model_validate(settings["access"])
    day = settings["business_date"]
    household = Household(
        **{role.value: facts(described, role) for role in Role if described.get(role.value)}
    )
    case = worklist.case(case_id)
    if household.client and household.client.spouse_code and case.spouse is None:
        case = replace(case, spouse=Person(Role.SPOUSE, household.client.spouse_code))
    for role, states in described["expected"].get("sources", {}).items():
        for source, state in states.items():
            permits = permits_for(
                case,
                Role(role),
                Source(source),
                household=household,
                day=day,
                at=datetime(2026, 3, 16, tzinfo=UTC),
                policy=policy,
            )
            found = permits.state.value if isinstance(permits, Refusal) else "permitted"
            wanted = state if state in NOT_ASKED else "permitted"
            assert found == wanted, f"{role} {source}"


@pytest.mark.parametrize("case_id", PEOPLE)
def test_which_cases_end_before_anybody_is_asked(
    settings: dict[str, Any], worklist: Worklist, case_id: str
) -> None:
    policy = AccessPolicy.model_validate(settings["access"])
    ending = outcome_before_asking(worklist.case(case_id), policy, settings["business_date"])
    expected = PEOPLE[case_id]["expected"]["outcome"]
    before = {Outcome.NO_PERMIT.value, Outcome.HIGHEST_FEE_ACCEPTED.value}
    assert (ending.outcome.value if ending else None) == (expected if expected in before else None)


def facts(described: Mapping[str, Any], role: Role) -> PersonFacts | None:
    """What the register says, by the description."""
    register = described[role.value]["population_register"]
    if register.get("answer", "normal") == "unavailable":
        return None
    guardians = [
        Guardian("", by_mandate=key == "guardian_by_mandate")
        for key in ("guardian", "guardian_by_mandate")
        if register.get(key)
    ]
    spouse = described.get("spouse") if register.get("spouse") else None
    not_found = register.get("answer") == "not_found"
    died_on: date | None = register.get("died_on")
    return PersonFacts(
        "",
        flags=frozenset({PersonFlag.NOT_FOUND} if not_found else ()),
        died_on=died_on,
        spouse_code=code(spouse["identity_code"]) if spouse else None,
        guardians=tuple(guardians),
    )


def code(text: str) -> IdentityCode:
    return IdentityCode.parse(text, test_range=True)
