"""Scans and photographs: what tesseract makes of them, for a person to confirm.

Never counted: on a slightly skewed scan 991,23 has become 091,23. Sparse text (page mode 11) at 200
dots an inch found every amount where the other modes lost some; with one thread it is several times
faster on a shared machine. The picture goes in and the words come out through pipes: nothing is
written to the disk. Runs in the child process, whose limits the program inherits.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageOps

from robots.documents.grammar import parse_amount
from robots.documents.pictures import marked
from robots.documents.remarks import Recognition, Suggestion, shown
from robots.documents.settings import Limits
from robots.documents.structure import NotReadable, is_picture, opened
from robots.documents.text_layer import Box, edges_of
from robots.documents.visibility import Drawn, drawn

_LANGUAGES: Final = ("fin", "swe")
_DOTS_AN_INCH: Final = 200
_FINENESS: Final = _DOTS_AN_INCH / 72
_PAGE_MODE: Final = "11"
_WORD: Final = "5"
#: Of a photograph: the largest that is opened, and the longest side that is looked at.
_MOST_ELEMENTS: Final = 60_000_000
_LONGEST_SIDE: Final = 2600
#: In heights of the letters: how far apart words of one phrase stand.
_WORD_GAP: Final = 1.0
_MOST_WORDS_AN_AMOUNT: Final = 4
_MOST_A_PAGE: Final = 40


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was seen in a document's pictures."""

    outcome: Recognition
    suggestions: tuple[Suggestion, ...] = ()
    pictures: tuple[tuple[int, bytes], ...] = ()
    """Page and PNG of the places of its suggestions."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    box: Box
    line: tuple[str, ...]

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top

    def is_beside(self, other: _Word) -> bool:
        """Whether it stands on one row with the other, a skewed page allowed for."""
        common = min(self.box.bottom, other.box.bottom) - max(self.box.top, other.box.top)
        return common > 0.4 * min(self.height, other.height)


def recognise_characters(
    content: bytes, password: str | None, pages: Sequence[int], limits: Limits
) -> Recognised:
    """Look for amounts in the pictures.

    Args:
        pages: which of a PDF's pages are pictures; a photograph is one page.
    """
    until = time.monotonic() + limits.recognition_seconds
    program = shutil.which(limits.recognition_program)
    try:
        if program is None or not _has_languages(program, until):
            return Recognised(Recognition.NO_PROGRAM)
        suggestions: list[Suggestion] = []
        pictures: list[tuple[int, bytes]] = []
        for number, page in _pages(content, password, pages, limits):
            words = _words(program, page, until)
            found = list(_amounts(words))[:_MOST_A_PAGE]
            for amount, box, label in found:
                text = shown(" ".join(word.text for word in label))
                suggestions.append(Suggestion(text, amount, number, edges_of(box)))
            if found:
                labels = [word.box for _, _, label in found for word in label]
                pictures.append((number, marked(page, [box for _, box, _ in found], labels)))
    except (OSError, subprocess.SubprocessError, ValueError, NotReadable, pypdfium2.PdfiumError):
        return Recognised(Recognition.FAILED)
    return Recognised(Recognition.DONE, tuple(suggestions), tuple(pictures))


def _pages(
    content: bytes, password: str | None, pages: Sequence[int], limits: Limits
) -> Iterator[tuple[int, Drawn]]:
    if is_picture(content):
        yield 1, _photograph(content)
        return
    with opened(content, password, limits) as document:
        for number in pages[: limits.recognition_pages]:
            page = document[number - 1]
            try:
                yield number, drawn(page, _FINENESS)
            finally:
                page.close()


def _photograph(content: bytes) -> Drawn:
    """A JPEG or PNG, turned as the camera was held.

    Raises:
        ValueError, OSError: another kind of picture, or one that is too large or damaged.
    """
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > _MOST_ELEMENTS:
            raise ValueError("the picture is too large")
        picture.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("L")
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return Drawn(upright, _FINENESS)


def _has_languages(program: str, until: float) -> bool:
    listed = _run([program, "--list-langs"], b"", until).decode("utf-8", "replace").split()
    return set(_LANGUAGES) <= set(listed)


def _words(program: str, page: Drawn, until: float) -> list[_Word]:
    file = io.BytesIO()
    page.picture.save(file, "PNG", dpi=(_DOTS_AN_INCH, _DOTS_AN_INCH), compress_level=1)
    command = [program, "stdin", "stdout", "-l", "+".join(_LANGUAGES), "--psm", _PAGE_MODE]
    told = _run([*command, "--dpi", str(_DOTS_AN_INCH), "tsv"], file.getvalue(), until)
    rows = csv.DictReader(
        io.StringIO(told.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return [
        word for row in rows if row["level"] == _WORD and (word := _word(row, page)).text.strip()
    ]


def _word(row: dict[str, str], page: Drawn) -> _Word:
    left, top, width, height = (
        int(row[name]) / page.fineness for name in ("left", "top", "width", "height")
    )
    line = (row["block_num"], row["par_num"], row["line_num"])
    return _Word(row["text"] or "", Box(left, top, left + width, top + height), line)


def _run(command: Sequence[str], given: bytes, until: float) -> bytes:
    done = subprocess.run(
        command,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        timeout=max(until - time.monotonic(), 0.1),
        check=True,
    )
    return done.stdout


def _amounts(words: Sequence[_Word]) -> Iterator[tuple[Decimal, Box, list[_Word]]]:
    """Each amount with the words before it; the most words that make one amount together do."""
    start = 0
    while start < len(words):
        amount, count = _amount_at(words, start)
        if amount is not None:
            parts = words[start : start + count]
            box = parts[0].box
            for part in parts[1:]:
                box = box.joined(part.box)
            yield amount, box, _label(words, parts)
        start += count


def _amount_at(words: Sequence[_Word], start: int) -> tuple[Decimal | None, int]:
    most = 1
    while most < _MOST_WORDS_AN_AMOUNT and start + most < len(words):
        before, word = words[start + most - 1], words[start + most]
        if word.line != before.line or _gap(before, word) > _WORD_GAP * before.height:
            break
        most += 1
    for count in range(most, 0, -1):
        amount = parse_amount(" ".join(word.text for word in words[start : start + count]))
        if amount is not None:
            return amount, count
    return None, 1


def _label(words: Sequence[_Word], amount: Sequence[_Word]) -> list[_Word]:
    """The phrase of letters that stands nearest before the amount on its row."""
    row = [
        word
        for word in words
        if word not in amount
        and word.box.right <= amount[0].box.left + 1
        and word.is_beside(amount[0])
    ]
    row.sort(key=lambda word: -word.box.right)
    while row and not _is_word(row[0].text):
        row.pop(0)
    label = row[:1]
    for word in row[1:]:
        is_far = _gap(word, label[-1]) > _WORD_GAP * word.height
        if is_far or not word.is_beside(label[-1]) or not _is_word(word.text):
            break  # a number in it may be a street's
        label.append(word)
    return label[::-1]


def _is_word(text: str) -> bool:
    return any(one.isalpha() for one in text) and not any(one.isdigit() for one in text)


def _gap(before: Any, word: Any) -> float:
    return float(word.box.left - before.box.right)
