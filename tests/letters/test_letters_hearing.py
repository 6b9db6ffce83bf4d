"""The client sees what was obtained elsewhere, and of the spouse only what the decision uses."""

from dataclasses import replace
from datetime import date

import pytest
from letters_world import (
    CLIENTS_PENSION,
    SPOUSES_WAGE,
    a_case,
    a_summary,
    letters,
    of_a_couple,
    page_of,
    text_of,
)

from robots.casework.answer import Guardian
from robots.casework.letter import Silence
from robots.casework.texts import Language
from robots.casework.words import PersonFlag, Purpose, Role, Source, State
from robots.summary.model import Summary

HEARING = "hearing-client"


def hearing_of(summary: Summary) -> str:
    return text_of(letters(summary)[HEARING])


def test_the_client_sees_source_payer_time_and_amounts_with_a_last_day_to_comment() -> None:
    letter = letters(a_summary(a_case()))[HEARING]
    said = text_of(letter)
    for part in ("Tulorekisteri: saatu 16.3.2026", "Vanhuuseläke", "Keva", "maksettu 2.3.2026"):
        assert part in said
    assert "2 400,00" in said.replace("\u00a0", " ")
    assert letter.answer_by == date(2026, 3, 30)
    assert "30.3.2026" in said
    assert "sosiaalihuollon asiakaslaki 12 §" in said
    assert letter.silence is Silence.DECIDED_ON_WHAT_IS_KNOWN


def test_it_is_in_the_clients_language() -> None:
    letter = letters(a_summary(a_case(language=Language.SWEDISH)))[HEARING]
    said = text_of(letter)
    assert "Inkomstregistret: erhållet 16.3.2026" in said
    assert "Ålderspension" in said
    assert "Vanhuuseläke" not in said
    assert page_of(letter).get("lang") == "sv"


def test_an_income_without_a_swedish_name_is_told_by_its_kind_too() -> None:
    finnish_only = replace(CLIENTS_PENSION, name_sv="")
    summary = a_summary(a_case(language=Language.SWEDISH), (finnish_only,))
    assert "Arbetspension (Vanhuuseläke)" in hearing_of(summary)


def test_a_vouchers_hearing_rests_on_the_voucher_act() -> None:
    summary = a_summary(a_case())
    voucher = replace(summary, case=replace(summary.case, purpose=Purpose.VOUCHER))
    assert letters(voucher)[HEARING].section == "569/2009 6 § 4 mom."


def test_what_the_decision_uses_of_the_spouse_is_a_kind_and_an_amount_and_no_payer() -> None:
    summary = a_summary(of_a_couple(), (CLIENTS_PENSION, SPOUSES_WAGE))
    assert summary.preview.rule == "joint_income"
    said = hearing_of(summary).replace("\u00a0", " ")
    assert "Palkka 1 023,50" in said
    for secret in ("Salainen", "Kuukausipalkka", "Veikko", "240542"):
        assert secret not in said


def test_a_spouse_whose_income_the_decision_does_not_use_is_not_told_of() -> None:
    richer = replace(SPOUSES_WAGE, gross=CLIENTS_PENSION.gross, net=CLIENTS_PENSION.net)
    summary = a_summary(of_a_couple(), (CLIENTS_PENSION, richer))
    assert summary.preview.rule == "own_income"
    said = hearing_of(summary)
    assert "uolison" not in said
    assert "Palkka" not in said


def test_an_incomplete_preview_uses_nothing_of_the_spouse() -> None:
    summary = a_summary(of_a_couple(), (CLIENTS_PENSION, SPOUSES_WAGE))
    open_still = replace(summary, preview=replace(summary.preview, complete=False))
    assert "1 023,50" not in hearing_of(open_still).replace("\u00a0", " ")


def test_a_protection_is_told_to_nobody() -> None:
    both = dict.fromkeys(Role, frozenset({PersonFlag.PROTECTED_ADDRESS}))
    said = hearing_of(a_summary(of_a_couple(), (CLIENTS_PENSION, SPOUSES_WAGE), flags=both))
    assert "urvakielto" not in said
    assert "rotect" not in said


@pytest.mark.parametrize("state", [State.FAILED, State.PARTIAL])
def test_no_hearing_is_held_of_half_the_answers(state: State) -> None:
    summary = a_summary(a_case(), states={(Role.CLIENT, Source.KELA): state})
    assert HEARING not in letters(summary)


@pytest.mark.parametrize("flag", [PersonFlag.DEAD, PersonFlag.NOT_FOUND])
def test_nobody_is_written_to_who_is_dead_or_not_known(flag: PersonFlag) -> None:
    assert not letters(a_summary(a_case(), flags={Role.CLIENT: frozenset({flag})}))


def test_where_only_papers_were_read_nothing_was_obtained_elsewhere() -> None:
    elsewhere = {(Role.CLIENT, s): State.NOT_PERMITTED for s in Source if s is not Source.DOCUMENTS}
    assert not letters(a_summary(a_case(), states=elsewhere))


def test_a_source_that_had_nothing_is_told_too() -> None:
    summary = a_summary(a_case(), states={(Role.CLIENT, Source.KELA): State.NONE})
    assert "Kela: kysytty 16.3.2026 Vastauksessa ei ollut tietoja" in hearing_of(summary)


def test_an_amount_that_was_not_told_is_no_nought() -> None:
    summary = a_summary(a_case())
    (pension,) = summary.incomes
    without_net = replace(pension, income=replace(pension.income, net=None))
    assert "2 400,00 ei kerrottu" in hearing_of(replace(summary, incomes=(without_net,))).replace(
        "\u00a0", " "
    )


def test_one_guardian_is_named_as_the_recipient_and_two_are_the_officers_to_choose() -> None:
    summary = a_summary(a_case())
    (client,) = summary.persons
    one = replace(client, guardians=(Guardian("Vaskivuo Marjukka"),))
    two = replace(client, guardians=(Guardian("Vaskivuo Marjukka"), Guardian("Salo Erkki")))
    assert "Koskela Aino Maria, edunvalvoja Vaskivuo Marjukka" in hearing_of(
        replace(summary, persons=(one,))
    )
    assert "edunvalvoja" not in hearing_of(replace(summary, persons=(two,)))


def test_the_page_needs_nothing_from_anywhere_and_runs_nothing() -> None:
    hostile = replace(CLIENTS_PENSION, payer='Keva<script>alert(1)</script>\x07"&')
    page = page_of(letters(a_summary(a_case(), (hostile,)))[HEARING])
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@href")
    assert "http" not in "".join(page.xpath("//style/text()"))
    assert 'Keva<script>alert(1)</script>"&' in page.text_content()


def test_a_screen_reader_finds_headings_captions_and_labels() -> None:
    page = page_of(letters(a_summary(a_case()))[HEARING])
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//title/text()")
    assert all(table.xpath("./caption") for table in page.xpath("//table"))
    assert all(head.get("scope") == "col" for head in page.xpath("//th"))
    assert all(field.get("aria-label") for field in page.xpath("//*[@contenteditable]"))
