"""Which letters a case gets, and what no letter tells anybody."""

from dataclasses import replace
from datetime import date

import pytest
from letters_world import (
    CLIENTS_PENSION,
    SETTINGS,
    SPOUSES_WAGE,
    a_case,
    a_summary,
    letters,
    of_a_couple,
    question,
    text_of,
)
from pydantic import ValidationError

from robots.casework.letter import Recipient, Sending, Silence
from robots.casework.texts import Language
from robots.casework.words import (
    IncomeKind,
    PersonFlag,
    Purpose,
    Role,
    Service,
    Severity,
    Source,
    State,
)
from robots.letters import LettersSettings
from robots.letters.days import last_day

ENDED = {"name": "Vanhuuseläke", "payer": "Keva", "day": "2.1.2026", "amount": "2 400,00"}
CONTINUES = question("benefit_may_have_ended", Role.CLIENT, "i-client", **ENDED)
OF_SPOUSE = question(
    "pay_may_have_ended", Role.SPOUSE, "i-spouse",
    name="Kuukausipalkka", payer=SPOUSES_WAGE.payer, day="2.1.2026",
)  # fmt: skip


def test_the_client_is_asked_with_a_last_day_a_reminder_and_what_follows_silence() -> None:
    letter = letters(a_summary(a_case(), findings=[CONTINUES]))["request-client"]
    said = text_of(letter)
    assert "Saatko edelleen tuloa Vanhuuseläke (maksaja Keva)?" in said
    assert letter.findings == ("benefit_may_have_ended",)
    # 21 days are Easter Monday, 10 days a working day.
    assert letter.answer_by == date(2026, 4, 7)
    assert letter.remind_on == date(2026, 3, 26)
    assert letter.silence is Silence.ASKED_ELSEWHERE
    assert "suostumuksestasi riippumatta" in said
    assert "734/1992 14 a § 1 mom." in letter.section


def test_the_payer_is_asked_only_after_the_client_has_been_silent() -> None:
    made = letters(a_summary(a_case(), findings=[CONTINUES]))
    (payer,) = [one for one in made.values() if one.recipient is Recipient.PAYER]
    assert payer.addressee == "Keva"
    assert payer.sending is Sending.AFTER_SILENCE
    assert payer.remind_on == date(2026, 3, 26)
    said = text_of(payer)
    assert "Lähetä vasta, jos tietoa ei saada henkilöltä itseltään" in said
    assert "010140-900T" in said


def test_a_payer_learns_neither_the_amounts_nor_the_service_nor_other_incomes() -> None:
    another = replace(CLIENTS_PENSION, id="i-other", payer="Vakuutusyhtiö Lumme", name="Korvaus")
    made = letters(a_summary(a_case(), (CLIENTS_PENSION, another), findings=[CONTINUES]))
    (payer,) = [text_of(one) for one in made.values() if one.recipient is Recipient.PAYER]
    for secret in ("2 400", "2\u00a0400", "Lumme", "Korvaus", "2.1.2026", "palveluasuminen"):
        assert secret not in payer


def test_a_payer_does_not_learn_which_county_a_person_with_a_protected_address_lives_in() -> None:
    protected = {Role.CLIENT: frozenset({PersonFlag.PROTECTED_ADDRESS})}
    made = letters(a_summary(a_case(), findings=[CONTINUES], flags=protected))
    assert "request-client" in made
    assert not [one for one in made.values() if one.recipient is Recipient.PAYER]
    not_told = {(Role.CLIENT, Source.POPULATION_REGISTER): State.FAILED}
    made = letters(a_summary(a_case(), findings=[CONTINUES], states=not_told))
    assert not [one for one in made.values() if one.recipient is Recipient.PAYER]


def test_private_payers_whom_the_act_does_not_oblige_get_no_letter() -> None:
    rent = replace(CLIENTS_PENSION, kind=IncomeKind.RENT_INCOME, payer="Yksityinen Vuokralainen")
    made = letters(a_summary(a_case(), (rent,), findings=[CONTINUES]))
    assert not [one for one in made.values() if one.recipient is Recipient.PAYER]


def test_remarks_and_questions_that_only_the_officer_settles_make_no_request() -> None:
    remark = replace(CONTINUES, severity=Severity.WARNING)
    officers = question("officer_decides_income", name="Korvaus", payer="Lumme", section="10 b §")
    made = letters(a_summary(a_case(), findings=[remark, officers]))
    assert set(made) == {"hearing-client"}


def test_the_spouse_is_asked_about_the_spouses_own_in_the_spouses_language() -> None:
    summary = a_summary(
        of_a_couple(), (CLIENTS_PENSION, SPOUSES_WAGE), findings=[CONTINUES, OF_SPOUSE]
    )
    made = letters(summary)
    letter = made["request-spouse"]
    said = text_of(letter)
    assert letter.language is Language.SWEDISH
    assert "Kuukausipalkka" in said
    assert "Koskela Aino Maria" in said
    for of_the_client in ("Keva", "Vanhuuseläke", "010140-900T", "2 400"):
        assert of_the_client not in said
    assert "Salainen" not in text_of(made["request-client"])
    assert letter.section.endswith("734/1992 14 a § 2 mom.")


