"""Looking one person up in delivered files: what is told, what is refused, what is written down."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tax_administration_world import CODE, PERIOD, PERSON, REGISTERS, TAXATION, World, permit

from devdata.standins.people import People
from devdata.standins.tax_administration_delivery import deliver_json, deliver_rows
from robots.casework.errors import CannotStart, SourceUnusable, TryAgain, WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import State
from robots.tax_administration.errors import (
    MappingUnreadable,
    TaxEnvironmentWrong,
    TaxFileLocked,
    TaxFileMissing,
    TaxFileRefused,
    TaxFileUnavailable,
    TaxPersonNotDelivered,
)
from robots.tax_administration.file_layout import CsvLayout, JsonLayout, read_layout
from robots.tax_administration.persons import PersonsFile
from robots.tax_administration.rows import RowsFile
from robots.transport.errors import ReplyNotUnderstood

ROWS = REGISTERS / "tax-administration-file.yaml"
JSON = REGISTERS / "tax-administration-file-json.yaml"
#: Somebody else of the made-up people.
OTHER = "010140-955D"
NEW, OLD = date(2026, 2, 20), date(2025, 2, 20)


class Share:
    """The folder of deliveries, and a source that looks there."""

    def __init__(self, folder: Path, everybody: People, connected: Callable[..., World]) -> None:
        self.folder = folder
        self.everybody = everybody
        self._connected = connected

    def rows(self, day: date = NEW) -> Path:
        return deliver_rows(self.everybody, self.folder, day)

    def source(self, layout: Path = ROWS, oldest_days: int = 60, **changed: Any) -> World:
        if changed:
            written = yaml.safe_load(layout.read_text("utf-8")) | changed
            layout = self.folder / "layout.yaml"
            layout.write_text(yaml.safe_dump(written, allow_unicode=True), "utf-8")
        return self._connected(
            {
                "source": "file",
                "folder": self.folder,
                "layout": layout,
                "oldest_days": oldest_days,
                "largest_file": 100_000,
            }
        )


@pytest.fixture
def share(tmp_path: Path, people: Callable[..., People], connected: Callable[..., World]) -> Share:
    folder = tmp_path / "deliveries"
    folder.mkdir()
    return Share(folder, people(TAXATION), connected)


def edited(file: Path, *changes: tuple[str, str]) -> None:
    content = file.read_bytes().decode("cp1252")
    for before, after in changes:
        assert before in content
        content = content.replace(before, after, 1)
    file.write_bytes(content.encode("cp1252"))


def add_person(share: Share, code: str) -> None:
    """The files tell of somebody else, too."""
    folder = share.folder.parent / "people"
    case = yaml.safe_load((folder / "person.yaml").read_text("utf-8"))
    case["case"]["id"], case["client"]["identity_code"] = "T-0006", code
    (folder / "other.yaml").write_text(yaml.safe_dump(case), "utf-8")
    share.everybody = People.load(folder)


def test_a_look_up_is_an_access_like_a_request(share: Share) -> None:
    share.rows()
    asked = share.source()

    answer = asked.ask()

    assert [(one.attempt, one.outcome) for one in asked.accesses] == [(1, "asked"), (1, "found")]
    assert {one.service for one in asked.accesses} == {"verotiedot-{day}.csv"}
    assert {one.request_id for one in asked.accesses} == set(answer.request_ids)
    assert asked.accesses[1].bytes_received > 0


def test_only_the_persons_own_part_of_the_file_goes_into_the_case_folder(share: Share) -> None:
    add_person(share, OTHER)
    share.rows()

    used, raw = share.source().ask().attachments

    assert raw.sealed
    assert CODE.encode() in raw.content
    assert OTHER.encode() not in raw.content
    assert CODE.encode() not in used.content


def test_the_newest_delivery_that_tells_of_the_person_holds(share: Share) -> None:
    share.rows(OLD)
    newer = share.rows(NEW)
    edited(newer, ("7260,00;2652,00", "8000,00;2652,00"), ("69225,00", "69965,00"))

    answer = share.source().ask()

    assert answer.incomes[0].gross == Decimal("8000.00")
    assert answer.findings == ()


def test_a_person_of_an_older_delivery_alone_is_found_there_and_its_age_told(share: Share) -> None:
    share.rows(OLD)
    everybody, share.everybody = share.everybody, People([])
    share.rows(NEW)
    share.everybody = everybody

    answer = share.source().ask()

    assert answer.state is State.FOUND
    (finding,) = answer.findings
    assert (finding.code, finding.values) == ("tax_file_old", {"day": "20.2.2025", "days": "60"})


def test_who_is_in_no_file_has_not_nothing(share: Share) -> None:
    share.everybody = People([])
    share.rows()
    asked = share.source()

    with pytest.raises(TaxPersonNotDelivered) as refused:
        asked.ask()

    assert "20.2.2026" in refused.value.in_words(Language.SWEDISH)
    assert [one.outcome for one in asked.accesses] == ["asked", "tax_person_not_delivered"]


def test_where_files_tell_of_everybody_asked_not_to_be_there_means_nothing(share: Share) -> None:
    share.everybody = People([])
    share.rows()  # the person was told on 16.2.2026, before the delivery

    answer = share.source(missing_person="nothing").ask()

    assert (answer.state, answer.incomes) == (State.NONE, ())
    assert answer.evidence, "that nothing was found has its evidence, too"


def test_who_was_told_after_the_delivery_was_not_asked_in_it(share: Share) -> None:
    share.everybody = People([])
    share.rows()
    asked = share.source(missing_person="nothing")
    for told_on in (NEW, None):
        with pytest.raises(TaxPersonNotDelivered):
            asked.source.ask(replace(permit(), told_on=told_on), PERSON, PERIOD)


def test_a_row_that_says_that_there_is_nothing_is_an_answer(
    tmp_path: Path, people: Callable[..., People], share: Share
) -> None:
    share.everybody = people({"answer": "none"})
    share.rows()
    deliver_json(share.everybody, share.folder, NEW)

    assert share.source().ask().state is State.NONE
    edited(share.rows(), ("2024;DECIDED;;EI_TIETOJA", ";;;EI_TIETOJA"))
    assert share.source().ask().state is State.NONE
    assert share.source(JSON).ask().state is State.NONE


def test_a_word_that_the_layout_does_not_know_does_not_vanish(share: Share) -> None:
    edited(share.rows(), ("KORKO", "KRYPTOVARAT"))

    answer = share.source().ask()

    assert answer.state is State.PARTIAL
    (finding,) = answer.findings
    assert (finding.code, finding.values["name"]) == ("tax_income_unknown", "KRYPTOVARAT")


def test_an_amount_that_is_missing_is_told_and_no_zero(share: Share) -> None:
    edited(share.rows(), ("KORKO;120,00", "KORKO;"), ("69225,00", "69105,00"))

    answer = share.source().ask()

    assert [one.gross for one in answer.incomes][2] is None
    assert [finding.code for finding in answer.findings] == ["tax_amount_missing"]


def test_an_amount_in_another_form_is_not_guessed_at(share: Share) -> None:
    edited(share.rows(), ("7260,00", "7.260,00"))
    trailer = {"marker": "YHTEENSÄ", "count": "item", "sums": []}

    with pytest.raises(ReplyNotUnderstood):
        share.source(trailer=trailer).ask()
    assert share.source(trailer=trailer, thousands=".").ask().incomes[0].gross == Decimal(7260)


LOCKED = [
    b"PK\x03\x04\x14\x00",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"-----BEGIN PGP MESSAGE-----",
    b"Salted__" + bytes(20),
    b"\x85\x01\x0c\x03" + bytes(40),
    b"age-encryption.org/v1\n",
]


@pytest.mark.parametrize("content", LOCKED, ids=lambda content: repr(content[:6]))
def test_a_locked_file_stops_the_source_and_says_so(share: Share, content: bytes) -> None:
    share.rows().write_bytes(content)
    asked = share.source()

    with pytest.raises(TaxFileLocked) as refused:
        asked.ask()

    assert isinstance(refused.value, SourceUnusable)
    assert "verotiedot-2026-02-20.csv" in refused.value.in_words(Language.FINNISH)


BROKEN = {
    "headings": ("Vaihe;", "Tila;"),
    "heading_twice": ("Toimituserä", "Vero"),
    "cells": (";VUOKRA;", ";VUOKRA;;"),
    "person": (CODE, "010140901U"),
    "count": (";5;", ";6;"),
    "sum": ("7260,00", "7261,00"),
    "trailer": ("YHTEENSÄ", "SUMMA"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_is_not_as_declared_is_not_used_at_all(share: Share, what: str) -> None:
    edited(share.rows(), BROKEN[what])

    with pytest.raises(TaxFileRefused) as refused:
        share.source().ask()

    told = refused.value
    assert isinstance(told, SourceUnusable)
    words = {"heading_twice": "headings", "trailer": "person"}
    assert told.context["why"] == f"words.tax_file_{words.get(what, what)}"
    assert CODE not in str(told)
    assert "words." not in told.in_words(Language.FINNISH) + told.in_words(Language.SWEDISH)


def test_a_file_that_was_cut_off_is_not_used(share: Share) -> None:
    file = share.rows()
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))

    with pytest.raises(TaxFileRefused) as refused:
        share.source().ask()
    assert refused.value.context["why"] == "words.tax_file_trailer"


def test_a_file_in_another_encoding_or_too_large_is_not_used(share: Share) -> None:
    file = share.rows()
    with pytest.raises(TaxFileRefused) as refused:
        share.source(encoding="ascii").ask()
    assert refused.value.context["why"] == "words.tax_file_encoding"

    file.write_bytes(file.read_bytes() + b"\n" * 100_000)
    with pytest.raises(TaxFileRefused) as refused:
        share.source().ask()
    assert refused.value.context["why"] == "words.tax_file_too_large"


def test_an_empty_folder_and_one_that_is_away_are_two_things(share: Share) -> None:
    (share.folder / "muistio.txt").write_text("", "utf-8")
    (share.folder / "verotiedot-uusin.csv").write_text("", "utf-8")
    asked = share.source()
    with pytest.raises(TaxFileMissing):
        asked.ask()

    shutil.rmtree(share.folder)
    with pytest.raises(TaxFileUnavailable) as away:
        asked.ask()
    assert isinstance(away.value, TryAgain)


def test_a_delivery_that_comes_while_the_source_runs_is_read(share: Share) -> None:
    file = share.rows()
    asked = share.source()
    assert asked.ask().incomes[0].gross == Decimal("7260.00")

    edited(file, ("7260,00;2652,00", "18000,00;2652,00"), ("69225,00", "79965,00"))
    assert asked.ask().incomes[0].gross == Decimal("18000.00")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda whole: whole["delivery"].update(persons=7), TaxFileRefused),
        (lambda whole: whole.pop("persons"), TaxFileRefused),
        (lambda whole: whole["persons"][0].pop("customer"), TaxFileRefused),
        (lambda whole: whole["persons"][0].update(environment="PRODUCTION"), TaxEnvironmentWrong),
        (lambda whole: whole["persons"][0]["taxation"][0].pop("forest"), ReplyNotUnderstood),
    ],
)
def test_a_file_of_json_that_is_not_as_declared_gives_no_figure(
    share: Share, change: Callable[[Any], Any], error: type[WorkerError]
) -> None:
    file = deliver_json(share.everybody, share.folder, NEW)
    whole = json.loads(file.read_text("utf-8"))
    change(whole)
    file.write_text(json.dumps(whole), "utf-8")

    with pytest.raises(error):
        share.source(JSON).ask()


@pytest.mark.parametrize(
    ("layout", "change", "key"),
    [
        (ROWS, {"file_name": "verotiedot.csv"}, "csv.file_name"),
        (ROWS, {"file_name": "../verotiedot-{day}.csv"}, "csv.file_name"),
        (ROWS, {"day_format": "%d.%m."}, "csv.day_format"),
        (ROWS, {"encoding": "finnish"}, "csv.encoding"),
        (ROWS, {"missing_person": "zero"}, "csv.missing_person"),
        (ROWS, {"forest": "KORKO"}, "csv"),
        (ROWS, {"thousands": ","}, "csv"),
        (ROWS, {"trailer": {"marker": "LOPPU", "count": "rivit", "sums": []}}, "csv"),
        (ROWS, {"format": "xlsx"}, "-"),
        (JSON, {"persons": "persons"}, "json.persons"),
        (
            ROWS,
            {"incomes": [{"word": "PALKKA", "kind": "wage", "name": {"fi": "a", "sv": "b"}}]},
            "csv.incomes.0.kind",
        ),
        (
            ROWS,
            {
                "deductions": [
                    {"word": "E", "kind": "maintenance_paid", "name": {"fi": "a", "sv": "b"}}
                ]
            },
            "csv.deductions.0.kind",
        ),
    ],
)
def test_a_wrong_layout_stops_the_start_and_names_the_key(
    share: Share, layout: Path, change: dict[str, Any], key: str
) -> None:
    with pytest.raises(MappingUnreadable) as refused:
        share.source(layout, **change)

    assert isinstance(refused.value, CannotStart)
    assert refused.value.context["key"] == key


OF_ROWS, OF_JSON = read_layout(ROWS), read_layout(JSON)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.lists(
                st.sampled_from([CODE, "2024", "DECIDED", "VUOKRA", "METSA", "1,00", "x", '"']),
                min_size=12,
                max_size=12,
            ),
            max_size=4,
        ).map(lambda rows: "\n".join(";".join(row) for row in rows).encode()),
    )
)
def test_no_file_whatever_it_holds_breaks_out_of_the_error_tree(content: bytes) -> None:
    code = IdentityCode.parse(CODE, test_range=True)
    assert isinstance(OF_ROWS, CsvLayout)
    assert isinstance(OF_JSON, JsonLayout)
    without_trailer = OF_ROWS.model_copy(update={"trailer": None})
    headings = ";".join(OF_ROWS.columns.headings().values()) + ";Toimituserä\n"
    for load in (
        lambda: RowsFile(OF_ROWS, "f", content),
        lambda: RowsFile(without_trailer, "f", headings.encode("cp1252") + content),
        lambda: PersonsFile(OF_JSON, "f", content),
    ):
        with contextlib.suppress(WorkerError):
            loaded = load()
            loaded.part_of(code)
            for year in loaded.years_of(code):
                year.read(frozenset({"capital_income", "forest", "deductions"}))
