"""One document from bytes to a reading. Runs in the child process: nothing here trusts the file.

size and magic bytes → structure → what each page is made of → text and places → kind → values by
label and grammar → checks → is it seen → the second reader → signatures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from robots.casework.reason import Reason
from robots.documents.active import active_contents
from robots.documents.coverage import PageText, read_page
from robots.documents.figures import Extracted, extract
from robots.documents.forms import form_values, has_form
from robots.documents.labels import normal
from robots.documents.layout import Layout
from robots.documents.pictures import figure_picture
from robots.documents.reading import PageState, Reading, ReadState
from robots.documents.recognition import recognise
from robots.documents.remarks import FormValue, Seal
from robots.documents.second_reader import disagreed_pages, opens_without_password
from robots.documents.settings import Limits
from robots.documents.signatures import signatures
from robots.documents.structure import NotReadable, check_file, opened
from robots.documents.text_layer import Line
from robots.documents.values import Doubt
from robots.documents.visibility import seen

#: The form of an identity code, right or wrong: a wrong one is still not the person's.
_IDENTITY_CODE: Final = re.compile(r"(?<!\w)\d{6}[-+a-fu-y]\d{3}[0-9a-y](?!\w)")

#: The worst first.
_DOUBT_BY_SEAL: Final = {
    Seal.BROKEN: "document_doubtful_signature",
    Seal.ADDED_TO: "document_doubtful_added",
    Seal.UNCLEAR: "document_doubtful_unclear_signature",
}


def examine(
    content: bytes,
    password: str | None,
    layouts: Sequence[Layout],
    limits: Limits,
    *,
    with_pictures: bool = False,
) -> Reading:
    """Read one document; whatever the file is, the answer is a reading.

    Args:
        with_pictures: make a picture of each figure's place too.
    """
    try:
        check_file(content, limits)
        with opened(content, password, limits) as document:
            file = _File(document, content, password, with_pictures)
            pages = tuple(read_page(document, index, limits) for index in range(len(document)))
            return _with_remarks(file, _reading(file, pages, layouts))
    except NotReadable as refused:
        return _not_readable(refused, content, password)


@dataclass(frozen=True, slots=True)
class _File:
    """What the steps need of an open file."""

    document: Any
    content: bytes
    password: str | None
    with_pictures: bool


def _reading(file: _File, pages: Sequence[PageText], layouts: Sequence[Layout]) -> Reading:
    states = tuple(page.state for page in pages)
    if has_form(file.document):
        return _form(file, pages)
    if state := _whole_state(states):
        reason = Reason(f"document_{state.value}", {"where": _unread(pages)})
        return Reading(state, reason, pages=len(pages), page_states=states)
    return _recognised(file, pages, layouts)


def _form(file: _File, pages: Sequence[PageText]) -> Reading:
    """A form's values are the officer's to look at, whatever the rest of the paper is."""
    lines = [line for page in pages for line in page.lines]
    values = form_values(file.document, file.content, file.password, lines)
    return Reading(
        ReadState.FORM,
        Reason("document_form" if values else "document_form_empty"),
        pages=len(pages),
        page_states=tuple(page.state for page in pages),
        form_values=values,
        identity_codes=_codes_in(" ".join([*(line.text for line in lines), *_texts(values)])),
    )


def _texts(values: Sequence[FormValue]) -> list[str]:
    return [one.value for one in values]


def _with_remarks(file: _File, reading: Reading) -> Reading:
    """What the file shows beside its figures; one that was changed after it was signed is not
    used."""
    signed = signatures(file.document, file.content, file.password)
    reading = replace(
        reading,
        signatures=signed,
        active=active_contents(file.document, file.content, file.password),
    )
    changed = any(one.seal is Seal.BROKEN for one in signed)
    added_to = signed and not any(one.seal is Seal.WHOLE for one in signed)
    if reading.state is not ReadState.READ or not (changed or added_to):
        return reading
    seals = [one.seal for one in signed]
    code = next(_DOUBT_BY_SEAL[one] for one in _DOUBT_BY_SEAL if one in seals)
    return replace(
        reading, state=ReadState.DOUBTFUL, reason=Reason(code), records=(), figure_pictures=()
    )


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


def _recognised(file: _File, pages: Sequence[PageText], layouts: Sequence[Layout]) -> Reading:
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
        agreed = _agreed(file, layout, lines) if layout.evidence else None
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
        records=agreed.extracted.figures if agreed else (),
        told=agreed.extracted.told if agreed else {},
        figure_pictures=agreed.pictures if agreed else (),
        is_evidence=layout.evidence,
        names_others=layout.names_others,
        identity_codes=codes,
    )


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What two readers agree on and a person sees."""

    extracted: Extracted
    pictures: tuple[bytes, ...]


def _agreed(file: _File, layout: Layout, lines: Sequence[Line]) -> _Agreed:
    extracted = extract(layout, lines)
    shown, unseen = seen(file.document, extracted.amounts)
    if unseen:
        raise Doubt("document_doubtful_unseen", where=", ".join(map(str, unseen)))
    pages = disagreed_pages(file.content, file.password, extracted.amounts)
    if pages:
        raise Doubt("document_doubtful_readers", where=", ".join(map(str, pages)))
    pictures = [
        figure_picture(figure, extracted.amounts, lines, layout, shown)
        for figure in (extracted.figures if file.with_pictures else ())
    ]
    return _Agreed(extracted, tuple(pictures))


def _read(layout: Layout) -> Reason:
    code = "document_read" if layout.evidence else layout.not_counted
    return Reason(code, {"title": str(layout.title)})


def _partial(pages: Sequence[PageText]) -> Reason:
    return Reason("document_partial", {"where": _unread(pages)})


def _unread(pages: Sequence[PageText]) -> str:
    return ", ".join(str(page.number) for page in pages if not page.state.is_read)


def _identity_codes(lines: Sequence[Line]) -> tuple[str, ...]:
    return _codes_in(" ".join(line.text for line in lines))


def _codes_in(text: str) -> tuple[str, ...]:
    return tuple(sorted({code.upper() for code in _IDENTITY_CODE.findall(normal(text))}))
