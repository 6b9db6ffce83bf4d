"""The look at every interface also tells which sources nobody asks just now, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from light_county import light_county

from robots.casework.texts import Language
from robots.casework.words import Source
from robots.county import as_json, as_table
from robots.county.check_traffic import look_at_traffic

Standins = tuple[dict[str, Any], Path]


def test_pauses_and_hours_are_told_with_who_until_when_and_why(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    light = light_county(tmp_path / "light", standins)
    toml = light.folder / "county.toml"
    hours = '[limits.kela.opening]\nweekdays = "00:00-24:00"\nsaturdays = "00:00-24:00"\n'
    hours += 'sundays = "00:00-24:00"\nholidays = ["00:00-12:30", "13:00-24:00"]\n'
    toml.write_text(f"{toml.read_text('utf-8')}\n{hours}", "utf-8")
    with light.open() as county:
        (always,) = look_at_traffic(county)[-1:]
        assert always.is_fine
        county.traffic.pause(Source.TAX_ADMINISTRATION, "virkailija-12", "huolto")
        rows = look_at_traffic(county)
        name = county.name
    told = {language: as_table(rows, name, language) for language in Language}
    for said in told.values():
        assert "virkailija-12" in said
        assert "huolto" in said
        assert "run.py resume tax_administration" in said
        assert "0.00–12.30 13.00–24.00" in said
    data = json.loads(as_json(rows, name, Language.FINNISH))
    assert not data["fine"]
    assert data["interfaces"][0]["advice"] == "check_source_paused"
