"""The child process: it takes documents one after another and answers with readings.

What goes in is a password and bytes, what comes out is JSON: nothing that a hostile file could make
of this process is unpickled by the parent.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from robots.casework.machine import limit_own_memory, limit_own_time
from robots.casework.reason import Reason
from robots.documents.examination import examine
from robots.documents.layout import Layout
from robots.documents.layouts import load_layouts
from robots.documents.reading import Reading, ReadState, to_wire
from robots.documents.settings import Limits

#: What the child says when it has loaded everything and waits for documents.
READY: Final = b"ready"

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
    limit_own_memory(limits.memory_megabytes * _BYTES_A_MEGABYTE)
    connection.send_bytes(READY)
    while True:
        try:
            password = json.loads(connection.recv_bytes())
            content = connection.recv_bytes()
        except EOFError:
            return
        limit_own_time(limits.seconds)
        connection.send_bytes(to_wire(_read(content, password, layouts, limits)))


def _read(
    content: bytes, password: str | None, layouts: Sequence[Layout], limits: Limits
) -> Reading:
    try:
        return examine(content, password, layouts, limits)
    except MemoryError:
        return Reading(ReadState.TOO_LARGE, Reason("document_too_large"))
    except Exception as error:
        # Whatever a file does to the libraries, the next one must be read.
        reason = Reason("document_reader_failed", {"error": type(error).__name__})
        return Reading(ReadState.DAMAGED, reason)
