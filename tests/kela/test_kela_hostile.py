"""The site changes, fails or shows something else: never a wrong or missing figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from kela_world import (
    ASKED,
    DOWN,
    EMPTY,
    HIDDEN,
    OTHER,
    PENSIONER,
    World,
    checked,
    permit,
    person,
)

from devdata.standins.frame import Request, Response, Server
from robots.casework.errors import PersonMismatch, WorkerError
from robots.kela import Kela
from robots.kela.errors import (
    CellNotUnderstood,
    DoesNotAddUp,
    Maintenance,
    MandateNotOffered,
    NewTermsToAccept,
    NoAnswer,
    NoRightToPerson,
    PageNotRecognised,
    RouteRefused,
    SearchRefused,
    SessionExpired,
    TechnicalError,
)


def cell(text: str) -> str:
    return f'<td class="amount">{text}</td>'


CHANGES: list[tuple[str, str, tuple[tuple[str, str], ...], type[WorkerError]]] = [
    ("benefits", "another person's page", ((checked(PENSIONER), checked(OTHER)),), PersonMismatch),
    ("payments", "another person's page", ((checked(PENSIONER), checked(OTHER)),), PersonMismatch),
    ("benefit", "another person's page", ((checked(PENSIONER), checked(OTHER)),), PersonMismatch),
    ("pending", "another person's page", ((checked(PENSIONER), checked(OTHER)),), PersonMismatch),
    ("benefits", "no person's header", (("Henkilötunnus", "Tunnus"),), PageNotRecognised),
    ("benefits", "another heading", (("<h1>Voimassa", "<h1>Kaikki voimassa"),), PageNotRecognised),
    ("benefits", "two headings", (("<h1>", "<h1>Tiedote</h1><h1>"),), PageNotRecognised),
    ("benefits", "a renamed column", ((">Netto<", ">Maksetaan<"),), PageNotRecognised),
    ("payments", "a renamed column", ((">Netto<", ">Maksetaan<"),), PageNotRecognised),
    ("benefits", "a new column", (("<th ", "<th>Laji</th><th "),), PageNotRecognised),
    (
        "payments",
        "a column dropped",
        (('<th scope="col">Ajalta</th>', ""),),
        PageNotRecognised,
    ),
    (
        "payments",
        "heads exchanged",
        ((">Brutto<", ">X<"), (">Netto<", ">Brutto<"), (">X<", ">Netto<")),
        DoesNotAddUp,
    ),
    ("benefits", "a total that is wrong", (("1 632,93", "1 632,94"),), DoesNotAddUp),
    ("payments", "a total that is wrong", (("20 629,86", "20 692,86"),), DoesNotAddUp),
    ("payments", "a row count that is wrong", (("<dd>29<", "<dd>30<"),), DoesNotAddUp),
    ("payments", "a page number that is wrong", (("<dd>2/3<", "<dd>3/3<"),), DoesNotAddUp),
    ("payments", "other days", (("16.3.2026</dd>", "15.3.2026</dd>"),), DoesNotAddUp),
    ("payments", "no link to the next page", (("Seuraava sivu", "Lisää"),), DoesNotAddUp),
    ("payments", "a decimal point", (("1 312,44", "1312.44"),), CellNotUnderstood),
    ("payments", "an amount without cents", ((cell("210,00"), cell("210")),), CellNotUnderstood),
    ("payments", "an empty amount", ((cell("210,00"), cell("")),), CellNotUnderstood),
    ("benefits", "a date in another form", (("1.6.2015", "2015-06-01"),), CellNotUnderstood),
    ("benefits", "an impossible date", (("31.8.2026", "31.6.2026"),), CellNotUnderstood),
    ("payments", "a hidden row", (("<tbody>\n<tr>", "<tbody>\n<tr hidden>"),), PageNotRecognised),
    ("payments", "cells over two columns", (("<td>", '<td colspan="2">'),), PageNotRecognised),
    ("payments", "net that is not the rest", ((cell("1 212,44"), cell("1 212,45")),), DoesNotAddUp),
    ("benefits", "an empty table", (("<tbody>", "<tbody hidden>"),), PageNotRecognised),
    (
        "benefit",
        "another benefit",
        (("<dt>Etuus</dt><dd>", "<dt>Etuus</dt><dd>Muu "),),
        DoesNotAddUp,
    ),
    ("benefit", "no sentence of no parts", (("Ei erillisiä osia.", ""),), PageNotRecognised),
    ("pending", "a count that is wrong", (("<dd>1<", "<dd>2<"),), DoesNotAddUp),
    ("search", "a renamed field", (("Asian tunniste", "Viite"),), PageNotRecognised),
    ("search", "a renamed button", ((">Hae<", ">Etsi<"),), PageNotRecognised),
]


@pytest.mark.parametrize(
    ("page", "replacements", "error"),
    [
        pytest.param(page, replacements, error, id=f"{page}: {name}")
        for page, name, replacements, error in CHANGES
    ],
)
def test_a_changed_page_is_an_error(
    world: World, page: str, replacements: tuple[tuple[str, str], ...], error: type[WorkerError]
) -> None:
    changed: set[str] = set()

    def change(name: str, html: str) -> str:
        for old, new in replacements if name == page else ():
            changed.add(old) if old.replace("\u00a0", " ") in html.replace("\u00a0", " ") else None
            html = html.replace("\u00a0", " ").replace(old, new)
        return html

    world.site.behaviour.change = change
    with pytest.raises(error) as raised:
        world.ask(PENSIONER)
    assert changed == {old for old, _ in replacements}
    assert type(raised.value) is error


ROW = re.compile(r"<tr>(.*?)</tr>")
CELL = re.compile(r"<t[hd][ >].*?</t[hd]>")


def first_and_last_swapped(row: re.Match[str]) -> str:
    first, *others, last = CELL.findall(row[1])
    return "<tr>" + "".join([last, *others, first]) + "</tr>"


def test_swapped_columns_are_read_by_their_heads(world: World) -> None:
    plain = world.ask(PENSIONER)

    def swapped(name: str, html: str) -> str:
        return ROW.sub(first_and_last_swapped, html) if name == "payments" else html

    world.site.behaviour.change = swapped
    assert world.ask(PENSIONER).incomes == plain.incomes


def test_an_unrecognised_page_is_kept_masked(world: World) -> None:
    world.change("benefits", ("<h1>Voimassa olevat etuudet", "<h1>Henkilö1 Testi"))
    with pytest.raises(PageNotRecognised):
        world.ask(PENSIONER)
    (kept,) = world.unknown_pages
    text = kept.content.decode()
    assert checked(PENSIONER) not in text
    assert "Testi" not in text
    assert "312,44" not in text
    assert "Ennakonpidätys" in text


def test_errors_carry_nothing_about_the_person(world: World) -> None:
    world.change("payments", ("<tbody>", "<tbody hidden>"))
    with pytest.raises(WorkerError) as raised:
        world.ask(PENSIONER)
    error: BaseException | None = raised.value
    while error is not None:
        assert checked(PENSIONER) not in repr(error)
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    ("code", "error"),
    [(HIDDEN, NoRightToPerson), (DOWN, TechnicalError)],
)
def test_an_answer_about_the_person_has_an_error_of_its_own(
    world: World, code: str, error: type[WorkerError]
) -> None:
    with pytest.raises(error):
        world.ask(code)
    assert [row.outcome for row in world.log.rows] == ["asked", error.code]


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("maintenance", Maintenance),
        ("technical_error", TechnicalError),
        ("new_terms", NewTermsToAccept),
    ],
)
def test_the_sites_own_states_have_errors_of_their_own(
    world: World, state: str, error: type[WorkerError]
) -> None:
    world.site.behaviour.state = state
    with pytest.raises(error):
        world.ask(EMPTY)


def test_a_session_that_expires_on_the_way_is_renewed_and_the_person_begun_anew(
    world: World,
) -> None:
    undisturbed = world.ask(PENSIONER)
    world.log.rows.clear()
    pages: list[str] = []

    def expire_once(page: str, html: str) -> str:
        pages.append(page)
        if pages.count("payments") == 2 and page == "payments":
            world.site.sessions.end()
        return html

    world.site.behaviour.change = expire_once
    answer = world.ask(PENSIONER)
    assert answer.incomes == undisturbed.incomes
    outcomes = [(row.service, row.outcome) for row in world.log.rows]
    assert outcomes.count(("Henkilön haku", "found")) == 2
    assert ("Maksut", SessionExpired.code) in outcomes


def test_a_session_that_expires_twice_stops_the_source(world: World) -> None:
    world.site.behaviour.requests_per_session = 6
    world.site.sessions.end()
    with pytest.raises(SessionExpired):
        world.ask(PENSIONER)
    world.site.behaviour.requests_per_session = None
    assert world.ask(EMPTY).incomes == ()


def test_a_session_that_expires_before_the_decision_is_noticed(world: World) -> None:
    ended: list[str] = []

    def expire_once(page: str, html: str) -> str:
        if page == "benefit" and not ended:
            ended.append(page)
            world.site.sessions.end()
        return html

    world.site.behaviour.change = expire_once
    answer = world.ask(PENSIONER)
    assert [one.name for one in answer.attachments if one.name.endswith(".pdf")]


def test_a_mandate_that_is_not_offered_stops_the_source(make_world: Callable[..., World]) -> None:
    with pytest.raises(MandateNotOffered):
        make_world(organisation="Kolmannen Alueen hyvinvointialue").ask(EMPTY)


def test_a_refused_search_is_told(world: World) -> None:
    world.change("search", ('name="asia"', 'name="muu"'))
    with pytest.raises(SearchRefused):
        world.ask(EMPTY)


def claims(world: World) -> list[dict[str, str]]:
    return [one for one in world.journal.entries() if one["service"] == "maksuvaatimus"]


SCRIPTS = {
    "fetch": "fetch('/maksuvaatimus', {method: 'POST'})",
    "beacon": "navigator.sendBeacon('/maksuvaatimus', 'x')",
    "image": "new Image().src = '/maksuvaatimus'",
    "another host": "fetch('http://127.0.0.1:9/haku')",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_payment_claim_is_refused_even_when_the_page_asks_for_it(
    world: World, script: str
) -> None:
    world.change("benefits", ("</main>", f"</main><script>{script}</script>"))
    assert world.ask(OTHER).incomes
    assert not claims(world)


def test_a_page_that_opens_a_payment_claim_stops_the_source(world: World) -> None:
    way = '<script>location.href = "/maksuvaatimus"</script>'
    world.change("benefits", ("</head>", f"{way}</head>"))
    with pytest.raises(RouteRefused):
        world.ask(OTHER)
    assert not claims(world)


def test_a_page_that_refreshes_into_a_payment_claim_reaches_none(world: World) -> None:
    way = '<meta http-equiv="refresh" content="0; url=/maksuvaatimus">'
    world.change("benefits", ("</head>", f"{way}</head>"))
    with suppress(RouteRefused):  # or it has left the page before the refresh began
        assert world.ask(OTHER).incomes
    assert not claims(world)


def test_a_redirect_that_leads_elsewhere_stops_the_source(
    make_robot: Callable[..., Kela],
) -> None:
    def redirecting(request: Request) -> Response:
        if request.path == "/tunnistautuminen":
            return Response(303, headers=(("Location", "/maksuvaatimus"),))
        return Response(200, b"<h1>Tunnistautuminen</h1>", "text/html")

    elsewhere = Server(redirecting)
    with pytest.raises(RouteRefused):
        make_robot(elsewhere.address).ask(permit(), person(OTHER), ASKED)
    elsewhere.stop()


def test_a_site_that_does_not_answer_is_asked_later(make_robot: Callable[..., Kela]) -> None:
    gone = Server(lambda request: Response())
    gone.stop()
    with pytest.raises(NoAnswer):
        make_robot(gone.address).ask(permit(), person(OTHER), ASKED)


def test_a_link_that_leads_elsewhere_is_not_followed(world: World) -> None:
    world.change("benefits", ('/hakemukset"', '/poista"'))
    with pytest.raises(RouteRefused):
        world.ask(OTHER)
