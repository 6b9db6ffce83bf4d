"""The limits over several workers, as the authorities measure them; the long form is a bench."""

from __future__ import annotations

from pathlib import Path

from measured_county import limited, measured, measuring_standins

LIMITS = {
    "population_register": (1, 600),
    "incomes_register": (2, 6000),
    "tax_administration": (1, 12),
}


def test_two_workers_together_never_ask_more_than_the_county_has_set(
    tmp_path: Path, folder: Path
) -> None:
    with measuring_standins(tmp_path, 100) as settings:
        county = limited(tmp_path, settings, LIMITS)
        worker = county.start("worker")
        county.night(5)
        worker.terminate()
        worker.wait(timeout=60)
        load = measured(settings)
    for source, (at_once, a_minute) in LIMITS.items():
        assert 0 < load[source]["at_once"] <= at_once
        assert load[source]["a_minute"] <= a_minute
    assert load["incomes_register"]["at_once"] == 2  # the limit was met, not only kept
    assert len(county.outcomes()) >= 5
