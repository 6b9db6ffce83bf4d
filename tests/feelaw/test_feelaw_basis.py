"""The basis of a fee in words: what an officer pastes into the decision (2 b §)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from robots.casework.money import in_finnish
from robots.casework.sections import parse
from robots.casework.texts import Language, section_in_words
from robots.feelaw.basis import basis_in_words
from robots.feelaw.calculation import preview
from robots.feelaw.errors import CaseRefused
from robots.feelaw.model import Counts, Preview
from robots.feelaw.written_cases import WrittenCase, written_cases

RULES = Path(__file__).parents[1] / "rules"
BOTH = pytest.mark.parametrize("language", Language)


def previews() -> list[Any]:
    """Every written case that has a preview, by its name."""
    found = []
    for file in sorted(RULES.glob("*.yaml")):
        for case in written_cases(file.read_text("utf-8")):
            if "error" not in case["expect"]:
                found.append(pytest.param(case, id=f"{file.stem}: {case['name']}"))
    return found


PREVIEWS = pytest.mark.parametrize("case", previews())


def made(case: dict[str, Any]) -> Preview:
    try:
        return preview(WrittenCase.model_validate(case).fee_case())
    except CaseRefused as refused:
        pytest.skip(f"needs a county's rules: {refused.code}")


@PREVIEWS
def test_every_step_and_line_cites_a_section_that_can_be_read(case: dict[str, Any]) -> None:
    found = made(case)
    supposed = [one for one in (found, found.without_open, found.with_open) if one is not None]
    for one in supposed:
        for step in one.steps:
            says_nothing_of_law = step.code.startswith("open_")
            assert says_nothing_of_law or step.decision or parse(step.section), step.code
    for line in (*found.incomes, *found.deductions_made):
        assert parse(line.treatment.section)
        assert all(parse(step.section) for step in line.steps)


@PREVIEWS
def test_the_text_stands_in_both_languages_line_by_line(case: dict[str, Any]) -> None:
    found = made(case)
    finnish, swedish = (basis_in_words(found, language).split("\n") for language in Language)
    assert len(finnish) == len(swedish)
    for fi, sv in zip(finnish, swedish, strict=True):
        assert fi != sv
        assert "{" not in fi + sv
        assert ".." not in fi + sv
        assert "  " not in fi + sv


@PREVIEWS
@BOTH
def test_every_amount_of_the_calculation_stands_in_the_text_with_its_section(
    case: dict[str, Any], language: Language
) -> None:
    found = made(case)
    if not found.complete:
        return
    text = basis_in_words(found, language)
    for step in found.steps:
        if step.code not in ("fee", "no_fee") and step.value is not None:
            ground = step.decision or section_in_words(step.section, language)
            assert f"{in_finnish(step.value)}\u00a0€ ({ground})." in text, step.code
    if found.fee:
        assert f"{in_finnish(found.fee)}\u00a0€" in text.split("\n")[-1]


@PREVIEWS
@BOTH
def test_a_text_without_a_fee_never_says_what_the_fee_is(
    case: dict[str, Any], language: Language
) -> None:
    found = made(case)
    if found.complete:
        return
    text = basis_in_words(found, language)
    never = {
        Language.FINNISH: ("Maksu on enintään", "Enimmäismaksu"),
        Language.SWEDISH: ("Avgiften är högst", "Högsta avgift"),
    }
    assert not any(words in text for words in never[language])
    supposed = [one for one in (found.without_open, found.with_open) if one is not None]
    not_a_fee = {Language.FINNISH: "Tämä ei ole maksu", Language.SWEDISH: "Detta är ingen avgift"}
    with_amount = [one for one in supposed if one.fee is not None]
    assert text.count(not_a_fee[language]) == len(supposed) + len(with_amount)


def text_of(written: str, language: Language = Language.FINNISH) -> str:
    [case] = written_cases(written)
    return basis_in_words(preview(WrittenCase.model_validate(case).fee_case()), language)


HOUSING = """
- service: round_the_clock_housing
  day: 2026-03-01
  client:
    incomes:
      - {kind: earnings_pension, net: 2400.00}
      - {kind: pensioner_housing_allowance, gross: 210.00}
    deductions:
      - {kind: housing_cost, amount: 700.00}
      - {kind: reimbursable_medicine, amount: 1000.00, per: year}
      - {kind: debt_recovery, amount: 90.00}
  spouse: {incomes: [{kind: national_pension, net: 1300.00}]}
  shared_home_before_care: true
