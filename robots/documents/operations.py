"""What a page's content says to do, as pdfminer understands it, read in one sweep.

pdfminer takes a page apart letter by letter, which is a third of all the time that a document
takes. Here one pattern does it for what letters are written with. Whatever else stands in a page
(a comment, a picture within the text, nested brackets, anything malformed) is left to pdfminer's
own way, for the whole page: this one never guesses. It stays pdfminer that understands the
operations, the fonts and the places; nothing of pdfium is in it.

Source: ISO 32000-1:2008, 7.2 (lexical conventions), 7.8.2 (content streams), table 51.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT

#: Space and what ends a name or a number: pdfminer's own, which is a little less than the standard.
_ENDS: Final = rb"(?=[\s/\[\]()<>]|\Z)"
_TOKEN: Final = re.compile(
    rb"\s*(?:"
    rb"(?P<whole>[-+]?[0-9]+)" + _ENDS + rb"|(?P<broken>[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+))" + _ENDS +
    rb"|(?P<word>[A-Za-z][^#/%\[\]()<>{}\s]*|['\"])" + _ENDS + rb"|/(?P<name>[^#/%\[\]()<>{}\s]+)"
    + _ENDS +
    rb"|\((?P<plain>[^()\\]*)\)"
    rb"|\((?P<escaped>(?:[^()\\]|\\.)*)\)"
    rb"|<(?P<hexadecimal>(?:[0-9A-Fa-f]{2})*)>"
    rb"|(?P<opened>\[|<<)|(?P<closed>\]|>>)"
    rb"|(?P<nothing>\Z)|(?P<other>.))",
    re.DOTALL,
)  # fmt: skip
_ESCAPE: Final = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED: Final = {
    b"b": b"\b",
    b"t": b"\t",
    b"n": b"\n",
    b"f": b"\f",
    b"r": b"\r",
    b"(": b"(",
    b")": b")",
    b"\\": b"\\",
}
_CLOSES: Final = {b"]": b"[", b">>": b"<<"}

#: What draws lines and areas: of no effect on where the characters are.
_DRAWING: Final = frozenset(
    b"m l c v y h re S s f F f* B B* b b* n W W*".split()  # a name each, as the standard has them
)

#: An operation's name and what stands before it.
Operation = tuple[bytes, list[Any]]


#: What is called, with how many operands, and which.
_Step = tuple[Callable[..., None], int, list[Any]]


class NotPlain(Exception):
    """The content holds what is left to pdfminer."""


def operations(content: bytes) -> Iterator[Operation]:
    """Each operation of the content with its operands.

    Raises:
        NotPlain: while it is read, where something else stands in it.
    """
    operands: list[Any] = []
    around: list[tuple[bytes, list[Any]]] = []
    for token in _TOKEN.finditer(content):
        kind, written = token.lastgroup, token[token.lastindex or 0]
        if kind == "whole":
            operands.append(int(written))
        elif kind == "broken":
            operands.append(float(written))
        elif kind == "word":
            if around or written in (b"true", b"false", b"null", b"BI", b"ID"):
                raise NotPlain
            yield written, operands
            operands = []
        elif kind == "plain":
            operands.append(written)
        elif kind == "escaped":
            operands.append(_ESCAPE.sub(_unescaped, written))
        elif kind == "hexadecimal":
            operands.append(bytes.fromhex(written.decode("ascii")))
        elif kind == "name":
            operands.append(LIT(_name(written)))
        elif kind == "opened":
            around.append((written, operands))
            operands = []
        elif kind == "closed":
            if not around or around[-1][0] != _CLOSES[written]:
                raise NotPlain
            within = operands
            operands = around.pop()[1]
            # What a dictionary of marked content says is of no effect on the characters.
            operands.append(within if written == b"]" else {})
        elif kind == "other":
            raise NotPlain
    if around:
        raise NotPlain


def _name(written: bytes) -> str:
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPlain from None


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, other = found.groups()
    if octal is None:
        return _ESCAPED.get(other, b"")
    if int(octal, 8) > 255:
        raise NotPlain
    return bytes((int(octal, 8),))


class Interpreter(PDFPageInterpreter):
    """pdfminer's, which is given the operations at once where the content is plain."""

    def execute(self, streams: Sequence[object]) -> None:
        found = [stream_value(one) for one in streams]
        ids = {one.objid for one in found if one.objid is not None}
        if len(ids) < len(found) or ids & self.parent_stream_ids:
            return super().execute(streams)  # it tells what goes round in circles
        try:
            # As in pdfminer, a space parts what one stream ends with from what the next begins.
            steps = list(self._steps(b"\n".join(one.get_data() for one in found)))
        except NotPlain:
            return super().execute(streams)
        self.stream_ids.clear()
        self.stream_ids.update(ids)
        for do, takes, operands in steps:
            if takes:
                do(*operands)
            else:  # also those that know by themselves how many they take
                self.argstack = operands
                do()
        return None

    def _steps(self, content: bytes) -> Iterator[_Step]:
        """What is to be called, with what; an operation that pdfminer does not know is passed
        over there, too."""
        known: dict[bytes, tuple[Callable[..., None], int] | None] = {}
        for name, operands in operations(content):
            if name not in known:
                known[name] = self._doing(name)
            doing = known[name]
            if doing is None:
                continue
            do, takes = doing
            if takes and takes != len(operands):
                raise NotPlain
            yield do, takes, operands

    def _doing(self, name: bytes) -> tuple[Callable[..., None], int] | None:
        """What does an operation, and how many operands it is called with."""
        if name in _DRAWING:
            return None
        written = name.decode("latin-1")
        for sign, word in (("*", "_a"), ('"', "_w"), ("'", "_q")):
            written = written.replace(sign, word)
        do = getattr(self, f"do_{written}", None)
        return (do, do.__code__.co_argcount - 1) if do else None
