"""Whatever changes on Kela's pages: the right error, the right question, or the same figures.

A proxy between the robot and the site makes the changes. None may end in a wrong or missing amount
that nobody is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kela_mutations import (
    BENEFIT,
    BENEFITS,
    PAYMENTS,
    PENDING,
    SEARCH,
    SECOND,
    Mutation,
    both,
    cell,
    column_added,
    column_dropped,
    columns_exchanged,
    cut_after,
    everywhere,
    head,
    heading,
    heading_twice,
    heads_exchanged,
    in_english,
    link_gone,
    links_of_rows_gone,
    links_of_rows_to,
    region_gone,
    replaced,
    row_lost,
    row_twice,
    row_twice_one_hidden,
    row_with,
    rows_gone,
    table_gone,
    table_in_a_cell,
    table_instead,
    table_twice,
    term,
    term_gone,
    text,
    wide_cell,
)
from kela_proxy import Proxy, on_tree
from kela_world import ASKED, OTHER, PENSIONER, World, benefit, checked, permit, person

from robots.casework.answer import Answer
from robots.casework.errors import PersonMismatch, WorkerError
from robots.casework.words import Severity
from robots.kela import Kela
from robots.kela.errors import (
    CellNotUnderstood,
    DoesNotAddUp,
    NoAnswer,
    PageNotRecognised,
    RouteRefused,
    TechnicalError,
)

BLOCKS: dict[str, dict[str, Any]] = {
    PENSIONER: {
        "benefits": [
            benefit(
                "Kansaneläke",
                "1312.44",
                "100.00",
                decision={"number": "KE-2025-00123", "date": date(2025, 1, 10)},
                paid_from="2025-09",
            ),
            benefit(
                "Eläkettä saavan hoitotuki",
                "144.56",
                paid_from="2025-09",
                components=[
                    {"name": "Perustuki", "gross": Decimal("84.56")},
                    {"name": "Veteraanilisä", "gross": Decimal("60.00")},
                ],
            ),
        ],
        "pending": [{"name": "Kuntoutusraha", "since": date(2026, 2, 20)}],
    },
    OTHER: {"benefits": [benefit("Takuueläke", "990.90")]},
}
ENGLISH = "<!DOCTYPE html><html><body><main><h1>{}</h1><p>{}</p></main></body></html>"

#: The change, and what it ends in.
ERRORS: list[tuple[Mutation, type[WorkerError]]] = [
    # Another person, no person
    *(
        (Mutation("another person's code", page, text(checked(PENSIONER), checked(OTHER))), error)
        for page in (BENEFITS, BENEFIT, PAYMENTS, PENDING)
        for error in (PersonMismatch,)
    ),
    (Mutation("no code", BENEFITS, term_gone("Henkilötunnus")), PageNotRecognised),
    (Mutation("no person's header", PAYMENTS, region_gone("Henkilö")), PageNotRecognised),
    # Headings and landmarks
    (Mutation("another heading", BENEFITS, heading("Kaikki etuudet")), PageNotRecognised),
    (Mutation("another heading", PAYMENTS, heading("Maksatukset")), PageNotRecognised),
    (Mutation("the heading of another page", BENEFIT, heading("Maksut")), PageNotRecognised),
    (Mutation("two headings", BENEFITS, on_tree(heading_twice)), PageNotRecognised),
    (Mutation("no summary", PAYMENTS, region_gone("Yhteenveto")), PageNotRecognised),
    (Mutation("no summary", BENEFITS, region_gone("Yhteenveto")), PageNotRecognised),
    # Columns
    (Mutation("a column renamed", BENEFITS, head("Netto", "Maksetaan")), PageNotRecognised),
    (Mutation("a column renamed", PAYMENTS, head("Netto", "Maksetaan")), PageNotRecognised),
    (Mutation("a column renamed", PENDING, head("Etuus", "Asia")), PageNotRecognised),
    (Mutation("a column dropped", PAYMENTS, column_dropped("Ajalta")), PageNotRecognised),
    (Mutation("a column dropped", BENEFITS, column_dropped("Päättyy")), PageNotRecognised),
    (
        Mutation("a head dropped", PAYMENTS, column_dropped("Ajalta", cells=False)),
        PageNotRecognised,
    ),
    (Mutation("a column more", PAYMENTS, column_added("Laji", "A")), PageNotRecognised),
    (Mutation("heads exchanged", PAYMENTS, heads_exchanged("Brutto", "Netto")), DoesNotAddUp),
    (
        Mutation("heads exchanged", PAYMENTS, heads_exchanged("Netto", "Ennakonpidätys")),
        DoesNotAddUp,
    ),
    (Mutation("heads exchanged", BENEFITS, heads_exchanged("Alkaa", "Netto")), CellNotUnderstood),
    # Rows
    (Mutation("a row lost", PAYMENTS, row_lost()), DoesNotAddUp),
    (Mutation("a row lost", SECOND, row_lost(-1)), DoesNotAddUp),
    (Mutation("a row lost", BENEFITS, row_lost()), DoesNotAddUp),
    (
        Mutation("a row lost", PENDING, table_instead("Ei vireillä olevia hakemuksia.")),
        DoesNotAddUp,
    ),
    (Mutation("a row twice", PAYMENTS, row_twice()), DoesNotAddUp),
    (Mutation("a row twice", BENEFITS, row_twice()), DoesNotAddUp),
    (Mutation("a row twice", PENDING, row_twice()), DoesNotAddUp),
    (Mutation("a hidden row", PAYMENTS, row_with("hidden", "")), PageNotRecognised),
    (
        Mutation("a row hidden by its style", PAYMENTS, row_with("style", "display:none")),
        PageNotRecognised,
    ),
    (
        Mutation("a row that cannot be seen", BENEFITS, row_with("style", "opacity:0")),
        PageNotRecognised,
    ),
    (
        Mutation("a row more that is hidden", BENEFITS, on_tree(row_twice_one_hidden)),
        PageNotRecognised,
    ),
    (Mutation("an empty table", PAYMENTS, on_tree(rows_gone)), PageNotRecognised),
    (Mutation("an empty table", BENEFITS, on_tree(rows_gone)), PageNotRecognised),
    (Mutation("no table", PAYMENTS, on_tree(table_gone)), PageNotRecognised),
    (
        Mutation("nothing, it says", PAYMENTS, table_instead("Ei maksuja valitulla aikavälillä.")),
        DoesNotAddUp,
    ),
    (
        Mutation("nothing, it says", BENEFITS, table_instead("Ei voimassa olevia etuuksia.")),
        DoesNotAddUp,
    ),
    (Mutation("a table twice", PAYMENTS, on_tree(table_twice)), PageNotRecognised),
    (Mutation("a table in a cell", PAYMENTS, on_tree(table_in_a_cell)), PageNotRecognised),
    (Mutation("a cell over two columns", PAYMENTS, on_tree(wide_cell)), PageNotRecognised),
    # Totals and paging
    (Mutation("a wrong total", PAYMENTS, term("Brutto yhteensä", "1 000,00")), DoesNotAddUp),
    (Mutation("a wrong total", BENEFITS, term("Netto yhteensä", "1 357,01")), DoesNotAddUp),
    (Mutation("a wrong count", PAYMENTS, term("Rivejä", "99")), DoesNotAddUp),
    (Mutation("a wrong count", PENDING, term("Rivejä", "2")), DoesNotAddUp),
    (Mutation("no total", PAYMENTS, term_gone("Ennakonpidätys yhteensä")), PageNotRecognised),
    (Mutation("the second page missing", PAYMENTS, link_gone("Seuraava sivu")), DoesNotAddUp),
    (Mutation("a wrong page number", SECOND, term("Sivu", "1/2")), DoesNotAddUp),
    (
        Mutation("other days", PAYMENTS, term("Aikaväli", "1.3.2025–15.3.2026")),
        DoesNotAddUp,
    ),
    (Mutation("other totals", SECOND, term("Netto yhteensä", "0,00")), DoesNotAddUp),
    # Cells
    (Mutation("a decimal point", PAYMENTS, text("1 312,44", "1312.44")), CellNotUnderstood),
    (Mutation("the English way", PAYMENTS, text("1 312,44", "1,312.44")), CellNotUnderstood),
    (Mutation("no cents", PAYMENTS, cell("Brutto", "1 312")), CellNotUnderstood),
    (Mutation("one decimal", PAYMENTS, cell("Brutto", "1 312,4")), CellNotUnderstood),
    (Mutation("an empty amount", PAYMENTS, cell("Netto", "")), CellNotUnderstood),
    (Mutation("a dash", BENEFITS, cell("Netto", "–")), CellNotUnderstood),
    (Mutation("a sign", PAYMENTS, cell("Brutto", "−1 312,44")), DoesNotAddUp),
    (Mutation("digits in wrong groups", PAYMENTS, cell("Brutto", "13 12,44")), CellNotUnderstood),
    (Mutation("two amounts", PAYMENTS, cell("Netto", "1 212,44 1 212,44")), CellNotUnderstood),
    (Mutation("net that is not the rest", PAYMENTS, cell("Netto", "1 212,45")), DoesNotAddUp),
    (
        Mutation(
            "an amount moved to another row",
            PAYMENTS,
            both(cell("Netto", "1 211,44", 1), cell("Brutto", "1 311,44", 1)),
        ),
        DoesNotAddUp,
    ),
    (
        Mutation("a date in another form", PAYMENTS, cell("Maksupäivä", "2026-03-07")),
        CellNotUnderstood,
    ),
    (
        Mutation("a date the American way", PAYMENTS, cell("Maksupäivä", "3/7/2026")),
        CellNotUnderstood,
    ),
    (Mutation("an impossible date", BENEFITS, cell("Alkaa", "31.6.2015")), CellNotUnderstood),
    (Mutation("a day not asked for", PAYMENTS, cell("Maksupäivä", "7.3.2024")), DoesNotAddUp),
    (Mutation("no name", PAYMENTS, cell("Etuus", "")), CellNotUnderstood),
    # Details, links, forms
    (Mutation("another benefit's page", BENEFIT, term("Etuus", "Takuueläke")), DoesNotAddUp),
    (
        Mutation("no word of no parts", BENEFIT, text("Ei erillisiä osia.", "")),
        PageNotRecognised,
    ),
    (Mutation("no links", BENEFITS, on_tree(links_of_rows_gone)), PageNotRecognised),
    (
        Mutation("a link to a claim", BENEFITS, links_of_rows_to("/maksuvaatimus")),
        RouteRefused,
    ),
    (Mutation("no way to payments", BENEFITS, link_gone("Maksut")), PageNotRecognised),
    (Mutation("a page where the PDF was", BENEFIT, links_of_rows_to("/haku")), PageNotRecognised),
    (Mutation("a field renamed", SEARCH, text("Asian tunniste", "Viite")), PageNotRecognised),
    (Mutation("a button renamed", SEARCH, text(">Hae<", ">Etsi<")), PageNotRecognised),
    # Whole pages
    (Mutation("in English", BENEFITS, in_english), PageNotRecognised),
    (
        Mutation("an error with status 200", PAYMENTS, replaced(ENGLISH.format("Error", "Sorry"))),
        PageNotRecognised,
    ),
    (
        Mutation(
            "its own error with status 200", PENDING, replaced(ENGLISH.format("Tekninen virhe", ""))
        ),
        TechnicalError,
    ),
    (Mutation("nothing at all", BENEFITS, replaced("")), PageNotRecognised),
    (Mutation("half a page", PAYMENTS, cut_after("</thead>")), PageNotRecognised),
    (Mutation("half a table", PAYMENTS, cut_after("</tr>")), PageNotRecognised),
    (Mutation("half of the second page", SECOND, cut_after("<tbody>")), PageNotRecognised),
    (Mutation("half a page", BENEFITS, cut_after("</h1>")), PageNotRecognised),
]

QUESTIONS: list[tuple[Mutation, str]] = [
    (
        Mutation("a benefit renamed", r"/henkilo/", everywhere(("Kansaneläke", "Peruseläke"))),
        "kela_unknown_benefit",
    ),
    (
        Mutation("a part renamed", BENEFIT, text("Veteraanilisä", "Lisäosa")),
        "kela_components_not_known",
    ),
    (Mutation("a part's amount", BENEFIT, text("60,00", "61,00")), "kela_components_not_known"),
]

HARMLESS = [
    Mutation("columns exchanged with their cells", PAYMENTS, columns_exchanged("Brutto", "Netto")),
    Mutation("columns exchanged with their cells", PAYMENTS, columns_exchanged("Etuus", "Ajalta")),
    Mutation(
        "other elements around",
        BENEFITS,
        everywhere(("<main", "<div><main"), ("</main>", "</main></div>")),
    ),
    Mutation(
        "classes renamed", PAYMENTS, lambda page: re.sub(r' class="[^"]*"', ' class="x"', page)
    ),
    Mutation("a page's title", BENEFITS, text("<title>", "<title>Uusi ")),
]


class Between:
    """The site, the proxy, and a robot that knows only the proxy."""

    def __init__(self, world: World, proxy: Proxy, robot: Kela) -> None:
        self.proxy = proxy
        self._robot = robot
        self.plain = self.ask()

    def ask(self) -> Answer:
        return self._robot.ask(permit(), person(PENSIONER), ASKED)

    def mutate(self, mutation: Mutation) -> list[str]:
        """From now on; gives the list of paths on which something has changed."""
        changed: list[str] = []

        def change(path: str, page: str) -> str:
            if not re.search(mutation.where, path):
                return page
            other = mutation.change(page)
            if other != page:
                changed.append(path)
            return other

        self.proxy.change = change
        return changed


@pytest.fixture(scope="module")
def shared_between(
    make_world: Callable[..., World], make_robot: Callable[..., Kela]
) -> Iterator[Between]:
    world = make_world(blocks=BLOCKS)
    proxy = Proxy(world.site.address)
    yield Between(world, proxy, make_robot(proxy.address))
    proxy.stop()


@pytest.fixture
def between(shared_between: Between) -> Between:
    shared_between.proxy.as_it_is()
    return shared_between


def name(mutation: Mutation) -> str:
    return f"{mutation.where.strip('/$?')}: {mutation.what}"


@pytest.mark.parametrize(
    ("mutation", "error"), ERRORS, ids=[name(mutation) for mutation, _ in ERRORS]
)
def test_a_changed_page_is_an_error(
    between: Between, mutation: Mutation, error: type[WorkerError]
) -> None:
    changed = between.mutate(mutation)
    with pytest.raises(error) as raised:
        between.ask()
    assert type(raised.value) is error
    assert changed


@pytest.mark.parametrize(
    ("mutation", "code"), QUESTIONS, ids=[name(mutation) for mutation, _ in QUESTIONS]
)
def test_what_is_not_known_is_a_question_and_no_amount_is_lost(
    between: Between, mutation: Mutation, code: str
) -> None:
    changed = between.mutate(mutation)
    answer = between.ask()
    assert changed
    (question,) = [one for one in answer.findings if one.severity is Severity.QUESTION]
    assert question.code == code
    assert sum(one.gross for one in answer.incomes) == sum(
        one.gross for one in between.plain.incomes
    )


@pytest.mark.parametrize("mutation", HARMLESS, ids=[name(mutation) for mutation in HARMLESS])
def test_what_a_person_would_not_mind_gives_the_same_figures(
    between: Between, mutation: Mutation
) -> None:
    changed = between.mutate(mutation)
    assert between.ask().incomes == between.plain.incomes
    assert changed


@pytest.mark.parametrize(("says_so", "error"), [(True, NoAnswer), (False, PageNotRecognised)])
def test_late_content_that_never_arrives_is_an_error(
    shared_world: World,
    make_robot: Callable[..., Kela],
    says_so: bool,
    error: type[WorkerError],
) -> None:
    proxy = Proxy(shared_world.site.address)
    shared_world.site.behaviour.late = True
    shared_world.site.behaviour.late_says_so = says_so
    robot = make_robot(proxy.address, wait_seconds=2)
    proxy.silent = lambda path: "osa=" in path and "/maksut" in path
    with pytest.raises(error):
        robot.ask(permit(), person(OTHER), ASKED)
    robot.close()
    proxy.stop()


def test_the_first_page_shown_again_instead_of_the_second_is_an_error(between: Between) -> None:
    between.proxy.ask = lambda path: path.replace("sivu=2", "sivu=1")
    with pytest.raises(DoesNotAddUp):
        between.ask()


def test_a_page_that_breaks_down_is_opened_once_more_and_no_search_is(between: Between) -> None:
    """Each look is one at confidential data: a search is never sent twice."""
    between.proxy.failing = lambda path: path.endswith("/hakemukset")
    with pytest.raises((NoAnswer, PageNotRecognised)):
        between.ask()
    asked = between.proxy.asked
    assert len([one for one in asked if one.endswith("/hakemukset")]) <= 2
    between.proxy.as_it_is()
    between.proxy.failing = lambda path: path.endswith("/etuudet")
    with pytest.raises((NoAnswer, PageNotRecognised)):
        between.ask()
    assert len([one for one in between.proxy.asked if one == "POST /haku"]) == 1


def test_there_are_forty_changes_at_least() -> None:
    assert len(ERRORS) + len(QUESTIONS) >= 40
