"""Made-up documents of every kind in many looks, each with the truth beside it as JSON.

``python -m devdata.making.samples --count 500 --seed 1 FOLDER`` writes ``NAME.pdf`` and
``NAME.json``; with ``--damaged`` the degraded twins of the same documents. The same count and seed
give the same papers and the same truth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final, cast

from devdata.making.documents import pictures, sender, write
from devdata.making.letter import Letter, picture_letter
from devdata.making.sample_kinds import KINDS, Made
from devdata.making.sheets import EMBEDDED, FACES, Look, Sheet
from devdata.making.words import COMMON

CODE: Final = "131052-930V"
_PERSON: Final = {
    "identity_code": CODE,
    "first_names": "Testi Maija-Liisa",
    "last_name": "Äyräväinen",
    "address": {"street": "Öljytie 1 A 2", "postal_code": "00000", "post_office": "Esimerkki"},
}
#: What may befall a paper. Of those that stay readable (:data:`STILL_READABLE`), every figure that
#: is read must be right; of the others nothing may be used at all.
DAMAGES: Final = (
    "locked", "scanned", "skewed", "half_scanned", "doubled", "missing_page", "wrong_total",
    "form", "two_letters", "no_unicode", "narrow",
)  # fmt: skip
STILL_READABLE: Final = frozenset({"no_unicode", "narrow"})
_SKEW_DEGREES: Final = 0.7
_TIGHT_GAPS: Final = (1.0, 2.0, 3.0, 4.5, 6.0, 7.5)


@dataclass(frozen=True, slots=True)
class Sample:
    """One document and what is true of it."""

    name: str
    kind: str
    language: str
    damage: str
    content: bytes
    figures: list[dict[str, Any]]

    def truth(self) -> dict[str, Any]:
        """What is written beside the document."""
        return {
            "kind": self.kind,
            "language": self.language,
            "damage": self.damage,
            "may_be_used": self.damage == "none" or self.damage in STILL_READABLE,
            "figures": self.figures,
        }


def samples(count: int, seed: int, *, damaged: bool = False) -> Iterator[Sample]:
    """So many documents, the kinds and languages taking turns; or their degraded twins."""
    kinds = list(KINDS)
    for index in range(count):
        kind = kinds[index % len(kinds)]
        language = "fi" if index // len(kinds) % 2 == 0 else "sv"
        draw = Random(f"{seed} {index}")
        made, look = KINDS[kind](draw), _look(draw)
        damage = DAMAGES[index % len(DAMAGES)] if damaged else "none"
        if damaged:
            damage, content = _damaged(draw, kind, language, made, look, damage)
        else:
            content = _sheet(kind, language, made, look).bytes()
        name = f"{index:04}-{kind}-{language}-{damage}"
        yield Sample(name, kind, language, damage, content, made[1])


def main(arguments: list[str]) -> int:
    """Write the samples into a folder."""
    parser = argparse.ArgumentParser(prog="python -m devdata.making.samples", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--damaged", action="store_true", help="the degraded twins instead")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for sample in samples(options.count, options.seed, damaged=options.damaged):
        file = options.folder / f"{sample.name}.pdf"
        file.write_bytes(sample.content)
        truth = json.dumps(sample.truth(), ensure_ascii=False, indent=2)
        file.with_suffix(".json").write_text(truth + "\n", "utf-8")
    return 0


def _look(draw: Random) -> Look:
    face = draw.choice(list(FACES))
    return Look(
        face=face,
        size=draw.choice([8.5, 9.0, 10.0, 11.0]),
        rules=draw.choice(["none", "lines", "grid"]),
        repeats_heads=draw.random() < 0.6,
        marks=draw.choice(["none", "number", "count"]),
        margin_code=draw.random() < 0.7,
        thousands=draw.choice(["\u00a0", " "]),
        dash=draw.choice(["–", "–", " – ", "-"]),
        column_gap=draw.choice([12.0, 14.0, 20.0]),
        rows_a_page=draw.choice([18, 30, 60]),
        colons=draw.random() < 0.25,
    )


def _sheet(kind: str, language: str, made: Made, look: Look, second: Made | None = None) -> Sheet:
    sheet = Sheet(sender(kind, made[0]), COMMON[language]["page"], look)
    letter = cast(Letter, sheet)  # it has a letter's methods, and sets them otherwise
    write(letter, _PERSON, kind, language, made[0])
    if second is not None:
        sheet.page_break()
        write(letter, _PERSON, kind, language, second[0])
    return sheet


def _damaged(
    draw: Random, kind: str, language: str, made: Made, look: Look, damage: str
) -> tuple[str, bytes]:
    """The paper with its damage, or with another one where it cannot befall this paper."""
    if damage == "missing_page":
        look = replace(look, marks="count", rows_a_page=12)
        if _pages(clean := _sheet(kind, language, made, look).bytes()) > 1:
            look = replace(look, without_page=draw.randint(1, _pages(clean)))
            return damage, _sheet(kind, language, made, look).bytes()
        damage = "locked"
    if damage == "wrong_total":
        if total := _lone_total(sheet := _sheet(kind, language, made, look)):
            return damage, sheet.bytes(lambda text: _next_digit(text) if text == total else text)
        damage = "doubled"
    if damage == "two_letters":
        second = KINDS[kind](draw)
        if made[1] and made[1] != second[1]:
            return damage, _sheet(kind, language, made, look, second).bytes()
        damage = "scanned"
    changed = {
        "locked": {"password": "salainen"},
        "doubled": {"doubled": True},
        "form": {"form": True},
        "no_unicode": {"face": EMBEDDED},
        "narrow": {"column_gap": draw.choice(_TIGHT_GAPS)},
    }
    content = _sheet(kind, language, made, replace(look, **changed.get(damage, {}))).bytes()
    if damage == "no_unicode":
        return damage, content.replace(b"/ToUnicode", b"/ToNothing")
    if damage == "half_scanned":
        sheet = _sheet(kind, language, made, look)
        sheet.pictures(pictures(content)[:1])
        return damage, sheet.bytes()
    if damage in ("scanned", "skewed"):
        turn = _SKEW_DEGREES if damage == "skewed" else 0.0
        turned = [one.rotate(turn, fillcolor=255) for one in pictures(content)]
        return damage, picture_letter(turned)
    return damage, content


def _pages(content: bytes) -> int:
    return content.count(b"/Type /Page\n")


def _lone_total(sheet: Sheet) -> str | None:
    """An amount that stands in a total and in no row, where there is one."""
    for rows, total in sheet.tables:
        in_rows = {cell for row in rows for cell in row}
        for cell in total or ():
            if "," in cell and cell not in in_rows:
                return cell
    return None


def _next_digit(text: str) -> str:
    return text[:-1] + str((int(text[-1]) + 1) % 10)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
