"""Page objects against saved pages, without any site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from kela_world import PENSIONER, VETERAN, checked, person
from playwright.async_api import Page as BrowserPage

from robots.casework.errors import PersonMismatch
from robots.casework.machine import may_sandbox_a_browser
from robots.casework.period import Period
from robots.kela.browser import BrowserThread
from robots.kela.errors import (
    CellNotUnderstood,
    DoesNotAddUp,
    PageNotRecognised,
    PersonNotFound,
    SessionExpired,
)
from robots.kela.page_map import read_page_map
from robots.kela.pages import SearchPage
from robots.kela.person_pages import BenefitPage, BenefitsPage, PaymentsPage, PendingPage
from robots.kela.reading import Money, Totals
from robots.kela.recognition import expect
from robots.kela.settings import RESOURCES
from robots.kela.snapshot import Snapshot, look

SAVED = Path(__file__).parent / "saved_pages"
MAP = read_page_map(RESOURCES / "page-map.yaml")

Saved = Callable[..., Snapshot]


@pytest.fixture(scope="module")
def saved(browser_file: Path) -> Iterator[Saved]:
    """A snapshot of a saved page, with replacements made in it."""
    thread = BrowserThread(browser_file, sandbox=may_sandbox_a_browser())

    async def new_page() -> BrowserPage:
        return await (await thread.browser()).new_page()

    page = thread.run(new_page())

    async def seen(html: str) -> Snapshot:
        await page.set_content(html)
        snapshot, _ = await look(page)
        return snapshot

    def take(name: str, *replacements: tuple[str, str]) -> Snapshot:
        html = (SAVED / f"{name}.html").read_text("utf-8")
        for old, new in replacements:
            assert old in html
            html = html.replace(old, new)
        return thread.run(seen(html))

    yield take
    thread.close()


def test_a_benefit_row_has_its_name_days_amounts_and_link(saved: Saved) -> None:
    pension, housing = expect(BenefitsPage, MAP, saved("benefits")).benefits()
    assert pension.name == "Kansaneläke"
    assert (pension.start, pension.end) == (date(2015, 6, 1), None)
    assert pension.money == Money(Decimal("1312.44"), Decimal("100.00"), Decimal("1212.44"))
    assert pension.link.endswith("/henkilo/a1/etuudet/1")
    assert housing.end == date(2026, 8, 31)


def test_no_benefits_are_none_only_when_the_page_says_so(saved: Saved) -> None:
    table = ("<table", "<table hidden")
    sums = [("<dd>2<", "<dd>0<"), ("1 522,44", "0,00"), ("1 422,44", "0,00"), ("100,00", "0,00")]
    sentence = ("</main>", "<p>Ei voimassa olevia etuuksia.</p></main>")
    assert expect(BenefitsPage, MAP, saved("benefits", table, sentence, *sums)).benefits() == ()
    with pytest.raises(PageNotRecognised):
        expect(BenefitsPage, MAP, saved("benefits", table, *sums)).benefits()
    with pytest.raises(PageNotRecognised):
        expect(BenefitsPage, MAP, saved("benefits", sentence)).benefits()
    with pytest.raises(DoesNotAddUp):
        expect(BenefitsPage, MAP, saved("benefits", table, sentence)).benefits()


def test_the_person_shown_is_compared_with_the_one_asked_about(saved: Saved) -> None:
    page = expect(BenefitsPage, MAP, saved("benefits"))
    assert page.check_person(person(PENSIONER).identity_code) is None
    with pytest.raises(PersonMismatch):
        page.check_person(person(VETERAN).identity_code)


def test_two_headers_of_persons_are_not_recognised(saved: Saved) -> None:
    other = f'<section aria-label="Henkilö"><dl><dt>Henkilötunnus</dt><dd>{checked(VETERAN)}</dd>'
    page = expect(BenefitsPage, MAP, saved("benefits", ("</main>", f"{other}</dl></section>")))
    with pytest.raises(PageNotRecognised):
        page.check_person(person(PENSIONER).identity_code)


def test_a_benefit_page_has_parts_and_decisions(saved: Saved) -> None:
    page = expect(BenefitPage, MAP, saved("benefit"))
    page.check_benefit("Eläkettä saavan hoitotuki")
    assert [(part.name, part.gross) for part in page.components()] == [
        ("Perustuki", Decimal("84.56")),
        ("Veteraanilisä", Decimal("60.00")),
    ]
    with_pdf, without = page.decisions()
    assert (with_pdf.number, with_pdf.decided_on) == ("KE-2025-00123", date(2025, 1, 10))
    assert with_pdf.link is not None
    assert with_pdf.link.endswith("/paatokset/KE-2025-00123")
    assert without.link is None
    with pytest.raises(DoesNotAddUp):
        page.check_benefit("Kansaneläke")


def test_a_payment_row_has_its_day_name_period_and_amounts(saved: Saved) -> None:
    page = expect(PaymentsPage, MAP, saved("payments"))
    payment, recovery = page.payments()
    assert payment.paid_on == date(2026, 3, 6)
    assert payment.name == "Kansaneläke"
    assert payment.period == Period(date(2026, 3, 1), date(2026, 3, 31))
    assert payment.money.net == Decimal("1212.44")
    assert recovery.money.gross == Decimal("-84.18")


def test_the_payments_page_tells_its_days_page_and_totals(saved: Saved) -> None:
    page = expect(PaymentsPage, MAP, saved("payments"))
    assert page.period == Period(date(2025, 3, 1), date(2026, 3, 16))
    assert page.number == (1, 2)
    assert page.totals == Totals(
        4, Money(Decimal("2456.52"), Decimal("200.00"), Decimal("2256.52"))
    )
    assert page.has_next
    assert page.next_link.endswith("sivu=2")


def test_a_pending_row_has_its_name_and_day(saved: Saved) -> None:
    (row,) = expect(PendingPage, MAP, saved("pending")).pending()
    assert (row.name, row.since) == ("Eläkettä saavan hoitotuki", date(2026, 2, 20))


@pytest.mark.parametrize(
    "written", ["1312.44", "1.312,44", "13 12,44", "1 312,4", "1 312", "–", "", "1 312,44 tai 0,00"]
)
def test_an_amount_in_any_other_form_is_refused(saved: Saved, written: str) -> None:
    page = expect(PaymentsPage, MAP, saved("payments", (">1 312,44<", f">{written}<")))
    with pytest.raises(CellNotUnderstood):
        page.payments()


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", " "])
def test_thousands_may_be_set_apart_by_any_space(saved: Saved, space: str) -> None:
    page = expect(PaymentsPage, MAP, saved("payments", (">1 312,44<", f">1{space}312,44<")))
    assert page.payments()[0].money.gross == Decimal("1312.44")


@pytest.mark.parametrize("written", ["6.3.26", "2026-03-06", "31.2.2026", "6/3/2026", "maanantai"])
def test_a_day_in_any_other_form_is_refused(saved: Saved, written: str) -> None:
    page = expect(PaymentsPage, MAP, saved("payments", (">6.3.2026<", f">{written}<")))
    with pytest.raises(CellNotUnderstood):
        page.payments()


def test_a_row_hidden_by_style_is_noticed(saved: Saved) -> None:
    for style in ("display:none", "visibility:hidden", "opacity:0"):
        page = saved("payments", ("<tr id=second>", f'<tr style="{style}">'))
        with pytest.raises(PageNotRecognised):
            expect(PaymentsPage, MAP, page).payments()


def test_an_expected_page_is_known_by_heading_and_landmark(saved: Saved) -> None:
    with pytest.raises(PageNotRecognised):
        expect(PaymentsPage, MAP, saved("benefits"))
    with pytest.raises(PageNotRecognised):
        expect(BenefitsPage, MAP, saved("benefits", ('"Yhteenveto"', '"Koonti"')))
    with pytest.raises(PageNotRecognised):
        expect(BenefitsPage, MAP, saved("benefits", ("h1", "h2")))


def test_a_state_of_the_site_is_an_error_of_its_own(saved: Saved) -> None:
    heading = "Voimassa olevat etuudet</h1>"
    expired = saved("benefits", (heading, "Istunto on päättynyt</h1>"))
    with pytest.raises(SessionExpired):
        expect(BenefitsPage, MAP, expired)
    not_found = saved("benefits", (heading, "Henkilöä ei löytynyt</h1>"))
    with pytest.raises(PersonNotFound):
        expect(SearchPage, MAP, not_found)
