"""What a purge did, as a table for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from robots.casework.period import HELSINKI
from robots.casework.texts import Language, text
from robots.retention.purge import Purged

_COLUMNS: Final = ("store", "rule", "destroyed", "left", "oldest")
_NUMBERS: Final = (2, 3)
_GAP: Final = "  "


def as_table(purged: Sequence[Purged], county: str, at: datetime, language: Language) -> str:
    """A row for each store, below it what could not be done, and at the end whether all is as it
    must be."""

    def word(key: str, **values: object) -> str:
        return text(f"purge.{key}", language, **values)

    cells = [tuple(word(f"column_{name}") for name in _COLUMNS)]
    cells += [_cells(one, language) for one in purged]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_COLUMNS))]
    lines = [word("title", county=county, at=f"{at.astimezone(HELSINKI):%Y-%m-%d %H:%M}"), ""]
    for index, row in enumerate(cells):
        written = (
            cell.rjust(width) if column in _NUMBERS else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(_GAP.join(written).rstrip())
        if index == 0:
            lines.append(_GAP.join("─" * width for width in widths))
            continue
        one = purged[index - 1]
        if one.spared:
            lines.append("    · " + word(f"spared_{one.store}", count=one.spared))
        if one.why is not None:
            lines.append(f"    → {one.why.in_words(language)}")
    not_proven = sum(not one.is_proven for one in purged)
    lines += ["", word("not_proven", count=not_proven) if not_proven else word("proven")]
    return "\n".join([*lines, word("memory"), word("countys_own")])


def as_json(purged: Sequence[Purged], county: str, at: datetime, language: Language) -> str:
    """The same, with the same keys whatever the language of the words."""
    return json.dumps(
        {
            "county": county,
            "at": at.astimezone(HELSINKI).isoformat(timespec="seconds"),
            "proven": all(one.is_proven for one in purged),
            "stores": [
                {
                    "store": one.store,
                    "kept": one.rule.amount,
                    "unit": one.rule.unit.value,
                    "setting": one.rule.setting or None,
                    "section": one.rule.section or None,
                    "destroyed": one.destroyed,
                    "left": one.left,
                    "overdue": one.overdue,
                    "spared": one.spared,
                    "oldest": one.oldest.astimezone(HELSINKI).isoformat(timespec="seconds")
                    if one.oldest
                    else None,
                    "proven": one.is_proven,
                    "code": one.why.code if one.why else None,
                    "why": one.why.in_words(language) if one.why else "",
                }
                for one in purged
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _cells(one: Purged, language: Language) -> tuple[str, ...]:
    oldest = f"{one.oldest.astimezone(HELSINKI):%Y-%m-%d}" if one.oldest else "–"
    return (
        text(f"purge.store_{one.store}", language),
        one.rule.in_words(language),
        str(one.destroyed),
        str(one.left),
        oldest,
    )
