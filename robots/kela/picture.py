"""A picture of what was read on a page: its cells marked, addresses masked, nobody named."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any, Final

from playwright.async_api import Page as BrowserPage

from robots.kela.browser import guarded
from robots.kela.errors import NoAnswer
from robots.kela.page_map import PageMap

_log = logging.getLogger(__name__)

#: Marks the read cells, takes out what must not be seen, and tells where on the page the rest is.
_PREPARE: Final = """
([tableName, rows, person, masked]) => {
  const text = (e) => (e.innerText ?? '').replace(/[ \\t\\r\\n]+/g, ' ').trim();
  const nameOf = (e) => {
    const label = document.getElementById(e.getAttribute('aria-labelledby') ?? '');
    return e.getAttribute('aria-label') ?? (label ? text(label) : '');
  };
  const main = document.querySelector('main') ?? document.body;
  const table = [...main.querySelectorAll('table')]
    .find((one) => (one.caption ? text(one.caption) : nameOf(one)) === tableName);
  if (!table) return null;
  const hide = (cell) => { cell.textContent = '█'.repeat(12); };
  for (const term of main.querySelectorAll('dt'))
    if (masked.includes(text(term)) && term.nextElementSibling) hide(term.nextElementSibling);
  const heads = [...table.querySelectorAll(':scope > thead > tr > th')].map(text);
  [...table.querySelectorAll(':scope > tbody > tr')].forEach((row, at) => {
    if (!rows.includes(at + 1)) { row.style.display = 'none'; return; }
    [...row.cells].forEach((cell, column) => {
      if (masked.includes(heads[column])) hide(cell);
      cell.style.outline = '2px solid #b3261e';
      cell.style.outlineOffset = '-3px';
    });
  });
  const regions = [...main.querySelectorAll('section, [role=region]')].filter(nameOf);
  for (const region of regions)
    if (nameOf(region) === person) region.style.visibility = 'hidden';
  for (const box of document.querySelectorAll('[role=dialog], dialog')) box.style.display = 'none';
  scrollTo(0, 0);
  const seen = [table, ...regions.filter((one) => nameOf(one) !== person)]
    .map((one) => one.getBoundingClientRect());
  const left = Math.min(...seen.map((one) => one.left));
  const top = Math.min(...seen.map((one) => one.top));
  const right = Math.max(...seen.map((one) => one.right));
  const bottom = Math.max(...seen.map((one) => one.bottom));
  return { x: Math.max(0, left - 8), y: Math.max(0, top - 8),
           width: right - left + 16, height: bottom - top + 16 };
}
"""


async def picture_of(
    page: BrowserPage, page_map: PageMap, table: str, rows: Collection[int]
) -> bytes | None:
    """A table and the sums around it as PNG; the page is of no other use afterwards.

    Args:
        table: its name.
        rows: those that were used, from 1; the others do not show.

    Returns:
        None where the browser could not: what was read is not asked for again for a picture's
        sake, and the elements that were read are kept all the same.
    """
    asked: list[Any] = [table, sorted(rows), page_map.person.region, list(page_map.masked)]
    try:
        await guarded(page.wait_for_load_state("load"))  # the page's style has come, too
        part = await guarded(page.evaluate(_PREPARE, asked))
        if part is None:
            return None
        window = page.viewport_size
        fits = window is not None and part["y"] + part["height"] <= window["height"]
        return await guarded(
            page.screenshot(clip=part, full_page=not fits, animations="disabled", type="png")
        )
    except NoAnswer:
        _log.warning("Kela: no picture could be taken of a page that was read")
        return None