"""


def test_the_whole_text_as_the_officer_reads_it() -> None:
    assert text_of(HOUSING).replace("\u00a0", " ").split("\n") == [
        "Ympärivuorokautinen palveluasuminen: kuukausimaksu määräytyy asiakasmaksulain (734/1992) "
        "7 c §:n 2 momentin mukaan puolisoiden yhteenlaskettujen tulojen perusteella. Laskelmassa "
        "on käytetty päivän 1.3.2026 säännöksiä ja määriä.",
        "Huomioon otettavat tulot kuukaudessa:",
        "– Asiakas, työeläke: 2 400,00 € (10 b § 1 mom.).",
        "– Puoliso, kansaneläke: 1 300,00 € (10 b § 1 mom.).",
        "Tulot, joita ei oteta huomioon:",
        "– Asiakas, eläkkeensaajan asumistuki: 210,00 € (10 b § 2 mom.; tuloverolaki 92 §). "
        "Tuloverolain 92 §:n verovapaata sosiaalietuutta ei oteta huomioon.",
        "Vähennykset kuukaudessa:",
        "– Asiakas, asumismenot: 490,00 € (10 d § 1 mom.). Asumismenoista vähennetään asumistuki "
        "210,00 €: 490,00 €.",
        "– Asiakas, korvattavat lääkkeet: 53,01 € (10 d § 2 mom.). Kahdestoistaosa vuoden määrästä "
        "1 000,00 €: 83,33 €. Vähennetään enintään 636,12 € vuodessa eli 53,01 € kuukaudessa: "
        "53,01 € (10 d § 2 mom.; sairausvakuutuslaki 5 luku 8 §).",
        "Menot, joita ei vähennetä:",
        "– Asiakas, ulosotto: 90,00 € (10 c §; 10 d §; 10 g §). Ulosottoa ei laissa säädetä "
        "vähennettäväksi. Vähennys on mahdollinen vain hyvinvointialueen oman käytännön nojalla.",
        "Laskelma:",
        "1. Asiakkaan huomioon otettavat tulot kuukaudessa: 2 400,00 € (10 b §).",
        "2. Asiakkaan vähennykset kuukaudessa: 543,01 € (10 c §; 10 d §).",
        "3. Asiakkaan tulot vähennysten jälkeen: 1 856,99 € (7 c § 1 mom.).",
        "4. Asiakkaan tulot (2 400,00 €) ovat suuremmat kuin puolison (1 300,00 €): maksu "
        "määräytyy yhteenlaskettujen tulojen mukaan (7 c § 2 mom.).",
        "5. 85 prosenttia asiakkaan tuloista vähennysten jälkeen: 1 578,44 € (7 c § 1 mom.).",
        "6. Puolison huomioon otettavat tulot kuukaudessa: 1 300,00 € (10 b § 1 mom.).",
        "7. Puolison vähennykset kuukaudessa: 0,00 € (10 c § 1 mom.).",
        "8. Puolisoiden yhteenlasketut tulot vähennysten jälkeen: 3 156,99 € (7 c § 2 mom.).",
        "9. 42,5 prosenttia puolisoiden yhteenlasketuista tuloista vähennysten jälkeen: "
        "1 341,72 € (7 c § 2 mom.).",
        "10. Maksu, jonka jälkeen asiakkaan henkilökohtaiseen käyttöön jää vähintään 195,00 €: "
        "1 341,72 € (7 c § 3 mom.).",
        "Maksu on enintään 1 341,72 € kuukaudessa. Maksua on alennettava tai se on jätettävä "
        "perimättä siltä osin kuin se vaarantaisi asiakkaan tai perheen toimeentulon tai "
        "lakisääteisen elatusvelvollisuuden (11 §).",
    ]


def test_swedish_cites_sections_and_acts_in_swedish() -> None:
    text = text_of(HOUSING, Language.SWEDISH)
    assert "92 § i inkomstskattelagen" in text
    assert "7 c § 2 mom. i klientavgiftslagen (734/1992)" in text
    assert "kohta" not in text


def test_the_spouses_rows_are_left_out_where_only_two_sums_are_compared() -> None:
    poorer = HOUSING.replace("net: 1300.00", "net: 2500.00")
    text = text_of(poorer).replace("\u00a0", " ")
    assert "Puoliso, kansaneläke" not in text
    assert "eivät ole suuremmat kuin puolison (2 500,00 €)" in text


def test_a_fee_of_nothing_is_said_plainly_and_the_officer_is_reminded_of_section_11() -> None:
    """Worked example E3: less than the allowance."""
    written = """
- service: round_the_clock_housing
  day: 2026-03-01
  client: {incomes: [{kind: earnings_pension, net: 150.00}]}
"""
    [case] = written_cases(written)
    found = preview(WrittenCase.model_validate(case).fee_case())
    assert found.fee == 0
    assert (found.steps[-1].code, found.steps[-1].section) == ("no_fee", "11 §")
    assert basis_in_words(found, Language.FINNISH).endswith("Maksua ei peritä.")


def test_home_care_says_that_the_raised_taxation_was_not_used() -> None:
    """10 f § 2 mom. lets a county use the latest taxation, raised; it is never used silently."""
    text = text_of("""
- service: home_care
  day: 2026-03-01
  client: {incomes: [{kind: earnings_pension, gross: 1500.00}]}
  family_size: 1
  hours: 10
""")
    assert "ei ole korotettu eikä käytetty maksettujen tulojen sijasta (10 f § 2 mom.)" in text


def test_every_line_of_the_ledger_has_a_treatment_with_a_sentence() -> None:
    [case] = written_cases(HOUSING)
    found = preview(WrittenCase.model_validate(case).fee_case())
    assert {line.treatment.counts for line in found.incomes} == {
        Counts.COUNTED,
        Counts.NOT_COUNTED,
    }


def test_all_of_the_worked_examples_are_here() -> None:
    """C1 is tested beside the data, E22 beside the reviews, E23 beside the permits."""
    written = written_cases((RULES / "worked-examples.yaml").read_text("utf-8"))
    assert {case["name"].split()[0] for case in written} == {
        "A2", "A5", "B1a", "B1b", "B1d", "B1e", "B1f", "B2a", "B2b", "B3a", "B3b", "B3d", "B3e",
        "C3", "D1", "D2", "D5", "E1", "E2", "E3", "E6", "E7", "E10", "E12", "E14", "E15", "E17",
        "E18", "E20",
    }  # fmt: skip
