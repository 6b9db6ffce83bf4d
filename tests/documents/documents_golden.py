"""Golden papers: each PDF in ``golden/`` lies beside the reading that is expected of it.

``python tests/documents/documents_golden.py`` adds what is missing and never writes over a file
that is there: a reading that has changed on purpose is deleted by hand first, and looked at after.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"


def papers() -> dict[str, bytes]:
    """The golden papers by name: every template in both languages, and every damage."""
    from documents_world import VALUES, paper, reprinted

    made = {
        f"{template}-{language}": paper(template, language)
        for template in VALUES
        for language in ("fi", "sv")
    }
    for damage in ("locked", "scanned", "half_scanned", "doubled"):
        made[f"rent_notice-{damage}"] = paper("rent_notice", damage=damage)
    made["pension_decision-provisional"] = paper("pension_decision", provisional=True)
    made["rent_notice-wrong_total"] = reprinted("12,00", "12,10", "rent_notice")
    for damage in ("missing_page", "two_letters", "no_unicode", "form"):
        made[f"sample-{damage}"] = degraded(damage)
    made["guardian_fee-unknown"] = reprinted("Palkkion saaja", "Jotain muuta", "guardian_fee")
    return made


@cache  # the samples' own test holds them to be the same every time
def degraded(damage: str) -> bytes:
    """A paper in another look than a template's, with a damage that templates do not know."""
    from devdata.making.samples import DAMAGES, samples

    twins = samples(10 * len(DAMAGES), 2026, damaged=True)
    return next(twin.content for twin in twins if twin.damage == damage)


def reading_of(content: bytes) -> dict[str, Any]:
    """What the ``read`` door would print, without the time it took."""
    from documents_world import read

    return {key: value for key, value in read(content).as_json().items() if key != "seconds"}


def generate(folder: Path) -> list[Path]:
    """Write papers and readings that are not there yet; what is there stays as it is."""
    written = []
    for name, content in papers().items():
        pdf, expected = folder / f"{name}.pdf", folder / f"{name}.json"
        if not pdf.exists():
            pdf.write_bytes(content)
            written.append(pdf)
        if not expected.exists():
            reading = json.dumps(reading_of(pdf.read_bytes()), ensure_ascii=False, indent=2)
            expected.write_text(reading + "\n", "utf-8")
            written.append(expected)
    return written


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    for file in generate(GOLDEN):
        print(file.name)
