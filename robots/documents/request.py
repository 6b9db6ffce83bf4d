"""What the parent process and its child say to each other about a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Final

from pydantic import TypeAdapter

#: What the child says when it has loaded everything and waits for documents.
READY: Final = b"ready"
#: What the child is made of: the parent, which has the county's keys, loads none of the libraries
#: that open documents.
CHILD: Final = "robots.documents.child"


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of the document that follows."""

    password: str | None = field(repr=False)
    with_pictures: bool = False
    """Make a picture of each figure's place too."""
    recognise: tuple[int, ...] | None = None
    """Do not read the text: look for characters on these pages, which are pictures."""


REQUEST: Final = TypeAdapter(Request)


def serve(connection: Connection, layouts_folder: str, limits_json: str) -> None:
    """Be the child until the parent closes its end."""
    from robots.documents.child import serve as read_documents

    read_documents(connection, layouts_folder, limits_json)
