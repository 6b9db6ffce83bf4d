"""What a file may do to the process that reads it: that process ends, the caller goes on."""

from __future__ import annotations

import multiprocessing
import platform
import re
import sys
import zlib
from pathlib import Path

import pytest
from documents_world import amounts, paper

from robots.documents.reader import DocumentReader, read_document
from robots.documents.reading import Reading, ReadState
from robots.documents.settings import Limits

STOPPED = {ReadState.TOO_LARGE, ReadState.DAMAGED}


def _file(stream: bytes, *, pages: int = 1, box: str = "0 0 595 842", filters: int = 1) -> bytes:
    """A PDF whose pages all show one stream of drawing, packed so many times over."""
    for _ in range(filters):
        stream = zlib.compress(stream, 9)
    kids = " ".join(["3 0 R"] * pages)
    names = "/FlateDecode " * filters
    head = f"<< /Length {len(stream)} /Filter [{names}] >>\nstream\n".encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        head + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(content)
    return (
        content
        + (
            f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )


@pytest.mark.parametrize(
    "hazard",
    [
        pytest.param(lambda: _file(b" " * 300_000_000), id="300 MB of spaces"),
        pytest.param(lambda: _file(b" " * 300_000_000, filters=2), id="packed in packed"),
        pytest.param(lambda: _file(b"0 0 m 9 9 l S\n" * 1_000_000), id="a million drawings"),
        pytest.param(
            lambda: _file(b"BT /F1 1 Tf 9 9 Td (" + b"1" * 500_000 + b") Tj ET"),
            id="half a million characters",
        ),
        pytest.param(lambda: _file(b"", box="0 0 9000 842"), id="a page of three metres"),
        pytest.param(lambda: _file(b"", pages=100_000), id="a hundred thousand pages"),
    ],
)
def test_a_hostile_file_ends_and_the_next_letter_is_read(hazard: object) -> None:
    assert callable(hazard)
    with DocumentReader() as reader:
        assert reader.read(hazard()).state in STOPPED
        assert reader.read(paper("guardian_fee")).state is ReadState.READ


def test_a_file_whose_reading_does_not_end_in_time_is_too_large() -> None:
    endless = _file(b"0 0 m 9 9 l S\n" * 4_000_000)
    with DocumentReader(Limits(seconds=1)) as reader:
        reading = reader.read(endless)
        assert reading.state in STOPPED
        assert reader.read(paper("guardian_fee")).state is ReadState.READ


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the kernel holds it on Linux alone",
)
def test_the_process_that_reads_can_open_no_connection() -> None:
    with DocumentReader() as reader:
        reader.read(paper("guardian_fee"))
        (child,) = multiprocessing.active_children()
        told = Path(f"/proc/{child.pid}/status").read_text("utf-8")
    assert dict(re.findall(r"^(Seccomp|NoNewPrivs):\t(\d)$", told, re.MULTILINE)) == {
        "NoNewPrivs": "1",
        "Seccomp": "2",  # a filter; what it refuses is tested where it is made
    }


def test_a_child_that_has_gone_is_replaced() -> None:
    with DocumentReader() as reader:
        assert reader.read(paper("guardian_fee")).state is ReadState.READ
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        assert reader.read(paper("guardian_fee")).state is ReadState.READ


def test_a_worn_child_is_replaced_and_a_warm_one_is_not() -> None:
    def children() -> set[int | None]:
        return {child.pid for child in multiprocessing.active_children()}

    with DocumentReader(Limits(documents_a_process=2)) as reader:
        seen = []
        for _ in range(3):
            reader.read(paper("guardian_fee"))
            seen.append(children())
    assert seen[0] == seen[1] != seen[2]
    assert not children() & set.union(*seen)


def test_the_door_reads_a_path_or_bytes_and_says_how_long_it_took(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper("rent_notice", damage="locked"))
    locked, opened = read_document(file), read_document(file.read_bytes(), "salainen")
    assert locked.state is ReadState.LOCKED
    assert [one[1] for one in amounts(opened)] == ["1590.00", "30.00"]
    assert opened.seconds is not None
    assert set(opened.as_json()) >= {
        "state",
        "kind",
        "pages",
        "page_states",
        "records",
        "reason_fi",
        "reason_sv",
        "seconds",
    }


def test_the_child_process_reads_as_this_one_does() -> None:
    from documents_world import read

    with DocumentReader() as reader:
        reading: Reading = reader.read(paper("kela_decision", "sv"))
    assert reading == read(paper("kela_decision", "sv"))
