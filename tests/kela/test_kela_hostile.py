"""The site changes, fails or shows something else: never a wrong or missing figure."""

from __future__ import annotations

from collections.abc import Callable

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

from devdata.standins.frame import Response, Server
from robots.casework.errors import WorkerError
from robots.kela import Kela
from robots.kela.errors import (
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


def test_a_site_that_does_not_answer_is_asked_later(make_robot: Callable[..., Kela]) -> None:
    gone = Server(lambda request: Response())
    gone.stop()
    with pytest.raises(NoAnswer):
        make_robot(gone.address).ask(permit(), person(OTHER), ASKED)


def test_a_link_that_leads_elsewhere_is_not_followed(world: World) -> None:
    world.change("benefits", ('/hakemukset"', '/poista"'))
    with pytest.raises(RouteRefused):
        world.ask(OTHER)
