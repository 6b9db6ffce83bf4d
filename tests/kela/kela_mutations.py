"""Changes to Kela's pages, as a new version of the site or a fault in it might bring them."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass

from kela_proxy import on_tree
from lxml.html import HtmlElement, fragment_fromstring

Change = Callable[[str], str]

BENEFITS = r"/etuudet$"
BENEFIT = r"/etuudet/\d+$"
PAYMENTS = r"/maksut\?"
SECOND = r"/maksut\?.*sivu=2"
PENDING = r"/hakemukset$"
SEARCH = r"/haku$"


@dataclass(frozen=True)
class Mutation:
    """What is changed on which page."""

    what: str
    where: str
    """Its address's path, as a pattern."""
    change: Change


def text(old: str, new: str) -> Change:
    """The first place of a text, no-break spaces as plain ones."""

    def change(page: str) -> str:
        return page.replace("\u00a0", " ").replace(old, new, 1)

    return change


def everywhere(*pairs: tuple[str, str]) -> Change:
    def change(page: str) -> str:
        for old, new in pairs:
            page = page.replace(old, new)
        return page

    return change


def said(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(tree: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = tree.xpath("(//main//table)[1]/tbody/tr")
    return found


def heads(tree: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = tree.xpath("(//main//table)[1]/thead/tr/th")
    return found


def place(tree: HtmlElement, head: str) -> int:
    return [said(one) for one in heads(tree)].index(head)


def head(old: str, new: str) -> Change:
    """A column's head says something else."""

    def work(tree: HtmlElement) -> None:
        heads(tree)[place(tree, old)].text = new

    return on_tree(work)


def heads_exchanged(one: str, other: str) -> Change:
    """Only the heads: their cells stay where they are."""

    def work(tree: HtmlElement) -> None:
        first, second = heads(tree)[place(tree, one)], heads(tree)[place(tree, other)]
        first.text, second.text = other, one

    return on_tree(work)


def columns_exchanged(one: str, other: str) -> Change:
    """Heads and cells."""

    def work(tree: HtmlElement) -> None:
        first, second = place(tree, one), place(tree, other)
        for row in tree.xpath("(//main//table)[1]//tr"):
            row[first].text, row[second].text = row[second].text, row[first].text

    return on_tree(work)


def column_dropped(name: str, *, cells: bool = True) -> Change:
    def work(tree: HtmlElement) -> None:
        at = place(tree, name)
        for row in tree.xpath("(//main//table)[1]//tr"):
            if cells or row[at].tag == "th":
                row.remove(row[at])

    return on_tree(work)


def column_added(name: str, value: str) -> Change:
    def work(tree: HtmlElement) -> None:
        for row in tree.xpath("(//main//table)[1]//tr"):
            is_head = row[0].tag == "th"
            row.append(fragment_fromstring(f"<th>{name}</th>" if is_head else f"<td>{value}</td>"))

    return on_tree(work)


def row_lost(number: int = 0) -> Change:
    return on_tree(lambda tree: rows(tree)[number].drop_tree())


def row_twice(number: int = 0) -> Change:
    def work(tree: HtmlElement) -> None:
        row = rows(tree)[number]
        row.addnext(copy.deepcopy(row))

    return on_tree(work)


def row_with(attribute: str, value: str, number: int = 0) -> Change:
    return on_tree(lambda tree: rows(tree)[number].set(attribute, value))


def row_twice_one_hidden(tree: HtmlElement) -> None:
    row = rows(tree)[0]
    other = copy.deepcopy(row)
    other.set("style", "display:none")
    row.addnext(other)


def cell(column: str, value: str, number: int = 0) -> Change:
    """What stands in one cell."""

    def work(tree: HtmlElement) -> None:
        row = rows(tree)[number]
        row[place(tree, column)].text = value

    return on_tree(work)


def rows_gone(tree: HtmlElement) -> None:
    for row in rows(tree):
        row.drop_tree()


def table_gone(tree: HtmlElement) -> None:
    tree.xpath("(//main//table)[1]")[0].drop_tree()


def table_instead(sentence: str) -> Change:
    """The page says that there is nothing."""

    def work(tree: HtmlElement) -> None:
        table = tree.xpath("(//main//table)[1]")[0]
        table.addprevious(fragment_fromstring(f"<p>{sentence}</p>"))
        table.drop_tree()

    return on_tree(work)


def table_twice(tree: HtmlElement) -> None:
    table = tree.xpath("(//main//table)[1]")[0]
    table.addnext(copy.deepcopy(table))


def table_in_a_cell(tree: HtmlElement) -> None:
    row = rows(tree)[0]
    row[0].append(fragment_fromstring("<table><tr><td>0,00</td></tr></table>"))


def wide_cell(tree: HtmlElement) -> None:
    rows(tree)[0][0].set("colspan", "2")


def term(name: str, value: str) -> Change:
    """What stands beside a term."""

    def work(tree: HtmlElement) -> None:
        (found,) = [one for one in tree.xpath("//main//dt") if said(one) == name]
        found.getnext().text = value

    return on_tree(work)


def term_gone(name: str) -> Change:
    def work(tree: HtmlElement) -> None:
        (found,) = [one for one in tree.xpath("//main//dt") if said(one) == name]
        found.getparent().drop_tree()

    return on_tree(work)


def region_gone(name: str) -> Change:
    return on_tree(lambda tree: tree.xpath(f"//section[@aria-label='{name}']")[0].drop_tree())


def heading(new: str) -> Change:
    def work(tree: HtmlElement) -> None:
        tree.xpath("//h1")[0].text = new

    return on_tree(work)


def heading_twice(tree: HtmlElement) -> None:
    tree.xpath("//h1")[0].addprevious(fragment_fromstring("<h1>Tiedote</h1>"))


def link_gone(name: str) -> Change:
    def work(tree: HtmlElement) -> None:
        for link in [one for one in tree.xpath("//a") if said(one) == name]:
            link.drop_tree()

    return on_tree(work)


def links_of_rows_gone(tree: HtmlElement) -> None:
    for link in tree.xpath("//main//td//a"):
        link.drop_tag()


def links_of_rows_to(path: str) -> Change:
    def work(tree: HtmlElement) -> None:
        for link in tree.xpath("//main//td//a"):
            link.set("href", path)

    return on_tree(work)


def replaced(whole: str) -> Change:
    """Another page altogether."""
    return lambda page: whole


def cut_after(mark: str) -> Change:
    """Half a page: what comes after the mark never arrives."""

    def change(page: str) -> str:
        at = page.find(mark)
        return page if at < 0 else page[: at + len(mark)]

    return change


def both(*changes: Change) -> Change:
    def change(page: str) -> str:
        for one in changes:
            page = one(page)
        return page

    return change


def in_english(page: str) -> str:
    words = {
        "Voimassa olevat etuudet": "Benefits in force",
        "Henkilötunnus": "Personal identity code",
        "Etuus": "Benefit",
        "Brutto": "Gross",
        "Netto": "Net",
        "Ennakonpidätys": "Tax withheld",
        "Yhteenveto": "Summary",
    }
    return re.sub("|".join(words), lambda found: words[found[0]], page)
