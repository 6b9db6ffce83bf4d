"""How large a document may be, and how long and with how much memory it may be read."""

from __future__ import annotations

from pydantic import Field

from robots.casework.settings import RoomSettings


class Limits(RoomSettings):
    """Limits of one document. A letter is far below them; a file made to do harm is above."""

    megabytes: int = Field(default=10, ge=1, le=100)
    pages: int = Field(default=50, ge=1, le=1000)
    page_points: int = Field(default=5000, ge=1000, le=20000)
    """The longest side of a page, in points (1/72 inch)."""
    characters_a_page: int = Field(default=20_000, ge=1000)
    objects_a_page: int = Field(default=20_000, ge=1000)
    seconds: int = Field(default=8, ge=1, le=120)
    """Of wall clock; the processor's time is limited to the same."""
    memory_megabytes: int = Field(default=1500, ge=256)
    """Of the child process; set only where the operating system can."""
    documents_a_process: int = Field(default=200, ge=1)
    """After so many, the child process is replaced, so that no memory piles up."""
    recognition_program: str = "tesseract"
    """Recognises characters in scans and photographs; its path where it is not found by name."""
    recognition_seconds: int = Field(default=60, ge=1, le=600)
    """Of wall clock, for all pages of one document."""
    recognition_pages: int = Field(default=5, ge=0, le=50)
    """So many pages of a scan are looked at; 0: none."""

    @property
    def bytes(self) -> int:
        """The largest file, in bytes."""
        return self.megabytes * 1024 * 1024


class DocumentsSettings(RoomSettings):
    """The table ``[documents]`` of ``county.toml``."""

    limits: Limits = Limits()
