"""Things in a file that a letter does not need: scripts, actions, other files in it.

Nothing of it is run here; a viewer may run it, so the officer is told before opening the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2.raw as pdfium
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from robots.documents.remarks import Active
from robots.documents.structure import passwords_to_try

#: What an action may do without being asked: start a program, send or fetch something.
_ACTING: Final = frozenset({"Launch", "SubmitForm", "ImportData", "URI", "GoToR", "GoToE"})
_SCRIPT: Final = "JavaScript"
#: Actions follow one another in a chain; a longer one is no letter's.
_LONGEST_CHAIN: Final = 8


def active_contents(document: Any, content: bytes, password: str | None) -> tuple[Active, ...]:
    """What is in the file; of its pages only what they do when the file is opened."""
    actions = set(_opening_actions(content, password))
    has_scripts = pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or _SCRIPT in actions
    found = {
        Active.SCRIPTS: has_scripts,
        Active.ACTION: bool(actions & _ACTING),
        Active.EMBEDDED_FILES: pdfium.FPDFDoc_GetAttachmentCount(document) > 0,
    }
    return tuple(one for one, is_there in found.items() if is_there)


def _opening_actions(content: bytes, password: str | None) -> Iterator[str]:
    """The kinds of the actions that a viewer starts by itself when the file is opened or closed."""
    try:
        secret = passwords_to_try(password)[-1] or ""
        catalog = PDFDocument(PDFParser(io.BytesIO(content)), password=secret).catalog
        triggers = [catalog.get("OpenAction")]
        others = resolve1(catalog.get("AA"))
        triggers += others.values() if isinstance(others, dict) else []
        for trigger in triggers:
            yield from _chain(resolve1(trigger))
    except MemoryError:
        raise
    except Exception:
        # pdfminer's errors share no root but Exception; pdfium's own count stands alone then.
        return


def _chain(action: Any) -> Iterator[str]:
    for _ in range(_LONGEST_CHAIN):
        if not isinstance(action, dict):
            return  # a place to show first is no action
        yield str(getattr(resolve1(action.get("S")), "name", ""))
        following = resolve1(action.get("Next"))
        action = resolve1(following[0]) if isinstance(following, list) and following else following
