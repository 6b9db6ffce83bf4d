"""How many live in the dwelling is a suggestion for the family's size, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from summary_rows import answer, case

from robots.casework.answer import Finding, PersonFacts
from robots.casework.texts import Language, text
from robots.casework.words import PersonFlag, Role, Service, Severity, Source
from robots.summary.persons import findings_on_persons


def told(
    residents: int | None,
    *,
    flags: frozenset[PersonFlag] = frozenset(),
    of_spouse: frozenset[PersonFlag] = frozenset(),
    **row: Any,
) -> list[Finding]:
    """What is told of the family's size in a home-care case."""
    register = Source.POPULATION_REGISTER
    client = answer(register, person=PersonFacts("A", flags, residents=residents))
    spouse = answer(register, role=Role.SPOUSE, person=PersonFacts("B", of_spouse))
    asked = case(**{"service": Service.HOME_CARE, **row})
    return [
        one
        for one in findings_on_persons(asked, [client, spouse])
        if one.code.startswith("family_size")
    ]


def test_where_the_worklist_has_no_size_the_residents_are_a_question() -> None:
    (finding,) = told(3)
    assert (finding.code, finding.severity) == ("family_size_suggested", Severity.QUESTION)
    for language in Language:
        assert "3" in text(f"findings.{finding.code}", language, **finding.values)


def test_another_size_than_the_worklists_is_told() -> None:
    (finding,) = told(3, family_size=2)
    assert (finding.code, finding.severity) == ("family_size_differs", Severity.WARNING)
    for language in Language:
        said = text(f"findings.{finding.code}", language, **finding.values)
        assert "2" in said
        assert "3" in said


@pytest.mark.parametrize("row", [{"family_size": 3}, {"service": Service.INSTITUTION}])
def test_nothing_is_told_where_nothing_is_in_doubt(row: dict[str, Any]) -> None:
    assert told(3, **row) == []
    assert told(None) == []


def test_a_protected_address_of_either_leaves_not_a_word() -> None:
    protected = frozenset({PersonFlag.PROTECTED_ADDRESS})
    assert told(3, flags=protected, family_size=1) == []
    assert told(3, of_spouse=protected, family_size=1) == []