def test_a_spouse_gets_no_letter_that_would_tell_where_a_protected_client_is() -> None:
    protected = {Role.CLIENT: frozenset({PersonFlag.PROTECTED_ADDRESS})}
    summary = a_summary(
        of_a_couple(), (CLIENTS_PENSION, SPOUSES_WAGE), findings=[OF_SPOUSE], flags=protected
    )
    assert "request-spouse" not in letters(summary)
    unknown = a_summary(
        of_a_couple(),
        (CLIENTS_PENSION, SPOUSES_WAGE),
        findings=[OF_SPOUSE],
        states={(Role.CLIENT, Source.POPULATION_REGISTER): State.FAILED},
    )
    assert "request-spouse" not in letters(unknown)


def test_a_spouse_whom_the_law_does_not_look_at_is_not_written_to() -> None:
    ours = [(Role.CLIENT, source) for source in Source]
    summary = a_summary(
        of_a_couple(), (CLIENTS_PENSION, SPOUSES_WAGE), findings=[OF_SPOUSE], permitted=ours
    )
    assert "request-spouse" not in letters(summary)


def test_the_client_is_asked_about_the_household_unless_an_address_is_protected() -> None:
    unknown = [question("shared_home_unknown", Role.SPOUSE)]
    assert "yhteisessä taloudessa" in text_of(
        letters(a_summary(of_a_couple(), findings=unknown))["request-client"]
    )
    protected = {Role.SPOUSE: frozenset({PersonFlag.PROTECTED_ADDRESS})}
    assert "request-client" not in letters(
        a_summary(of_a_couple(), findings=unknown, flags=protected)
    )


@pytest.mark.parametrize(
    ("ask_again", "sending"), [(False, Sending.NOW), (True, Sending.AFTER_SILENCE)]
)
def test_an_authority_that_failed_is_asked_on_paper_for_what_the_permit_names(
    ask_again: bool, sending: Sending
) -> None:
    failed = {(Role.CLIENT, Source.KELA): State.FAILED}
    letter = letters(a_summary(a_case(), states=failed, ask_again=ask_again))[
        "authority-client-kela"
    ]
    said = text_of(letter)
    assert letter.sending is sending
    assert "Etuudet ja eläkkeet, Etuuspäätökset ajalta 1.3.2025–16.3.2026" in said
    assert "asiakastietolaki 64 § 3 mom." in said
    for secret in ("Keva", "Vanhuuseläke", "2 400", "palveluasuminen"):
        assert secret not in said


def test_no_authority_is_asked_on_paper_that_may_not_be_asked_at_all() -> None:
    failed = {(Role.CLIENT, Source.KELA): State.FAILED}
    others = [(Role.CLIENT, source) for source in Source if source is not Source.KELA]
    assert "authority-client-kela" not in letters(
        a_summary(a_case(), states=failed, permitted=others)
    )


def test_the_same_question_of_two_findings_is_asked_once() -> None:
    twice = [CONTINUES, replace(CONTINUES, refers_to=("i-client",))]
    said = text_of(letters(a_summary(a_case(), findings=twice))["request-client"])
    assert said.count("Saatko edelleen") == 1


def test_silence_means_the_highest_fee_only_by_the_countys_decision_in_force() -> None:
    settings = LettersSettings.model_validate(
        SETTINGS.model_dump()
        | {
            "silence": {"home_care": "highest_fee"},
            "highest_fee": {"since": date(2026, 1, 1), "decision": "Aluehallitus § 9"},
        }
    )
    at, home, housing = date(2026, 3, 16), Service.HOME_CARE, Service.ROUND_THE_CLOCK_HOUSING
    assert settings.silence_in(home, Purpose.FEE, at) is Silence.HIGHEST_FEE
    assert settings.silence_in(home, Purpose.VOUCHER, at) is Silence.ASKED_ELSEWHERE
    assert settings.silence_in(home, Purpose.FEE, date(2025, 12, 31)) is Silence.ASKED_ELSEWHERE
    assert settings.silence_in(housing, Purpose.FEE, at) is Silence.ASKED_ELSEWHERE
    summary = a_summary(a_case(), findings=[CONTINUES])
    home_care = replace(summary, case=replace(summary.case, service=home))
    assert "enimmäismaksun mukaan hyvinvointialueen päätöksen perusteella (Aluehallitus § 9)" in (
        text_of(letters(home_care, settings)["request-client"])
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"silence": {"home_care": "highest_fee"}},
        {"silence": {"institution": "highest_fee"}},
        {"reminder_days": 21},
        {"hearing_days": 0},
        {"contact": {"fi": "x", "sv": ""}},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LettersSettings.model_validate(SETTINGS.model_dump() | wrong)


def test_the_last_day_is_never_one_when_offices_are_closed() -> None:
    assert last_day(date(2026, 3, 20), 14) == date(2026, 4, 7)  # Good Friday to after Easter Monday
    assert last_day(date(2026, 3, 16), 14) == date(2026, 3, 30)
    assert last_day(date(2026, 12, 10), 14) == date(2026, 12, 28)  # Christmas, then a weekend
