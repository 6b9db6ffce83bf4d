"""What can go wrong in this room beside an unreadable document, which is a state and no error."""

from __future__ import annotations

from robots.casework.errors import CannotStart, TryAgain


class LayoutRefused(CannotStart):
    """A layout in ``resources/documents/`` is not valid; context: ``file``, ``key``."""

    code = "document_layout_refused"


class ReaderUnavailable(TryAgain):
    """The child process that reads documents could not be started."""

    code = "document_reader_unavailable"


class DocumentsUnavailable(TryAgain):
    """A handed-in file is there and cannot be opened; context: its ``number`` in the folder."""

    code = "documents_unavailable"
