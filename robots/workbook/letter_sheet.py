"""The sheet of the letters that lie ready beside the workbook, and when each is sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from robots.casework.letter import Letter, Recipient, Sending
from robots.workbook.layout import Link, Sheet, Value
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_COLUMNS: Final = (
    Column("letter", 34),
    Column("letter_to", 30),
    Column("person", 10),
    Column("letter_sending", 32),
    Column("letter_remind_on", 13),
    Column("letter_answer_by", 13),
    Column("letter_silence", 38),
    Column("letter_asks", 10, "center"),
    Column("letter_basis", 34, size=8, indent=1),
    Column("file", 26, size=7),
)


def letter_sheet(letters: Sequence[Letter], words: Wording) -> Sheet:
    """A row a letter, with a link to the file."""
    rows = [_row(one, words) for one in letters]
    return table(words("sheet_letters"), words("letters_note"), _COLUMNS, rows, words)


def _row(letter: Letter, words: Wording) -> Sequence[Value]:
    title = words(f"letter_{letter.kind}")
    return (
        Link(title, file=letter.file),
        _to_whom(letter, words),
        words.word("role", letter.about),
        words(f"letter_{letter.sending}_{letter.recipient}")
        if letter.sending is Sending.AFTER_SILENCE
        else words("letter_now"),
        letter.remind_on if letter.remind_on is not None else "",
        letter.answer_by,
        words(f"letter_silence_{letter.silence}") if letter.silence is not None else "",
        len(letter.findings) or "",
        words.section(letter.section),
        Link(PurePosixPath(letter.file).name, file=letter.file),
    )


def _to_whom(letter: Letter, words: Wording) -> str:
    """A person by role, an authority by its name, a payer as the source calls it."""
    if letter.recipient in (Recipient.CLIENT, Recipient.SPOUSE):
        return words.word("role", letter.about)
    if letter.recipient is Recipient.AUTHORITY:
        return words.word("source", letter.addressee.removeprefix("words.source_"))
    return letter.addressee
