"""Difficult files of public projects: none may crash or hang the reader, each has its state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documents_world import read

from robots.documents.reader import DocumentReader
from robots.documents.reading import ReadState

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the outside evidence is not here")

#: What a class of file may become. Nothing of it is a letter that we know.
STATES = {
    "password": {ReadState.UNKNOWN},
    "password_unknown": {ReadState.LOCKED},
    "readable": {ReadState.UNKNOWN},
    "damaged": {ReadState.DAMAGED},
    "scanned": {ReadState.SCANNED},
    "suspect_text": {ReadState.DOUBTFUL},
    "form": {ReadState.FORM},
    "partly_image": {ReadState.UNKNOWN, ReadState.PARTIAL},
}
#: Where our readers can do less than the file's class calls for, and say so.
KNOWN_LIMITS = {
    "pdfjs-issue15893_reduced.pdf": ReadState.UNSUPPORTED,  # pdfium cannot open it, a person can
    "pdfjs-Pages-tree-refs.pdf": ReadState.PARTIAL,  # the second page of two is no page
}


def _files() -> list[dict[str, Any]]:
    manifest = DATA / "pdfs" / "manifest.json"
    return json.loads(manifest.read_text("utf-8")) if manifest.is_file() else []


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as one:
        yield one


@pytest.mark.parametrize("entry", _files(), ids=lambda entry: entry["file"])
def test_a_difficult_file_gets_the_state_that_its_class_calls_for(
    entry: dict[str, Any], reader: DocumentReader
) -> None:
    reading = reader.read(DATA / "pdfs" / entry["file"], entry.get("password"))
    limit = KNOWN_LIMITS.get(entry["file"])
    assert reading.state in ({limit} if limit else STATES[entry["class"]])
    assert reading.records == ()


@pytest.mark.parametrize(
    ("file", "password", "state"),
    [
        ("dec_fi.pdf", None, ReadState.UNKNOWN),
        ("dec_fi_helv.pdf", None, ReadState.UNKNOWN),
        ("dec_fi_nogrid.pdf", None, ReadState.UNKNOWN),
        ("dec_sv.pdf", None, ReadState.UNKNOWN),
        ("enc_owner.pdf", None, ReadState.UNKNOWN),
        ("enc_user.pdf", None, ReadState.LOCKED),
        ("enc_user.pdf", "salainen", ReadState.UNKNOWN),
        ("form.pdf", None, ReadState.FORM),
        ("notouni.pdf", None, ReadState.DOUBTFUL),
        ("scan.pdf", None, ReadState.SCANNED),
    ],
)
def test_a_made_up_decision_of_nobody_is_looked_at_and_not_used(
    file: str, password: str | None, state: ReadState, reader: DocumentReader
) -> None:
    reading = reader.read(DATA / "kela" / "synthetic" / file, password)
    assert (reading.state, reading.records) == (state, ())


def test_the_nearest_kind_of_a_decision_without_a_sender_is_named() -> None:
    reading = read((DATA / "kela" / "synthetic" / "dec_fi.pdf").read_bytes())
    nearest = {candidate.kind: candidate.missing for candidate in reading.candidates}
    assert nearest["kela_decision"] == ("Kela / Kansaneläkelaitos",)
    assert reading.identity_codes == ("131052-930V",)
