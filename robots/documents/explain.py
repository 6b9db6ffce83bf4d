"""``read --explain``: an :class:`~robots.documents.explanation.Explanation` as text for a person
who writes or adapts a layout, in Finnish or Swedish."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from robots.casework.machine import process_from
from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.documents.errors import ReaderUnavailable
from robots.documents.explanation import Explanation, Part, from_wire, serve
from robots.documents.layouts import LAYOUTS, load_layouts
from robots.documents.reading import Reading, ReadState
from robots.documents.settings import Limits
from robots.documents.structure import NotReadable, check_file

_START_SECONDS: Final = 60
#: So many layouts that do not fit are named with what they miss.
_NEAREST: Final = 5


def explain_file(
    file: Path, password: str | None = None, kind: str | None = None, layouts: Path = LAYOUTS
) -> Explanation:
    """Explain one document in a child process of its own.

    Raises:
        OSError: the file cannot be read at all.
        LayoutRefused: a layout is not valid.
        ReaderUnavailable: no child process could be started.
    """
    limits = Limits()
    load_layouts(layouts)
    try:
        if file.stat().st_size > limits.bytes:
            raise NotReadable(ReadState.TOO_LARGE)
        content = file.read_bytes()
        check_file(content, limits)
    except NotReadable as refused:
        return Explanation(Reading(refused.state, refused.reason))
    ours, theirs = multiprocessing.Pipe()
    child = process_from(serve.__module__)(
        target=serve,
        args=(theirs, str(layouts), limits.model_dump_json(), password, kind),
        daemon=True,
    )
    try:
        child.start()
    except OSError:
        raise ReaderUnavailable() from None
    theirs.close()
    try:
        ours.send_bytes(content)
        if not ours.poll(_START_SECONDS + 2 * limits.seconds):
            return Explanation(Reading(ReadState.TOO_LARGE, Reason("document_no_end")))
        return from_wire(ours.recv_bytes())
    except (EOFError, OSError, ValidationError):
        return Explanation(Reading(ReadState.DAMAGED, Reason("document_stopped_reader")))
    finally:
        child.kill()
        child.join()
        ours.close()


def in_words(explanation: Explanation, language: Language) -> str:
    """The explanation, section by section."""
    return "\n".join(_lines(explanation, language)) + "\n"


def _lines(explanation: Explanation, language: Language) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return text(f"explain.{key}", language, **values)

    reading = explanation.reading
    yield say("state", state=reading.state.value, reason=reading.reason.in_words(language))
    yield from ("", say("pages"))
    for number, state in enumerate(reading.page_states, start=1):
        count = sum(line.page == number for line in explanation.lines)
        yield "  " + say("page", page=number, state=state.value, count=count)
    yield from ("", say("lines"))
    yield from (f"  {line.page}: {line.text}" for line in explanation.lines)
    yield from ("", say("kinds"))
    nearest = [fit for fit in explanation.fits if not fit.is_whole][:_NEAREST]
    for fit in explanation.fits:
        if fit.is_whole:
            yield f"  + {fit.kind}: {say('fits')}"
    for fit in nearest:
        if fit.missing:
            yield f"  - {fit.kind}: {say('marks_missing', marks='; '.join(fit.missing))}"
        if fit.forbidden:
            yield f"  - {fit.kind}: {say('forbidden', words='; '.join(fit.forbidden))}"
    if explanation.layout is None:
        yield from ("", say("no_layout"))
        return
    for key, parts in (("fields", explanation.fields), ("tables", explanation.tables)):
        if parts:
            yield from ("", say(key, kind=explanation.layout))
            for part in parts:
                yield from _part(part, language)
    yield from ("", say("figures"))
    for figure in reading.records:
        amounts = (figure.amount, figure.gross, figure.tax, figure.net, figure.hectares)
        shown = ", ".join(str(amount) for amount in amounts if amount is not None)
        yield f"  {figure.kind.value} ({figure.per.value}): {shown}"
    if not reading.records:
        yield "  " + say("no_figures")


def _part(part: Part, language: Language) -> Iterator[str]:
    provenance = text(f"explain.{part.provenance}", language)
    is_missing = part.doubt is not None and part.doubt.code == "document_doubtful_missing"
    if part.doubt is not None and not is_missing:
        sign, said = "?", text("explain.doubted", language, reason=part.doubt.in_words(language))
    elif part.found:
        sign, said = "+", text("explain.found", language)
    elif is_missing or part.is_required:
        sign, said = "-", text("explain.missing", language)
    else:
        sign, said = " ", text("explain.absent", language)
    yield f"  {sign} {part.name}: {said}"
    yield f"      {text('explain.labels', language, labels=part.labels, provenance=provenance)}"
    yield from (f"      {value}" for value in part.found)
