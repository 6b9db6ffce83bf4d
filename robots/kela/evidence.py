"""What is kept of a visit: the rows that were used, the decisions, and the pages, sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Final

from robots.casework.answer import Attachment, Evidence
from robots.casework.permit import Permit
from robots.kela.page_map import PageMap
from robots.kela.snapshot import Region, Table
from robots.kela.visited import SeenPage, Visited

_STYLE: Final = (
    "body{font:15px sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}"
    "th,td{border:1px solid #999;padding:.3em .6em;text-align:left}caption{text-align:left}"
)


class EvidenceBook:
    """Where each figure of one visit was read; a row that gives two figures is entered once."""

    def __init__(self, permit: Permit, pictured: Collection[str] = ()) -> None:
        """``pictured``: names of the pages of which there is a picture."""
        self._permit = permit
        self._pictured = pictured
        self._entries: dict[str, Evidence] = {}

    @property
    def entries(self) -> tuple[Evidence, ...]:
        return tuple(self._entries.values())

    def row(
        self, page: SeenPage, table: str, row: int, *key: object, what: str, **values: str
    ) -> str:
        """Enter a table's row and give its id.

        Args:
            key: what tells the row from others.
            what: the sentence that says what it is, of ``resources/texts/evidence.yaml``.
            values: what fills the sentence.
        """
        return self._enter(
            (table, *key),
            what=what,
            values=values,
            seen_at=page.seen_at,
            file=_page_file(self._permit, page),
            content=page.html.encode(),
            place=f"{table} [{row}]",
            picture=_picture_file(self._permit, page) if page.name in self._pictured else None,
        )

    def decision(self, number: str, seen_at: datetime, file: str, content: bytes) -> None:
        """Enter a decision's PDF."""
        self._enter(
            ("decision", number),
            what="kela_decision",
            values={"number": number},
            seen_at=seen_at,
            file=file,
            content=content,
            place="",
        )

    def _enter(
        self,
        key: tuple[object, ...],
        *,
        what: str,
        values: dict[str, str],
        seen_at: datetime,
        file: str,
        content: bytes,
        place: str,
        picture: str | None = None,
    ) -> str:
        evidence = Evidence.on(
            self._permit,
            *key,
            what=what,
            file=file,
            content=content,
            obtained_at=seen_at,
            place=place,
            values=values,
        )
        if picture is not None:
            evidence = replace(evidence, picture=f"evidence/{picture}")
        self._entries[evidence.id] = evidence
        return evidence.id


def attachments(
    visited: Visited, book: EvidenceBook, permit: Permit, page_map: PageMap
) -> Iterator[Attachment]:
    """Each page's tables without the person's header and a picture of what was read there, the
    decisions, and each page sealed.

    A decision that was not found to be the person's is kept sealed only, and proves nothing.
    """
    for page in visited.pages:
        file = _page_file(permit, page)
        yield Attachment(file, _elements(page, page_map, _used(visited, page)).encode())
        if picture := visited.pictures.get(page.name):
            yield Attachment(_picture_file(permit, page), picture)
        yield Attachment(f"raw-{file}", page.html.encode(), sealed=True)
    for number, decision in enumerate(visited.decisions, start=1):
        file = f"kela-{permit.role}-decision-{number}.pdf"
        if decision.is_theirs:
            book.decision(decision.row.number, decision.seen_at, file, decision.content)
            yield Attachment(file, decision.content)
        else:
            yield Attachment(f"raw-{file}", decision.content, sealed=True)


def _page_file(permit: Permit, page: SeenPage) -> str:
    return f"kela-{permit.role}-{page.name}.html"


def _picture_file(permit: Permit, page: SeenPage) -> str:
    return f"kela-{permit.role}-{page.name}.png"


def _used(visited: Visited, page: SeenPage) -> frozenset[int] | None:
    """The rows of a page of payments that lie in the permit's period; None for all rows."""
    if not page.name.startswith("payments-"):
        return None
    return frozenset(line.row for line in visited.payments or () if line.page is page)


def _elements(page: SeenPage, page_map: PageMap, used: frozenset[int] | None) -> str:
    """The page's tables and named values, as a small page of their own.

    Args:
        used: the rows that are kept, from 1; None for all of them.
    """
    hidden = frozenset(page_map.masked)
    regions = [one for one in page.snapshot.regions if one.name != page_map.person.region]
    parts = [_region(one, hidden) for one in regions]
    parts += [_table(one, used) for one in page.snapshot.tables]
    seen_at = page.seen_at.isoformat(timespec="seconds")
    return (
        f'<!DOCTYPE html>\n<html lang="{page_map.language}">\n<head><meta charset="utf-8">'
        f"<title>Kela: {escape(page.heading)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>Kela: {escape(page.heading)}</h1>\n<p>{seen_at}</p>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _region(region: Region, hidden: frozenset[str]) -> str:
    terms = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(value or '')}</dd>"
        for term, value in region.terms
        if term not in hidden
    )
    return f"<dl>{terms}</dl>"


def _table(table: Table, used: frozenset[int] | None) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell.text)}</td>" for cell in row) + "</tr>"
        for number, row in enumerate(table.rows, start=1)
        if used is None or number in used
    )
    return (
        f"<table><caption>{escape(table.name)}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody></table>"
    )
