"""The frame of the change interface's replies: whom each record is about, the key, the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode, IdentityCodeRefused
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.json import JsonValue


def records_in(
    content: JsonValue, name: str, asked: Collection[IdentityCode]
) -> Iterator[tuple[IdentityCode, dict[str, JsonValue]]]:
    """The records of a reply, each with the person whom it is about.

    Raises:
        PersonMismatch: a record about somebody who was not asked about.
        ReplyNotUnderstood: no list of records, or one that names nobody.
    """
    records = content.get(name) if isinstance(content, dict) else None
    if not isinstance(records, list):
        raise ReplyNotUnderstood(why=name)
    by_text = {code.reveal(): code for code in asked}
    for record in records:
        if not isinstance(record, dict) or not isinstance(record.get("henkilotunnus"), str):
            raise ReplyNotUnderstood(why="record")
        text = str(record["henkilotunnus"]).strip().upper()
        if text not in by_text:
            raise PersonMismatch() if _is_code(text) else ReplyNotUnderstood(why="record")
        yield by_text[text], record


def _is_code(text: str) -> bool:
    try:
        IdentityCode.parse(text, test_range=True)
    except IdentityCodeRefused:
        return False
    return True


def key_in(content: JsonValue) -> int:
    """The key that a reply gives (``viimeisinKirjausavain``).

    Raises:
        ReplyNotUnderstood: it gives none.
    """
    key = content.get("viimeisinKirjausavain") if isinstance(content, dict) else None
    if not isinstance(key, int) or isinstance(key, bool):
        raise ReplyNotUnderstood(why="key")
    return key


def is_up_to_date(content: JsonValue) -> bool:
    """Whether there are no more changes (``ajanTasalla``).

    Raises:
        ReplyNotUnderstood: it does not say.
    """
    told = content.get("ajanTasalla") if isinstance(content, dict) else None
    if not isinstance(told, bool):
        raise ReplyNotUnderstood(why="up_to_date")
    return told
