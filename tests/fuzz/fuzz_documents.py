"""The amounts and days of letters, and the loader of layouts.

Whatever text stands in a document, a grammar gives a value that is written in it or nothing;
whatever is changed in a layout, it is loaded or refused with its file named.
"""

from __future__ import annotations

import re
from decimal import Decimal

from fuzzing import fuzz
from ground import Ground
from judging import Finding, Test

from robots.casework.texts import Language
from robots.documents.errors import LayoutRefused
from robots.documents.grammar import Grammar
from robots.documents.layouts import LAYOUTS, load_layouts

_FEWEST_BYTES = 4


def make_test(base: Ground) -> Test:
    """The input is a text; and a place in a layout, how much is cut there, and what is put in."""
    folder = base.folder / "layouts"
    folder.mkdir(exist_ok=True)
    layouts = sorted(LAYOUTS.glob("*.yaml"))

    def test(data: bytes) -> None:
        _read(data.decode("utf-8", "replace"))
        if len(data) < _FEWEST_BYTES:
            return
        layout = layouts[data[0] % len(layouts)]
        text = layout.read_bytes()
        at = int.from_bytes(data[1:3]) % len(text)
        changed = folder / layout.name
        changed.write_bytes(text[:at] + data[_FEWEST_BYTES:] + text[at + data[3] :])
        try:
            load_layouts(folder)
        except LayoutRefused as refused:
            if layout.name not in refused.in_words(Language.SWEDISH):
                raise Finding("a layout refused without its name") from None
        finally:
            changed.unlink()

    return test


def _read(text: str) -> None:
    for grammar in Grammar:
        value = grammar.parse(text)
        if not isinstance(value, Decimal):
            continue
        digits = "".join(re.findall("[0-9]", text))
        if digits != "".join(re.findall("[0-9]", str(value).lstrip("-"))).zfill(len(digits)):
            raise Finding(f"{grammar}: other digits than the text's")


if __name__ == "__main__":
    fuzz("documents", [], make_test)
