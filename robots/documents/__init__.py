"""PDFs that clients hand in and that authorities send: recognise, read, show where, or doubt.

A wrong amount is worse than none. :func:`read_document` and :class:`DocumentReader` read one file
in a child process with limits; :class:`Documents` is the source that asks for a person's papers.
What a kind of document looks like is data in ``resources/documents/``.
"""

from robots.documents.reader import DocumentReader, read_document
from robots.documents.reading import Figure, PageState, Place, Reading, ReadState
from robots.documents.settings import DocumentsSettings, Limits
from robots.documents.source import Documents

__all__ = [
    "DocumentReader",
    "Documents",
    "DocumentsSettings",
    "Figure",
    "Limits",
    "PageState",
    "Place",
    "ReadState",
    "Reading",
    "read_document",
]
