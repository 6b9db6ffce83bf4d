"""Citations of law: one form in files, both languages for people."""

from __future__ import annotations

import pytest

from robots.casework.sections import Section, as_officers_write, parse
from robots.casework.texts import Language, section_in_words, text, texts_of

CITATIONS = [
    ("10 c § 1 mom. 4 kohta", "10 c § 1 mom. 4 kohta", "10 c § 1 mom. 4 punkten"),
    ("10 c §; 10 d §", "10 c §; 10 d §", "10 c §; 10 d §"),
    (
        "10 b § 2 mom.; 1535/1992 92 §",
        "10 b § 2 mom.; tuloverolaki 92 §",
        "10 b § 2 mom.; 92 § i inkomstskattelagen",
    ),
    (
        "569/2009 3 § 3 kohta",
        "palvelusetelilaki 3 § 3 kohta",
        "3 § 3 punkten i lagen om servicesedlar inom social- och hälsovården",
    ),
    (
        "1224/2004 5 luku 8 §",
        "sairausvakuutuslaki 5 luku 8 §",
        "5 kap. 8 § i sjukförsäkringslagen",
    ),
    (
        "661/2009 28–29 §",
        "laki väestötietojärjestelmästä 28–29 §",
        "28–29 § i lagen om befolkningsdatasystemet",
    ),
]


@pytest.mark.parametrize(("citation", "finnish", "swedish"), CITATIONS)
def test_a_citation_reads_in_both_languages(citation: str, finnish: str, swedish: str) -> None:
    assert section_in_words(citation, Language.FINNISH) == finnish
    assert section_in_words(citation, Language.SWEDISH) == swedish
    assert "; ".join(map(str, parse(citation))) == citation


@pytest.mark.parametrize(
    "written",
    ["", "10 b", "10b §", "10 b § 2 mom", "10 b § 2 mom.;10 c §", "palvelusetelilaki 3 §"],
)
def test_what_is_not_in_the_form_is_no_citation(written: str) -> None:
    with pytest.raises(ValueError, match="no section of law"):
        parse(written)


@pytest.mark.parametrize(
    ("written", "section"),
    [
        ("21 c §", Section("21 c")),
        ("21C", Section("21 c")),
        ("21 c §:n 1 mom.", Section("21 c", "1")),
        (" 21 §:n 4 momentti ", Section("21", "4")),
        ("29 §, 2 mom., 7 kohta", Section("29", "2", "7")),
        ("4 § 5 punkten", Section("4", "", "5")),
        ("21 c § ja 19 a §", None),
        ("palvelupäätös", None),
        ("", None),
    ],
)
def test_sections_as_officers_write_them(written: str, section: Section | None) -> None:
    assert as_officers_write(written) == section


def test_a_sentence_says_its_section_in_its_own_language() -> None:
    said = text("reasons.not_told_by_law", Language.SWEDISH, section="703/2023 64 § 3 mom.")
    assert "64 § 3 mom. i kunduppgiftslagen" in said


def test_every_act_has_both_names() -> None:
    for act, names in texts_of("acts").items():
        assert set(names) == set(Language), act
