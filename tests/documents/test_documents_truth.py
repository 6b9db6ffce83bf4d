"""Made-up documents with known truth. ``run.py bench document_truth`` holds five hundred to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents_truth import compare
from documents_world import read

from devdata.making.sample_kinds import KINDS
from devdata.making.samples import DAMAGES, samples
from robots.documents.reading import Reading, ReadState

SEED = 2026
CLEAN = 2 * len(KINDS)
DAMAGED = 4 * len(DAMAGES)


def test_every_figure_of_a_clean_paper_is_read_and_none_is_wrong() -> None:
    for sample in samples(CLEAN, SEED):
        reading = read(sample.content)
        verdict = compare(sample, reading)
        assert (reading.state, reading.kind) == (ReadState.READ, sample.kind), sample.name
        assert (verdict.missed, verdict.wrong) == (0, 0), sample.name


def test_every_damage_befalls_some_paper_and_no_figure_of_it_is_wrong() -> None:
    befallen = set()
    for sample in samples(DAMAGED, SEED, damaged=True):
        verdict = compare(sample, read(sample.content))
        assert verdict.wrong == 0, sample.name
        assert not verdict.is_used_though_damaged, sample.name
        befallen.add(sample.damage)
    assert befallen == set(DAMAGES)


def test_the_same_seed_gives_the_same_papers_byte_for_byte() -> None:
    def first(seed: int, *, damaged: bool) -> list[tuple[str, bytes]]:
        made = samples(len(DAMAGES), seed, damaged=damaged)
        return [(one.name, one.content) for one in made if one.damage != "locked"]

    assert first(1, damaged=False) == first(1, damaged=False)
    assert first(1, damaged=True) == first(1, damaged=True)
    assert first(1, damaged=False) != first(2, damaged=False)


@pytest.mark.parametrize("lost", ["figure", "amount"])
def test_the_comparison_itself_sees_what_is_missed_and_what_is_wrong(lost: str) -> None:
    sample = next(one for one in samples(len(KINDS), SEED) if one.kind == "bank_note")
    reading = read(sample.content)
    records = reading.records
    first = () if lost == "figure" else (replace(records[0], gross=None),)
    changed = (*first, *records[1:])
    verdict = compare(sample, Reading(reading.state, reading.reason, records=changed))
    assert (verdict.missed, verdict.wrong) == (1, 0 if lost == "figure" else 1)
