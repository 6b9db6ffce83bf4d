"""A decision's PDF is kept only as what it was found to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kela_world import OTHER, PENSIONER, World, checked, written_decision

from robots.casework.errors import PersonMismatch
from robots.casework.words import Severity

OWN, OTHERS = checked(PENSIONER), checked(OTHER)


def test_a_decision_that_names_another_person_refuses_the_reply(
    make_world: Callable[..., World],
) -> None:
    world = make_world(decision=written_decision(OTHERS))
    with pytest.raises(PersonMismatch):
        world.ask(PENSIONER)
    assert world.log.rows[-1].outcome == "person_mismatch"
    assert world.log.rows[-1].service == "Päätökset"


@pytest.mark.parametrize(
    "decision",
    [
        pytest.param(b"%PDF-1.4\nmade up\n%%EOF\n", id="not readable"),
        pytest.param(written_decision(), id="names nobody"),
        pytest.param(written_decision(OWN, OTHERS), id="names two"),
    ],
)
def test_a_decision_that_is_not_surely_theirs_is_only_sealed_and_said_so(
    make_world: Callable[..., World], decision: bytes
) -> None:
    answer = make_world(decision=decision).ask(PENSIONER)
    (kept,) = [one for one in answer.attachments if one.name.endswith(".pdf")]
    assert (kept.name, kept.sealed) == ("raw-kela-client-decision-1.pdf", True)
    assert kept.content == decision
    assert not [one for one in answer.evidence if one.what == "kela_decision"]
    (told,) = [one for one in answer.findings if one.code == "kela_decision_not_read"]
    assert (told.severity, told.values) == (Severity.INFO, {"number": "KE-2025-00123"})
    assert answer.incomes
