"""Reading documents from outside: one warm child process, replaced when it is worn or stuck.

    with DocumentReader() as reader:
        reading = reader.read(path)

A file that stops the child (no end, too much memory, a crash in a library) costs that child only;
its reading says so, and the next document gets a new one.
"""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Final

from pydantic import ValidationError

from robots.casework.closed_after import ClosedAfter
from robots.casework.machine import process_from
from robots.casework.reason import Reason
from robots.documents.errors import ReaderUnavailable
from robots.documents.layouts import LAYOUTS, load_layouts
from robots.documents.reading import Reading, ReadState, from_wire
from robots.documents.remarks import Recognition
from robots.documents.request import CHILD, READY, REQUEST, Request, serve
from robots.documents.settings import Limits
from robots.documents.structure import NotReadable, check_file

#: A child's start imports the libraries and is no document's fault.
_START_SECONDS: Final = 60


class DocumentReader(ClosedAfter):
    """Reads PDFs, one at a time, in a child process with limits. Safe to share between threads.

    Raises:
        LayoutRefused: a layout is not valid.
    """

    def __init__(self, limits: Limits | None = None, layouts: Path = LAYOUTS) -> None:
        load_layouts(layouts)
        self._limits = limits or Limits()
        self._layouts = layouts
        self._lock = Lock()
        self._child: BaseProcess | None = None
        self._connection: Connection | None = None
        self._documents_read = 0

    def read(
        self, document: Path | bytes, password: str | None = None, *, with_pictures: bool = False
    ) -> Reading:
        """Read one document; an unreadable one is a reading too, with its state and reason.

        Args:
            with_pictures: make a picture of each figure's place too.

        Raises:
            OSError: the file cannot be read at all.
            ReaderUnavailable: no child process could be started.
        """
        try:
            content = self._content(document)
        except NotReadable as refused:
            return Reading(refused.state, refused.reason)
        with self._lock:
            return self._answer(content, Request(password, with_pictures), self._limits.seconds)

    def recognise(
        self, document: Path | bytes, reading: Reading, password: str | None = None
    ) -> Reading:
        """The reading with what character recognition makes of its pictures: amounts for a person
        to confirm. Its state stays what it was; a document without pictures is left as it is.

        Raises:
            OSError: the file cannot be read at all.
            ReaderUnavailable: no child process could be started.
        """
        pages = tuple(
            number for number, state in enumerate(reading.page_states, 1) if state.is_picture
        )
        is_photograph = reading.state is ReadState.SCANNED and not reading.page_states
        if not (pages or is_photograph) or self._limits.recognition_pages == 0:
            return reading
        content = document.read_bytes() if isinstance(document, Path) else document
        request = Request(password, recognise=pages or (1,))
        with self._lock:
            seen = self._answer(content, request, self._limits.recognition_seconds)
        if seen.recognition is Recognition.NOT_TRIED:  # the process was lost over it
            return replace(reading, recognition=Recognition.FAILED)
        return replace(
            reading,
            recognition=seen.recognition,
            suggestions=seen.suggestions,
            page_pictures=seen.page_pictures,
        )

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._stop()

    def _content(self, document: Path | bytes) -> bytes:
        if isinstance(document, Path) and document.stat().st_size > self._limits.bytes:
            raise NotReadable(ReadState.TOO_LARGE)
        content = document.read_bytes() if isinstance(document, Path) else document
        check_file(content, self._limits)
        return content

    def _answer(self, content: bytes, request: Request, seconds: int) -> Reading:
        connection = self._ready()
        self._documents_read += 1
        try:
            connection.send_bytes(REQUEST.dump_json(request))
            connection.send_bytes(content)
            if not connection.poll(seconds):
                return self._lost(ReadState.TOO_LARGE, "document_no_end")
            reading = from_wire(connection.recv_bytes())
        except (EOFError, OSError, ValidationError):
            # The operating system ended it (processor time, memory, a fault in a library), or it
            # no longer answers with readings.
            return self._lost(ReadState.DAMAGED, "document_stopped_reader")
        if reading.state is ReadState.TOO_LARGE:
            self._stop()  # its memory is worn
        return reading

    def _lost(self, state: ReadState, code: str) -> Reading:
        self._stop()
        return Reading(state, Reason(code))

    def _ready(self) -> Connection:
        if self._documents_read >= self._limits.documents_a_process:
            self._stop()
        if self._child is None or not self._child.is_alive() or self._connection is None:
            self._stop()
            self._start()
        assert self._connection is not None
        return self._connection

    def _start(self) -> None:
        ours, theirs = multiprocessing.Pipe()
        child = process_from(CHILD)(
            target=serve,
            args=(theirs, str(self._layouts), self._limits.model_dump_json()),
            daemon=True,
        )
        try:
            child.start()
        except OSError:
            raise ReaderUnavailable() from None
        theirs.close()
        self._child, self._connection, self._documents_read = child, ours, 0
        try:
            is_ready = ours.poll(_START_SECONDS) and ours.recv_bytes() == READY
        except (EOFError, OSError):
            is_ready = False
        if not is_ready:
            self._stop()
            raise ReaderUnavailable()

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._child is not None:
            self._child.kill()  # it holds nothing that could be lost
            self._child.join()
        self._child = self._connection = None


def read_document(document: Path | bytes, password: str | None = None) -> Reading:
    """Read one document in a child process of its own, and say how long it took.

    For many documents keep a :class:`DocumentReader`.

    Raises:
        OSError: the file cannot be read at all.
        LayoutRefused, ReaderUnavailable: see :class:`DocumentReader`.
    """
    started = time.perf_counter()
    with DocumentReader() as reader:
        reading = reader.read(document, password)
        reading = reader.recognise(document, reading, password)
    return replace(reading, seconds=round(time.perf_counter() - started, 3))
