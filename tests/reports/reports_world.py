"""Records of made-up runs, as the state folder would hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Role, Source, State
from robots.determination import RUNS, CaseInRun, CaseRecord, RunRecord, SourceRecord
from robots.determination.record import (
    CertificateInRun,
    FeeSpread,
    LawInRun,
    PauseInRun,
    SecretInRun,
    SourceInRun,
)

DAY = date(2026, 3, 16)
START = datetime(2026, 3, 16, 2, 0, tzinfo=HELSINKI)


def case(number: int, outcome: Outcome, *, due: date = date(2026, 3, 30), **more: Any) -> CaseInRun:
    """One case of a run."""
    case_id = f"T-{number:04}"
    record = CaseRecord(
        f"{case_id}:fee:{due}:{more.pop('attempt', 1)}",
        outcome,
        more.get("reason"),
        version=1 if outcome.is_delivered else None,
        is_new_version=outcome.is_delivered,
        **more.pop("record", {}),
    )
    return CaseInRun(case_id, outcome, Decimal("3.2"), record, more.get("reason"))


def cases(**counts: int) -> list[CaseInRun]:
    """So many cases of each outcome, by its name."""
    outcomes = [Outcome(name) for name, count in counts.items() for _ in range(count)]
    return [case(number, outcome) for number, outcome in enumerate(outcomes, 1)]


def run(listed: Sequence[CaseInRun] = (), *, days_ago: int = 0, **more: Any) -> RunRecord:
    """One nightly run of the made-up county."""
    started = more.pop("started_at", START - timedelta(days=days_ago))
    return RunRecord(
        id=more.pop("id", f"run-{started:%Y%m%dT%H%M%S}"),
        county_fi="Kuusirannan hyvinvointialue",
        county_sv="Kuusiranta välfärdsområde",
        day=more.pop("day", DAY - timedelta(days=days_ago)),
        started_at=started,
        ended_at=more.pop("ended_at", started + timedelta(minutes=41)),
        left_alone=more.pop("left_alone", 7),
        cases=tuple(listed),
        **more,
    )


def keep(runs: Path, *records: RunRecord) -> None:
    """Put the records where runs leave them."""
    for record in records:
        (runs / record.id).mkdir(parents=True, exist_ok=True)
        (runs / record.id / "run.json").write_bytes(RUNS.dump_json(record))


def thirty_nights() -> list[RunRecord]:
    """Ordinary nights before the made-up day, the oldest first."""
    return [
        run(
            cases(ready=18 + night % 5, questions=9 + night % 3, incomplete=1, no_permit=2),
            days_ago=31 - night,
            fees=FeeSpread((200, 700), (6 + night % 2, 8, 6)),
        )
        for night in range(1, 31)
    ]


def busy_night() -> RunRecord:
    """A night in which everything that a report can tell happened."""
    held = Reason("source_held", {"source": "words.source_kela"})
    listed = [
        *cases(ready=9, questions=4, no_permit=1),
        case(21, Outcome.WAITING_FOR_SOURCE, due=date(2026, 3, 12), attempt=4, reason=held,
             record={"ask_again": True, "sources": (
                 SourceRecord(Role.CLIENT, Source.INCOMES_REGISTER, State.FOUND),)}),
        case(22, Outcome.WAITING_FOR_SOURCE, due=date(2026, 3, 18), reason=held,
             record={"ask_again": True}),
        case(23, Outcome.WAITING_FOR_PERSON, reason=held, record={"ask_again": True}),
        case(24, Outcome.INCOMPLETE, record={"ask_again": True, "questions": 2, "sources": (
            SourceRecord(Role.SPOUSE, Source.TAX_ADMINISTRATION, State.FAILED,
                         Reason("source_broken", {"source": "words.source_tax_administration",
                                                  "where": "ValueError"})),)}),
        CaseInRun("T-0017", Outcome.FAILED, reason=Reason("way_broken", {"where": "KeyError"})),
    ]  # fmt: skip
    return run(
        listed,
        sources=(
            SourceInRun(Source.POPULATION_REGISTER, 19, Decimal("0.3"), Decimal("1.1"),
                        Decimal("0.9"), answered=19, retries=2),
            SourceInRun(Source.INCOMES_REGISTER, 34, Decimal("0.41"), Decimal("2.2"),
                        Decimal("1.8"), answered=34, kept=3),
            SourceInRun(Source.TAX_ADMINISTRATION, 17, Decimal("0.5"), Decimal("9.1"),
                        Decimal("4.2"), answered=16, failed=1),
            SourceInRun(Source.KELA, 3, Decimal("30"), Decimal("30.2"), Decimal("30.1"),
                        failed=3, held=12),
        ),
        pauses=(PauseInRun(Source.KELA, START, None, held),),
        certificates=(CertificateInRun(
            "interfaces.incomes_register.connection.client_certificate", date(2026, 4, 2), 17),),
        secrets=(SecretInRun("tax_administration", date(2026, 3, 10), -6),),
        law_to_check=(LawInRun("Käyttövara", "Dispositionsmedel", date(2025, 1, 7)),),
        sample=("T-0002", "T-0007"),
        fees=FeeSpread((200, 700), (6, 8, 6)),
        results_waiting=3,
    )  # fmt: skip


def later(record: RunRecord, **changes: Any) -> RunRecord:
    """The same record with changes."""
    return replace(record, **changes)
