"""The county's own payments to carers through a whole case: asked for, matched, counted once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from light_county import light_county

CASE = "T-0008"
SETTINGS = """
[carer_payments]
file = "omaishoito.csv"
payer = "Harjun yhtymä"
payer_id = "9990008-3"
pay_day = 30
kinds = {"palkkio" = "wage"}
[carer_payments.columns]
payee = "Henkilötunnus"
month = "Kuukausi"
fee = "Palkkio"
tax = "Vero"
kind = "Laji"
"""


def file_of(code: str) -> str:
    """What the register has of the carer's year, but one month of another size; and a neighbour."""
    rows = ["Henkilötunnus;Kuukausi;Palkkio;Vero;Laji"]
    for at in range(12):
        month = f"{(at + 2) % 12 + 1}/{2025 + (at > 9)}"
        fee, tax = ("2044,90", "327,18") if at > 9 else ("1985,40", "317,66")
        rows.append(f"{code};{month};{'1995,40' if at == 2 else fee};{tax};palkkio")
        rows.append(f"010140-900T;{month};999,99;0,00;palkkio")
    return "\r\n".join(rows)


def test_a_payment_in_the_countys_file_and_in_the_register_is_counted_once(
    tmp_path: Path, standins: tuple[dict[str, Any], Path], folder: Path
) -> None:
    county = light_county(tmp_path / "light", standins, only={CASE})
    settings = county.folder / "county.toml"
    on = settings.read_text("utf-8").replace("[access]\n", "[access]\ncarer_payments = true\n", 1)
    settings.write_text(on + SETTINGS, "utf-8")
    (county.folder / "omaishoito.csv").write_text(file_of("190284-912Y"), "utf-8")
    county.night(1)

    twin = county.versions()[f"{CASE}/v1"]
    wages = [one for one in twin["records"] if one["kind"] == "wage"]
    ours, theirs = (
        {one["id"]: one for one in wages if one["source"] == source}
        for source in ("documents", "incomes_register")
    )
    assert (len(ours), len(theirs)) == (12, 12)
    assert all(len(one["same_as"]) == 1 and one["same_as"][0] in theirs for one in ours.values())
    assert {one["same_as"][0] for one in theirs.values()} == set(ours)
    # (10 × 1985,40 + 2 × 2044,90) / 12, by the register, which is believed first.
    assert [one["monthly"] for one in wages if one["monthly"] is not None] == ["1995.32"]
    [difference] = twin["differences"]
    assert (difference["counted"], difference["other"]) == ("1985.40", "1995.40")

    files = {one["id"]: one["file"] for one in twin["evidence"]}
    [file] = {files[piece] for one in ours.values() for piece in one["evidence"]}
    extract = json.loads(
        (county.folder / "cases" / CASE / "tuloselvitys" / "v1" / file).read_text()
    )
    assert len(extract["payments"]) == 12
    [permit] = [one for one in twin["permits"] if one["source"] == "documents"]
    assert permit["person"] == "client"
    shown = "\n".join(
        one.read_bytes().decode("utf-8", "replace")
        for one in county.folder.glob(f"cases/{CASE}/**/*.json")
    )
    assert "999.99" not in shown
