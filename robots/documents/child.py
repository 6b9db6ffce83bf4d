"""The child process: it takes documents one after another and answers with readings.

What goes in is a request as JSON and bytes, what comes out is JSON: nothing that a hostile file
could make of this process is unpickled by the parent. It has given up the network before it sees
the first document (see :func:`robots.casework.machine.refuse_own_connections` for what holds
where), and its memory and processor time are limited.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from robots.casework.machine import limit_own_memory, limit_own_time, refuse_own_connections
from robots.casework.reason import Reason
from robots.documents.character_recognition import recognise_characters
from robots.documents.examination import examine
from robots.documents.layout import Layout
from robots.documents.layouts import load_layouts
from robots.documents.reading import Reading, ReadState, to_wire
from robots.documents.request import READY, REQUEST, Request
from robots.documents.settings import Limits

_BYTES_A_MEGABYTE: Final = 1024 * 1024


def serve(connection: Connection, layouts_folder: str, limits_json: str) -> None:
    """Read documents until the parent closes its end."""
    # The libraries write parts of documents into warnings; nothing of a document leaves this way.
    logging.disable(logging.CRITICAL)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        _serve(connection, layouts_folder, limits_json)


def _serve(connection: Connection, layouts_folder: str, limits_json: str) -> None:
    limits = Limits.model_validate_json(limits_json)
    layouts = load_layouts(Path(layouts_folder))
    refuse_own_connections()
    limit_own_memory(limits.memory_megabytes * _BYTES_A_MEGABYTE)
    connection.send_bytes(READY)
    while True:
        try:
            request = REQUEST.validate_json(connection.recv_bytes())
            content = connection.recv_bytes()
        except EOFError:
            return
        if request.recognise is None:
            limit_own_time(limits.seconds)
            reading = _read(content, request, layouts, limits)
        else:
            limit_own_time(limits.recognition_seconds)
            reading = _recognised(content, request.password, request.recognise, limits)
        connection.send_bytes(to_wire(reading))


def _recognised(
    content: bytes, password: str | None, pages: Sequence[int], limits: Limits
) -> Reading:
    """The part of a reading that the pictures tell."""
    seen = recognise_characters(content, password, pages, limits)
    return Reading(
        ReadState.SCANNED,
        Reason("document_scanned"),
        recognition=seen.outcome,
        suggestions=seen.suggestions,
        page_pictures=dict(seen.pictures),
    )


def _read(content: bytes, request: Request, layouts: Sequence[Layout], limits: Limits) -> Reading:
    try:
        return examine(
            content, request.password, layouts, limits, with_pictures=request.with_pictures
        )
    except MemoryError:
        return Reading(ReadState.TOO_LARGE, Reason("document_too_large"))
    except Exception as error:
        # Whatever a file does to the libraries, the next one must be read.
        reason = Reason("document_reader_failed", {"error": type(error).__name__})
        return Reading(ReadState.DAMAGED, reason)
