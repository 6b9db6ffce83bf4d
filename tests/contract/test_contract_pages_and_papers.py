"""Kela's pages and the client's papers: where each case of the contract is proven for them.

They speak no message protocol, and their tests need a browser or PDFs; so the cases stand in their
own suites. This table names the test of each, or says why the case cannot happen, and no case of
the contract may be missing from it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from contract_cases import CASES, NotHere

TESTS = Path(__file__).parents[1]

KELA = "kela/test_kela_{}.py::{}"
PAPERS = "documents/test_documents_{}.py::{}"
ITS_OWN_STATES = KELA.format("hostile", "test_the_sites_own_states_have_errors_of_their_own")
A_CHANGED_PAGE = KELA.format("mutations", "test_a_changed_page_is_an_error")
NO_ANSWER = KELA.format("hostile", "test_a_site_that_does_not_answer_is_asked_later")
BROKEN_PAPER = PAPERS.format(
    "source", "test_a_paper_that_cannot_be_read_is_a_question_and_the_answer_partial"
)
HOSTILE_PAPER = PAPERS.format("process", "test_a_hostile_file_ends_and_the_next_letter_is_read")

IN_THE_BROWSER = NotHere("the browser, with its own limits, takes the bytes; the page is judged")
NOT_XML = NotHere("no XML")
UNSIGNED = NotHere("nothing is signed")
NO_NETWORK = NotHere("the papers lie in the case folder: no server answers")
NO_REPORTS = NotHere("no reports with versions")

Proof = str | NotHere

PAGES: dict[str, Proof] = {
    "answers": KELA.format("source", "test_every_payment_of_the_period_is_an_income_of_its_own"),
    "none_found": KELA.format(
        "source", "test_somebody_whom_kela_does_not_know_is_none_and_the_officer_is_told"
    ),
    "not_permitted": KELA.format(
        "hostile", "test_an_answer_about_the_person_has_an_error_of_its_own"
    ),
    "timeout": NO_ANSWER,
    "dripping": IN_THE_BROWSER,
    "connection_refused": NO_ANSWER,
    "connection_reset": NO_ANSWER,
    "401": KELA.format("hostile", "test_a_session_that_expires_twice_stops_the_source"),
    "429_with_retry_after": NotHere("pages have no such status; two are open at a time"),
    "429_until_a_time": NotHere("pages have no such status; two are open at a time"),
    "429_for_an_hour": NotHere("pages have no such status; two are open at a time"),
    "500": ITS_OWN_STATES,
    "503": ITS_OWN_STATES,
    "redirect": KELA.format("routes", "test_a_redirect_is_stopped_before_it_leaves"),
    "page_instead": KELA.format("hostile", "test_an_unrecognised_page_is_kept_masked"),
    "soap_fault_in_200": NOT_XML,
    "soap_fault_of_ours_in_200": NOT_XML,
    "malformed": A_CHANGED_PAGE,
    "truncated": A_CHANGED_PAGE,
    "oversized": IN_THE_BROWSER,
    "compressed_bomb": IN_THE_BROWSER,
    "entity_bomb": NOT_XML,
    "external_entity": NOT_XML,
    "wrong_namespace": NOT_XML,
    "signature_missing": UNSIGNED,
    "signature_by_the_wrong_ca": UNSIGNED,
    "signature_over_another_document": UNSIGNED,
    "amount_changed_after_signing": NotHere("nothing is signed; rows must come to their totals"),
    "signature_wrapped": UNSIGNED,
    "signature_value_broken": UNSIGNED,
    "another_persons_data": A_CHANGED_PAGE,
    "wrong_environment": KELA.format("hostile", "test_a_link_that_leads_elsewhere_is_not_followed"),
    "unknown_element": KELA.format("source", "test_an_unknown_benefit_goes_to_the_officer"),
    "missing_amount": A_CHANGED_PAGE,
    "reports_not_as_many_as_told": A_CHANGED_PAGE,
    "duplicate_report": A_CHANGED_PAGE,
    "superseded_report": NO_REPORTS,
}

PDFS: dict[str, Proof] = {
    **dict.fromkeys(CASES, NO_NETWORK),
    "answers": PAPERS.format(
        "source", "test_papers_that_are_read_give_incomes_and_costs_with_their_places"
    ),
    "none_found": PAPERS.format("source", "test_nothing_handed_in_is_none_and_says_so"),
    "timeout": PAPERS.format(
        "process", "test_a_file_whose_reading_does_not_end_in_time_is_too_large"
    ),
    "503": PAPERS.format("source", "test_a_file_that_cannot_be_opened_is_asked_again_later"),
    "malformed": BROKEN_PAPER,
    "truncated": BROKEN_PAPER,
    "oversized": PAPERS.format("source", "test_a_file_larger_than_any_letter_is_not_even_copied"),
    "compressed_bomb": HOSTILE_PAPER,
    "another_persons_data": PAPERS.format("source", "test_a_paper_of_another_person_is_not_used"),
    "missing_amount": PAPERS.format(
        "source", "test_a_half_scanned_paper_lists_what_was_read_and_is_partial"
    ),
    "duplicate_report": PAPERS.format("source", "test_the_same_file_twice_counts_once"),
}


@cache
def _tests_in(file: str) -> frozenset[str]:
    text = (TESTS / file).read_text("utf-8")
    return frozenset(re.findall(r"^def (test_\w+)\(", text, re.MULTILINE))


@pytest.mark.parametrize("table", [PAGES, PDFS], ids=["kela", "documents"])
def test_every_case_of_the_contract_is_proven_or_cannot_happen(table: dict[str, Proof]) -> None:
    assert table.keys() == CASES.keys()
    for proof in table.values():
        if isinstance(proof, NotHere):
            assert proof.because
        else:
            file, _, test = proof.partition("::")
            assert test in _tests_in(file), proof
