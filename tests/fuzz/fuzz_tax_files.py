"""The Tax Administration's delivered files: rows under headings, and JSON."""

from __future__ import annotations

import os
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import judging
from fuzzing import fuzz
from ground import COUNTY, PERIOD, PERSON, Ground, permit
from judging import Finding, Test

from robots.casework.words import Source
from robots.tax_administration.delivered import DeliveredTaxation
from robots.tax_administration.settings import FileSettings

_REGISTERS = COUNTY / "registers"
_DAY = date(2026, 3, 1)
_PERMIT = permit(Source.TAX_ADMINISTRATION, "capital_income", "forest", "deductions")


def make_test(base: Ground) -> Test:
    """Each input is a delivered file: of JSON if it begins so, else of rows."""
    world = base.world()
    folder = Path(mkdtemp(prefix="delivered-"))
    stamps = count(1)
    sources = {}
    for form, layout in (
        ("csv", "tax-administration-file.yaml"),
        ("json", "tax-administration-file-json.yaml"),
    ):
        (folder / form).mkdir()
        settings = FileSettings(
            source="file", folder=folder / form, layout=_REGISTERS / layout, oldest_days=60
        )
        common = {key: world.common()[key] for key in ("access_log", "clock", "new_id")}
        sources[form] = DeliveredTaxation(settings, **common)
    names = {"csv": f"verotiedot-{_DAY:%Y-%m-%d}.csv", "json": f"verotiedot-{_DAY:%Y%m%d}.json"}
    numbers = {"csv": judging.rows_numbers, "json": judging.json_numbers}

    def test(data: bytes) -> None:
        form = "json" if data.lstrip()[:1] in (b"{", b"[") else "csv"
        file = folder / form / names[form]
        file.write_bytes(data)
        # A file is loaded again when it has changed: two of one size may come in one tick.
        os.utime(file, ns=(next(stamps), next(stamps)))
        world.rows.clear()
        answer = sources[form].ask(_PERMIT, PERSON, PERIOD)
        if [row.outcome for row in world.rows] != ["asked", answer.state]:
            raise Finding("a look-up without its two rows")
        judging.check_answer(answer, [data], numbers[form])

    return test


if __name__ == "__main__":
    fuzz("tax_files", ["delivered-csv", "delivered-json"], make_test)
