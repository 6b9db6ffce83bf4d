"""Summaries of made-up people, counted by the fee law itself, for the letters' tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from lxml import html
from lxml.html import HtmlElement
from ordinary_case import ordinary_case

from robots.casework.answer import Answer, Finding, Income, PersonFacts
from robots.casework.case import Case, ConsentState, Person, Told
from robots.casework.identity_code import IdentityCode
from robots.casework.letter import Letter
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.texts import Language
from robots.casework.words import (
    IncomeKind,
    Outcome,
    Per,
    PersonFlag,
    Role,
    Severity,
    Source,
    State,
)
from robots.feelaw.calculation import preview
from robots.feelaw.model import FeeCase, IncomeItem, Means
from robots.letters import LettersSettings, letters_of
from robots.summary.model import PersonSummary, Summary, SummaryIncome

DAY = date(2026, 3, 16)
PERIOD = Period.months_before(DAY, 12)
ASKED = datetime(2026, 3, 16, 1, 12, tzinfo=UTC)
CODES = {
    Role.CLIENT: IdentityCode.parse("010140-900T", test_range=True),
    Role.SPOUSE: IdentityCode.parse("240542-902E", test_range=True),
}
NAMES = {Role.CLIENT: "Koskela Aino Maria", Role.SPOUSE: "Koskela Veikko Olavi"}
ORGANISER = {
    Language.FINNISH: "Kuusirannan hyvinvointialue",
    Language.SWEDISH: "Kuusiranta välfärdsområde",
}
SETTINGS = LettersSettings.model_validate(
    {
        "hearing_days": 14,
        "answer_days": 21,
        "reminder_days": 10,
        "contact": {"fi": "Asiakasmaksut, PL 1", "sv": "Klientavgifter, PB 1"},
    }
)

CLIENTS_PENSION = Income(
    "i-client", Role.CLIENT, Source.INCOMES_REGISTER, IncomeKind.EARNINGS_PENSION, "Vanhuuseläke",
    "Keva", Per.MONTH, Decimal("2400.00"), Decimal("400.00"), Decimal("2000.00"),
    paid_on=date(2026, 3, 2), name_sv="Ålderspension",
)  # fmt: skip
SPOUSES_WAGE = Income(
    "i-spouse", Role.SPOUSE, Source.INCOMES_REGISTER, IncomeKind.WAGE, "Kuukausipalkka",
    "Lounasravintola Salainen Paikka Oy", Per.MONTH, Decimal("1100.00"), Decimal("76.50"),
    Decimal("1023.50"), paid_on=date(2026, 3, 13),
)  # fmt: skip


def a_case(**changed: object) -> Case:
    asked = {"requested_by": "virkailija-07", "reason": "vuositarkistus"}
    return ordinary_case(CODES[Role.CLIENT], **{**asked, **changed})


def of_a_couple(**changed: object) -> Case:
    return a_case(
        spouse=Person(Role.SPOUSE, CODES[Role.SPOUSE]),
        shared_home_before_care=True,
        spouse_in_long_term_care=False,
        told={
            Role.SPOUSE: Told(
                Role.SPOUSE, date(2026, 2, 2), "kirje", Language.SWEDISH, "virkailija-07", "3"
            )
        },
        **changed,
    )


def a_summary(
    case: Case,
    incomes: Iterable[Income] = (CLIENTS_PENSION,),
    *,
    findings: Iterable[Finding] = (),
    flags: Mapping[Role, frozenset[PersonFlag]] | None = None,
    states: Mapping[tuple[Role, Source], State] | None = None,
    permitted: Iterable[tuple[Role, Source]] | None = None,
    ask_again: bool = False,
) -> Summary:
    """What the sources told, treated by the law."""
    incomes, flags, states = tuple(incomes), flags or {}, states or {}
    roles = (Role.CLIENT, Role.SPOUSE) if case.spouse else (Role.CLIENT,)
    counted = preview(
        FeeCase(
            service=case.service,
            day=DAY,
            client=_means(incomes, Role.CLIENT),
            spouse=_means(incomes, Role.SPOUSE) if case.spouse else None,
            shared_home_before_care=bool(case.shared_home_before_care),
        )
    )
    lines = {line.id: line for line in counted.incomes}
    answers = tuple(
        _answer(role, source, states.get((role, source), State.FOUND), ask_again)
        for role in roles
        for source in Source
    )
    permits = [
        _permit(case, role, source)
        for role in roles
        for source in Source
        if permitted is None or (role, source) in set(permitted)
    ]
    return Summary(
        case=case,
        day=DAY,
        outcome=Outcome.QUESTIONS,
        persons=tuple(
            PersonSummary(role, NAMES[role], CODES[role], flags.get(role, frozenset()))
            for role in roles
        ),
        permits=tuple(permits),
        answers=answers,
        incomes=tuple(
            SummaryIncome(one, lines[one.id].treatment, lines[one.id].monthly) for one in incomes
        ),
        forests=(),
        costs=(),
        findings=tuple(findings),
        preview=counted,
        evidence=(),
    )


def question(code: str, role: Role = Role.CLIENT, *refers_to: str, **values: str) -> Finding:
    return Finding(code, Severity.QUESTION, role, values, refers_to)


def letters(summary: Summary, settings: LettersSettings = SETTINGS) -> dict[str, Letter]:
    made = letters_of(summary, settings, organiser=ORGANISER, officers=Language.FINNISH)
    assert len({one.id for one in made}) == len({one.file for one in made}) == len(made)
    return {one.id: one for one in made}


def page_of(letter: Letter) -> HtmlElement:
    return html.document_fromstring(letter.content)


def text_of(letter: Letter) -> str:
    """What can be read on the page, the style left out."""
    page = page_of(letter)
    for style in page.xpath("//style"):
        style.drop_tree()
    return " ".join(page.text_content().split())


def _means(incomes: tuple[Income, ...], role: Role) -> Means:
    return Means(
        incomes=tuple(
            IncomeItem(id=one.id, kind=one.kind, gross=one.gross, net=one.net)
            for one in incomes
            if one.role is role
        )
    )


def _answer(role: Role, source: Source, state: State, ask_again: bool) -> Answer:
    facts = PersonFacts(NAMES[role]) if source is Source.POPULATION_REGISTER else None
    is_failed = state is State.FAILED
    return Answer(
        source, role, state, ASKED, PERIOD, person=facts, ask_again=ask_again and is_failed
    )


def _permit(case: Case, role: Role, source: Source) -> Permit:
    return Permit(
        case_id=case.id,
        role=role,
        source=source,
        data_groups=frozenset({"benefits", "decisions"}),
        period=PERIOD,
        legal_basis="734/1992 14 a § 1 mom.; 703/2023 64 § 3 mom.",
        purpose=case.purpose,
        requested_by=case.requested_by,
        reason=case.reason,
        told_on=date(2026, 2, 16),
        consent=ConsentState.GIVEN,
        granted_at=ASKED,
    )
