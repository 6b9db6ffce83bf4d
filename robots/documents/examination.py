"""One document from bytes to a reading. Runs in the child process: nothing here trusts the file.

size and magic bytes → structure → what each page is made of → text and places → kind → values by
label and grammar → checks → the second reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from robots.casework.reason import Reason
from robots.documents.coverage import PageText, read_page
from robots.documents.figures import Extracted, extract
from robots.documents.labels import normal
from robots.documents.layout import Layout
from robots.documents.reading import PageState, Reading, ReadState
from robots.documents.recognition import recognise
from robots.documents.second_reader import disagreed_pages, opens_without_password
from robots.documents.settings import Limits
from robots.documents.structure import NotReadable, check_file, form_fields, opened
from robots.documents.text_layer import Line
from robots.documents.values import Doubt

#: The form of an identity code, right or wrong: a wrong one is still not the person's.
_IDENTITY_CODE: Final = re.compile(r"(?<!\w)\d{6}[-+a-fu-y]\d{3}[0-9a-y](?!\w)")


def examine(
    content: bytes, password: str | None, layouts: Sequence[Layout], limits: Limits
) -> Reading:
    """Read one document; whatever the file is, the answer is a reading."""
    try:
        check_file(content, limits)
        with opened(content, password, limits) as document:
            if form_fields(document):
                raise NotReadable(ReadState.FORM, len(document))
            pages = tuple(read_page(document, index, limits) for index in range(len(document)))
    except NotReadable as refused:
        return _not_readable(refused, content, password)
    states = tuple(page.state for page in pages)
    if state := _whole_state(states):
        reason = Reason(f"document_{state.value}", {"where": _unread(pages)})
        return Reading(state, reason, pages=len(pages), page_states=states)
    return _recognised(content, password, pages, layouts)


def _not_readable(refused: NotReadable, content: bytes, password: str | None) -> Reading:
    is_ours = refused.state is ReadState.LOCKED and password is None
    if is_ours and opens_without_password(content):
        refused = NotReadable(ReadState.UNSUPPORTED)
    return Reading(refused.state, refused.reason, pages=refused.pages)


def _whole_state(states: Sequence[PageState]) -> ReadState | None:
    """The state that the pages alone decide, or None where the text may be read."""
    written = [state for state in states if state is not PageState.EMPTY]
    if all(state is PageState.DAMAGED for state in written):
        return ReadState.DAMAGED  # also a document of empty pages only
    if all(state.is_picture or state is PageState.DAMAGED for state in written):
        return ReadState.SCANNED
    if any(state.is_doubtful for state in states):
        return ReadState.DOUBTFUL
    return None


def _recognised(
    content: bytes, password: str | None, pages: Sequence[PageText], layouts: Sequence[Layout]
) -> Reading:
    states = tuple(page.state for page in pages)
    lines = [line for page in pages if page.state is PageState.TEXT for line in page.lines]
    is_whole = all(state.is_read for state in states)
    recognised = recognise(lines, layouts)
    codes = _identity_codes(lines)
    if len(recognised.layouts) != 1:
        reason = Reason(
            "document_two_kinds" if recognised.layouts else "document_unknown",
            {"candidates": ", ".join(one.title for one in recognised.candidates) or "–"},
        )
        return Reading(
            ReadState.UNKNOWN if is_whole else ReadState.PARTIAL,
            reason if is_whole else _partial(pages),
            pages=len(pages),
            page_states=states,
            candidates=recognised.candidates,
            identity_codes=codes,
        )
    (layout,) = recognised.layouts
    try:
        agreed = _agreed(content, password, layout, lines) if layout.evidence else None
        state, reason = ReadState.READ, _read(layout)
    except Doubt as doubt:
        agreed, state, reason = None, ReadState.DOUBTFUL, doubt.reason
    if not is_whole:
        state, reason = ReadState.PARTIAL, _partial(pages)
    return Reading(
        state,
        reason,
        kind=layout.kind,
        title_fi=layout.title.fi,
        title_sv=layout.title.sv,
        pages=len(pages),
        page_states=states,
        records=agreed.figures if agreed else (),
        told=agreed.told if agreed else {},
        is_evidence=layout.evidence,
        names_others=layout.names_others,
        identity_codes=codes,
    )


def _agreed(
    content: bytes, password: str | None, layout: Layout, lines: Sequence[Line]
) -> Extracted:
    extracted = extract(layout, lines)
    pages = disagreed_pages(content, password, extracted.amounts)
    if pages:
        raise Doubt("document_doubtful_readers", where=", ".join(map(str, pages)))
    return extracted


def _read(layout: Layout) -> Reason:
    code = "document_read" if layout.evidence else layout.not_counted
    return Reason(code, {"title": str(layout.title)})


def _partial(pages: Sequence[PageText]) -> Reason:
    return Reason("document_partial", {"where": _unread(pages)})


def _unread(pages: Sequence[PageText]) -> str:
    return ", ".join(str(page.number) for page in pages if not page.state.is_read)


def _identity_codes(lines: Sequence[Line]) -> tuple[str, ...]:
    text = normal(" ".join(line.text for line in lines))
    return tuple(sorted({code.upper() for code in _IDENTITY_CODE.findall(text)}))
