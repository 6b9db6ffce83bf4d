"""What was found, as a table for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.texts import Language, text

_COLUMNS: Final = ("interface", "reachable", "certificate", "signature", "permit", "latency")
_GAP: Final = "  "


def as_table(rows: Sequence[InterfaceCheck], county: str, language: Language) -> str:
    """A table of what was found, and below each row that needs it what to do."""

    def word(key: str, **values: object) -> str:
        return text(f"check.{key}", language, **values)

    cells = [tuple(word(f"column_{name}") for name in _COLUMNS)]
    cells += [_cells(row, language) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_COLUMNS))]
    lines = [word("title", county=county), ""]
    for index, row in enumerate(cells):
        written = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(_GAP.join(written).rstrip())
        if index == 0:
            lines.append(_GAP.join("─" * width for width in widths))
        elif (advice := rows[index - 1].advice) is not None:
            lines.append(f"    → {advice.in_words(language)}")
    broken = sum(not row.is_fine for row in rows)
    lines += ["", word("all_fine") if not broken else word("broken", count=broken)]
    return "\n".join(lines)


def as_json(rows: Sequence[InterfaceCheck], county: str, language: Language) -> str:
    """The same, with the same keys whatever the language of the advice."""
    return json.dumps(
        {
            "county": county,
            "fine": all(row.is_fine for row in rows),
            "interfaces": [
                {
                    "source": row.source.value if row.source else None,
                    "service": row.service.removeprefix("words.check_"),
                    "fine": row.is_fine,
                    "reachable": row.reachable.value,
                    "certificate": row.certificate.value,
                    "certificate_days_left": row.certificate_days_left,
                    "signature": row.signature.value,
                    "permit": row.permit.value,
                    "latency_ms": row.latency_ms,
                    "advice": row.advice.code if row.advice else None,
                    "what_to_do": row.advice.in_words(language) if row.advice else "",
                }
                for row in rows
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _cells(row: InterfaceCheck, language: Language) -> tuple[str, ...]:
    return (
        _name(row, language),
        _verdict(row.reachable, language),
        _certificate(row, language),
        _verdict(row.signature, language),
        _verdict(row.permit, language),
        f"{row.latency_ms} ms" if row.latency_ms is not None else "",
    )


def _name(row: InterfaceCheck, language: Language) -> str:
    service = text(row.service, language) if row.service.startswith("words.") else row.service
    if row.source is None:
        return service
    source = text(f"words.source_{row.source}", language)
    return source if service == source else f"{source}: {service}"


def _certificate(row: InterfaceCheck, language: Language) -> str:
    verdict = _verdict(row.certificate, language)
    if row.certificate_days_left is None:
        return verdict
    return f"{verdict}, {text('check.days', language, days=row.certificate_days_left)}"


def _verdict(verdict: Verdict, language: Language) -> str:
    return text(f"check.verdict_{verdict}", language)
