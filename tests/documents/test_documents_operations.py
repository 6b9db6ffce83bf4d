"""What a page's content says to do is read as pdfminer itself reads it, or left to pdfminer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSEOF, PSKeyword

from robots.documents.operations import NotPlain, Operation, operations

_NUMBERS = st.sampled_from([b"0", b"-12", b"+7", b"1.5", b"-.25", b"3.", b"00012"])
_NAMES = st.sampled_from([b"/F1", b"/Helvetica-Bold", b"/\xc3\xa4", b"/a.b"])
_STRINGS = st.one_of(
    st.binary(max_size=6).map(lambda one: b"(" + b"".join(b"\\%03o" % byte for byte in one) + b")"),
    st.sampled_from(
        [
            b"(1 234,56)",
            b"()",
            rb"(a\(b\)c)",
            rb"(\n\\\q\7)",
            b"(a\\\nb)",
            b"(a\r\nb)",
            b"(a\\\r\nb)",
        ]
    ),
)
_HEXADECIMALS = st.binary(max_size=4).map(lambda one: b"<" + one.hex().encode() + b">")
_PLAIN = st.one_of(_NUMBERS, _NAMES, _STRINGS, _HEXADECIMALS)
_LISTS = st.lists(_PLAIN, max_size=4).map(lambda ones: b"[" + b" ".join(ones) + b"]")
_OPERANDS = st.lists(st.one_of(_PLAIN, _LISTS), max_size=4).map(b" ".join)
_NAMED = st.sampled_from([b"Tj", b"TJ", b"T*", b"'", b'"', b"BT", b"cm", b"re", b"Q"])
#: What content is made of, so that what is drawn of it is often nearly right.
_SIGNS = b" \n\r\x0b\x0001278.+-/abf#()<>[]\\'\"TjBID*%{}\xe4\xc3"
_PIECES = st.tuples(_OPERANDS, _NAMED, st.sampled_from([b"\n", b" ", b"\r\n"]))


def as_pdfminer(content: bytes) -> list[Operation]:
    """The operations that pdfminer's own parser finds."""
    parser, found = PDFContentParser([PDFStream({}, content)]), []
    operands: list[Any] = []
    while True:
        try:
            _, one = parser.nextobject()
        except PSEOF:
            return found
        if isinstance(one, PSKeyword):
            found.append((one.name, operands))
            operands = []
        else:
            operands.append(_without_places(one))


def _without_places(one: Any) -> Any:
    return [_without_places(within) for within in one] if isinstance(one, list) else one


@given(st.lists(_PIECES, max_size=8).map(lambda ones: b"".join(b" ".join(one) for one in ones)))
@example(b"BT/F1 12 Tf(a)Tj[(b)-5(c)]TJ ET")
def test_plain_content_is_read_as_pdfminer_reads_it(content: bytes) -> None:
    assert list(operations(content)) == as_pdfminer(content)


@given(st.lists(st.sampled_from(_SIGNS), max_size=40).map(bytes))
@example(b"1.2.3 w")
@example(b"--5 w")
@example(b"/a#41 gs")
@example(b"1\x00 2 w")
def test_whatever_the_content_it_is_read_the_same_or_left_alone(content: bytes) -> None:
    try:
        found = list(operations(content))
    except NotPlain:
        return
    assert found == as_pdfminer(content)


@pytest.mark.parametrize(
    "content",
    [
        b"BI /W 1 /H 1 ID xx EI",
        b"(a(b)c) Tj",
        b"1 % a remark\n w",
        b"<abc> Tj",
        b"/P << /MCID 0 >> BDC ]",
        b"[ 1 2 Tj",
        b"(never closed Tj",
        rb"(\777) Tj",
        b"/caf\xe9 gs",
        b"{ 1 } def",
    ],
)
def test_what_is_not_plain_is_left_to_pdfminer(content: bytes) -> None:
    with pytest.raises(NotPlain):
        list(operations(content))


def test_what_marked_content_says_is_passed_over() -> None:
    content = b"/P << /MCID 0 /Lang (fi) /K [1 2] >> BDC (a) Tj EMC"
    (marked, shown, _) = operations(content)
    assert (marked[0], marked[1][1], shown) == (b"BDC", {}, (b"Tj", [b"a"]))
