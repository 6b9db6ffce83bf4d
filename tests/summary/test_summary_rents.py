"""Rent that is paid, where it comes from, and the order of the evidence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker
from summary_people import DAY, NOW
from summary_rows import (
    IR,
    PAPERS,
    answer,
    case,
    codes,
    compiled,
    monthly,
)

from robots.casework.answer import Cost, Evidence
from robots.casework.case import ConsentState
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.texts import Language
from robots.casework.words import (
    CostKind,
    Per,
    Purpose,
    Role,
    Source,
    State,
)
from robots.summary import SummaryPolicy, summarise
from robots.summary.merging import evidence_in_order
from robots.workbook import Version, twin, twin_bytes

SCHEMA = Path(__file__).parents[2] / "resources" / "schemas" / "tuloselvitys-1.json"


def test_the_rent_of_the_decision_stands_in_for_a_document() -> None:
    register = answer(IR, *monthly("2025-03", "2026-03", gross=2000))
    papers = answer(PAPERS, state=State.NONE)
    day = Period(DAY, DAY)
    permit = Permit(
        "T-0001", Role.CLIENT, PAPERS, frozenset(), day, "734/1992 14 a §", Purpose.FEE,
        "virkailija-07", "vuositarkistus", None, ConsentState.NOT_ASKED, NOW,
    )  # fmt: skip
    listed = case(unit_rent=Decimal("640.50"))
    summary = summarise(listed, [register, papers], [permit], DAY, SummaryPolicy())
    [cost] = summary.costs
    assert cost.monthly == Decimal("640.50")
    assert [step.code for step in cost.derivation] == ["rent_of_decision"]
    [evidence] = summary.evidence
    assert (evidence.id,) == cost.cost.evidence
    assert (evidence.file, evidence.sha256) == (None, None)
    assert evidence.requested_by == "virkailija-07"
    assert "yksikön vuokra" in evidence.in_words(Language.FINNISH)
    made = json.loads(twin_bytes(twin(summary, Version(1, "R-1", NOW))))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(made)
    assert made["evidence"][0]["file"] is None


def test_evidence_follows_source_person_file_and_the_order_of_the_figures() -> None:
    def piece(name: str, source: Source, role: Role, file: str, place: str = "") -> Evidence:
        return Evidence(
            name, role, source, "kela_decision", NOW, "virkailija-07", "734/1992 14 a §", "fee",
            f"evidence/{file}", "0" * 64, place, values={"number": "1"},
        )  # fmt: skip

    wanted = (
        piece("e-9", Source.POPULATION_REGISTER, Role.CLIENT, "p"),
        piece("e-8", IR, Role.CLIENT, "i"),
        piece("e-3", IR, Role.CLIENT, "i", "/newest"),
        piece("e-1", IR, Role.CLIENT, "i", "/earlier"),
        piece("e-2", IR, Role.CLIENT, "i", "/of no figure"),
        piece("e-4", IR, Role.SPOUSE, "i"),
        piece("e-7", PAPERS, Role.CLIENT, "documents-client-2.pdf"),
        piece("e-5", PAPERS, Role.CLIENT, "documents-client-10.pdf"),
    )
    figures = (("e-3",), ("e-1", "e-8"))
    assert evidence_in_order(reversed(wanted), figures) == wanted
    assert evidence_in_order(sorted(wanted, key=lambda one: one.id), figures) == wanted


def test_a_rent_document_goes_before_the_decision_and_a_difference_is_told() -> None:
    rent = Cost(
        "c-1", Role.CLIENT, PAPERS, CostKind.HOUSING_COST, "Vuokra", "Kodit", Decimal(650),
        Per.MONTH, Period(date(2026, 1, 1), None),
    )  # fmt: skip
    older = replace(rent, id="c-2", amount=Decimal(600), period=Period(date(2025, 1, 1), None))
    again = replace(rent, id="c-3")
    for unit_rent, differs in ((Decimal(650), False), (Decimal(640), True)):
        summary = compiled(answer(PAPERS, rent, older, again), unit_rent=unit_rent)
        assert sum(one.monthly or 0 for one in summary.costs) == 650
        assert ("rent_differs" in codes(summary)) is differs
