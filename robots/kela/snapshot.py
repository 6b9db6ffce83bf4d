"""What a person would see on a page, taken out of it in one look and held apart from the browser.

Everything on one page is read at the same moment, so that a page that changes under the reader
cannot be read half; and what is read can be tested without a browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Page as BrowserPage

#: Collects headings, landmarks, terms, tables, sentences and links that are visible. As one text:
#: a tree of values is taken over from the browser value by value.
_LOOK: Final = """
() => {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const text = (e) => (e.innerText ?? '').replace(/[ \\t\\r\\n]+/g, ' ').trim();
  const all = (root, what) => [...root.querySelectorAll(what)].filter(seen);
  const nameOf = (e) => {
    const other = e.getAttribute('aria-labelledby');
    const label = other && document.getElementById(other);
    return e.getAttribute('aria-label') ?? (label ? text(label) : '');
  };
  const linkOf = (cell) => {
    const links = all(cell, 'a[href]');
    return links.length === 1 ? links[0].href : null;
  };
  const main = document.querySelector('main') ?? document.body;
  const tableOf = (table) => {
    const rows = [...table.querySelectorAll(':scope > tbody > tr')];
    const heads = [...table.querySelectorAll(':scope > thead > tr > th')];
    const cells = rows.flatMap((row) => [...row.cells]).concat(heads);
    return {
      name: table.caption ? text(table.caption) : nameOf(table),
      heads: heads.map(text),
      rows: rows.map((row) => [...row.cells].map((c) => ({ text: text(c), link: linkOf(c) }))),
      regular: rows.concat(cells).every(seen) && cells.every((c) => c.colSpan * c.rowSpan === 1)
        && !table.querySelector('table') && table.querySelectorAll('tr').length
          === rows.length + table.querySelectorAll(':scope > thead > tr').length
        && table.querySelectorAll(':scope > thead > tr').length === 1,
    };
  };
  return JSON.stringify({
    headings: all(document, 'h1').map(text),
    landmarks: all(document, 'section, form, nav, [role=region], [role=search]')
      .map(nameOf).filter(Boolean),
    regions: all(main, 'section, [role=region]').filter(nameOf).map((region) => ({
      name: nameOf(region),
      terms: all(region, 'dt').map((term) => [
        text(term),
        term.nextElementSibling?.tagName === 'DD' && seen(term.nextElementSibling)
          ? text(term.nextElementSibling) : null,
      ]),
    })),
    tables: all(main, 'table').map(tableOf),
    sentences: all(main, 'p').map(text).filter(Boolean),
    links: all(document, 'a[href]').map((a) => ({ text: text(a), link: a.href })),
    boxes: all(document, 'dialog[open], [role=dialog], [role=alertdialog]').map(nameOf),
    busy: all(document, '[aria-busy=true]').length > 0,
    fetchesAhead: document.querySelector('script[type=speculationrules i]') !== null,
    html: document.documentElement.outerHTML,
  });
}
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell: its text, and where its only link leads."""

    text: str = field(repr=False)
    link: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; not ``regular`` when cells span others, or a part of it is hidden."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)
    regular: bool = True


@dataclass(frozen=True, slots=True)
class Region:
    """A named part of a page, with its terms and their values."""

    name: str
    terms: tuple[tuple[str, str | None], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What stood on a page."""

    headings: tuple[str, ...] = field(repr=False)
    landmarks: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    tables: tuple[Table, ...] = ()
    sentences: tuple[str, ...] = field(default=(), repr=False)
    links: tuple[Cell, ...] = ()
    boxes: tuple[str, ...] = ()
    """Names of what lies over the page."""
    busy: bool = False
    """Whether a part of the page says that it is still loading."""
    fetches_ahead: bool = False
    """Whether the page orders the browser to fetch others before anybody asks for them."""

    @classmethod
    def of(cls, seen: Mapping[str, Any]) -> Snapshot:
        """From what the page's script collected."""
        return cls(
            headings=tuple(seen["headings"]),
            landmarks=tuple(seen["landmarks"]),
            regions=tuple(
                Region(region["name"], tuple((term, value) for term, value in region["terms"]))
                for region in seen["regions"]
            ),
            tables=tuple(
                Table(
                    table["name"],
                    tuple(table["heads"]),
                    tuple(tuple(Cell(**cell) for cell in row) for row in table["rows"]),
                    table["regular"],
                )
                for table in seen["tables"]
            ),
            sentences=tuple(seen["sentences"]),
            links=tuple(Cell(**link) for link in seen["links"]),
            boxes=tuple(seen["boxes"]),
            busy=seen["busy"],
            fetches_ahead=seen["fetchesAhead"],
        )


async def look(page: BrowserPage) -> tuple[Snapshot, str]:
    """One look at the page as it is now, and its HTML at the same moment."""
    seen = json.loads(await page.evaluate(_LOOK))
    return Snapshot.of(seen), seen["html"]
