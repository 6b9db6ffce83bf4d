"""The doors: one case, the report, and errors that say what to do in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nights import ROOT, Night, people
from test_whole_privacy import decoded_log, leaks


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """An officer has asked for one case."""
    night = Night(tmp_path_factory.mktemp("doors"))
    done = night.door("case", "T-0002", "--requested-by", "virkailija-07", "--reason", "puhelu")
    assert done.returncode == 0, done.stderr[-3000:]
    return night


def test_one_case_now(night: Night) -> None:
    assert night.versions() == ["T-0002/v1"]
    twin = night.twin("T-0002")
    assert {evidence["requested_by"] for evidence in twin["evidence"]} == {"virkailija-07"}
    assert {entry["person"].split("/")[0] for entry in night.requests()} == {"T-0002"}


def test_a_persons_own_rows_are_printed_and_the_code_stands_nowhere(night: Night) -> None:
    code = next(
        person["client"]["identity_code"] for person in people() if person["case"]["id"] == "T-0002"
    )
    told = night.door(
        *("accesslog", "--person", "--requested-by", "tietosuojavastaava"),
        *("--reason", "asiakkaan pyyntö"),
        typed=f"{code}\n",
    )
    assert told.returncode == 0, told.stderr[-3000:]
    assert "Kuka kysyi: virkailija-07" in told.stdout
    log = decoded_log(night.output / "accesslog" / "log.html")
    assert leaks(told.stdout + told.stderr + log) == set()


def test_the_report_is_written_again(night: Night) -> None:
    again = night.door("report")
    assert again.returncode == 0, again.stderr[-3000:]
    assert "T-0002" in Path(again.stdout.strip()).read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "finnish", "swedish"),
    [
        (
            ["case", "T-9999", "--requested-by", "virkailija-07", "--reason", "puhelu"],
            "työlistal",
            "arbetslistan",
        ),
        (
            ["case", "T-0001", "--requested-by", "joku-muu", "--reason", "puhelu"],
            "pyytäjä",
            "begär",
        ),
        (["nightly", "--county", "ei-ole"], "kansiota ei ole", "mapp finns inte"),
        (["report", "--run", "run-19990101T000000"], "Ajoa ei löydy", "finns inte"),
    ],
)
def test_what_cannot_be_done_is_said_in_both_languages(
    night: Night, arguments: list[str], finnish: str, swedish: str
) -> None:
    refused = night.door(*arguments)
    assert refused.returncode == 1
    assert finnish.lower() in refused.stderr.lower()
    assert swedish.lower() in refused.stderr.lower()
    assert refused.stdout == ""


def test_a_failing_task_leaves_no_personal_data_in_its_log(night: Night) -> None:
    """The log of an exception holds the variables of every frame that it passes."""
    refused = night.door(
        *("case", "T-9999", "--requested-by", "virkailija-07"),
        *("--reason", "Kyllikki Kuusentuike soitti"),
    )
    assert refused.returncode == 1
    log = decoded_log(night.output / "case" / "log.html")
    assert "case_unknown" in log
    assert leaks(log + refused.stderr) == set()


def test_fee_previews_written_cases_and_puts_errors_in_their_place(night: Night) -> None:
    file = night.output / "cases.yaml"
    file.write_text(
        """
- service: institution
  day: 2026-03-01
  client: {incomes: [{kind: national_pension, gross: 950.00, net: 950.00}]}
  expect: {fee: 807.50}
- service: round_the_clock_housing
  act: 675/2023
  day: 2026-03-01
  client: {incomes: []}
""",
        "utf-8",
    )
    done = night.door("fee", str(file))
    assert done.returncode == 2
    preview, refused = json.loads(done.stdout)
    assert (preview["fee"], preview["matches"]) == ("807.50", True)
    assert refused["error"]["code"] == "service_is_free"
    assert night.door("fee", str(night.output / "none.yaml")).returncode == 1


def test_the_law_door_prints_the_table_in_the_readers_language(night: Night) -> None:
    done = night.door("law", "--language", "sv", "--day", "2026-03-16", "--today", "2026-09-01")
    assert done.returncode == 0
    assert done.stdout.startswith("KLIENTAVGIFTSLAGENS VÄRDEN")
    table = json.loads(night.door("law", "--json").stdout)
    assert table["amounts"]
    assert night.door("law", "--day", "2020-01-01").returncode == 1


def test_read_tells_what_it_makes_of_a_paper(night: Night) -> None:
    papers = ROOT / "devdata" / "county" / "cases"
    done = night.door("read", str(papers / "T-0001" / "asiakirjat" / "vuokra.pdf"))
    reading = json.loads(done.stdout)
    assert (done.returncode, reading["state"], reading["kind"]) == (0, "read", "rent_notice")
    locked = next((papers / "T-0027" / "asiakirjat").glob("*.pdf"))
    states = [
        json.loads(night.door("read", str(locked), *password).stdout)["state"]
        for password in ([], ["--password", "salainen"])
    ]
    assert states == ["locked", "read"]
