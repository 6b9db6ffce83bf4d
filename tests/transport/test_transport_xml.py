"""XML from outside: what is refused, and what counts as absent."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xml import MOST_TAGS, find, find_all, is_blank, parse, required, text

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>
<a one="&c;">&c;</a>"""


@pytest.mark.parametrize(
    "hostile",
    [
        LAUGHS,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        LAUGHS.decode().encode("utf-16"),
        b"<a>&undeclared;</a>",
        b"<a>\xff</a>",
        b"<a>",
        b"",
        b"<html><p>busy</html>",
        b"<a>" * 100_000 + b"</a>" * 100_000,
        b"<a>" + b"<b/>" * MOST_TAGS + b"</a>",
        b"<a>" + b"x" * 11_000_000 + b"</a>",
        b'<a b="1" b="2"/>',
        b"<a><undeclared:b/></a>",
        b'<a><undeclared:b/><c xmlns="relative"/></a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
    ],
)
def test_what_is_no_plain_xml_is_refused(hostile: bytes) -> None:
    with pytest.raises(ReplyNotUnderstood) as caught:
        parse(hostile)
    assert caught.value.__cause__ is None


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_in_another_way(content: bytes) -> None:
    with contextlib.suppress(ReplyNotUnderstood):
        parse(content)


def test_a_comment_cannot_cut_a_value_in_two() -> None:
    assert text(parse(b"<a><sum>10<!-- -->00</sum></a>"), "sum") == "1000"


def test_a_group_of_empty_elements_is_absent() -> None:
    root = parse(b"<a><g><x/><y> \n </y></g><g><x>1</x></g></a>")
    assert is_blank(root[0])
    assert find_all(root, "g") == [root[1]]
    assert find(root, "nothing") is None
    assert text(root, "g/x") == "1"
    assert text(root, "g/z") == ""


def test_values_are_stripped() -> None:
    assert text(parse(b"<a><v>\n  4.0\n  </v></a>"), "v") == "4.0"


def test_what_must_be_there_is_named_when_it_is_not() -> None:
    with pytest.raises(ReplyNotUnderstood) as caught:
        required(parse(b"<a/>"), "{http://x.example/1}b/c")
    assert caught.value.context["element"] == "b/c"
