"""Whom a run, or the lack of one, is told; and that its mail never takes a run's record away."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from reports_world import START, busy_night, case, cases, later, run

from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.county import County
from robots.county.reporting import MailSettings, ReportSettings
from robots.determination import run_record, write_record
from robots.determination.record import RunKind
from robots.reports import alerts, tell_of_alerts, tell_of_run, tell_of_stopped_run
from robots.reports.mail import Mail
from robots.reports.post import MailServerUntrusted
from robots.worklist import Worklist, WorklistSettings

NOW = START + timedelta(hours=6)


@dataclass
class Box:
    """A mail server that takes everything, or fails as it is told."""

    fails: Exception | None = None
    got: list[Mail] = field(default_factory=list)

    def __call__(self, mail: Mail, settings: MailSettings, at: datetime, message_id: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.got.append(mail)


def county(folder: Path, *, mail: dict[str, Any] | None = None, **settings: Any) -> County:
    """As much of a county as telling needs: state, settings, worklist, clock."""
    given = {"server": "x", "sender": "a@b.example", "recipients": ("c@d.example",)}
    file = folder / "lista.csv"
    file.write_text("id\n", "utf-8")
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    listed = WorklistSettings.model_construct(file=file)
    journal = folder / "worker" / "results.jsonl"
    made = SimpleNamespace(
        state=folder / "worker",
        clock=lambda: NOW,
        worklist=Worklist(listed, test_range=True, journal=journal),
        settings=SimpleNamespace(
            report=ReportSettings(),
            mail=None if mail is None else MailSettings(**(given | mail)),
            business_date=None,
            name=SimpleNamespace(fi="Kuusirannan hyvinvointialue", sv="Kuusiranta välfärdsområde"),
            **settings,
        ),
    )
    return cast(County, made)


def test_a_nightly_report_is_mailed_and_the_record_says_so(tmp_path: Path) -> None:
    box, one = Box(), county(tmp_path, mail={})
    write_record(one, night := busy_night())
    page = tell_of_run(one, night, box)
    assert [len(mail.attachments) for mail in box.got] == [1]
    kept = run_record(one, night.id)
    assert kept.mail is not None
    assert (kept.mail.recipients, kept.mail.why_not) == (1, None)
    assert "yhdelle vastaanottajalle" in page.read_text("utf-8")


@pytest.mark.parametrize("trouble", [MailServerUntrusted(), RuntimeError("010140-9019")])
def test_a_mail_that_fails_fails_no_run_and_says_why(tmp_path: Path, trouble: Exception) -> None:
    one = county(tmp_path, mail={})
    night = busy_night()
    page = tell_of_run(one, night, Box(fails=trouble))
    kept = run_record(one, night.id)
    assert kept.mail is not None
    assert kept.mail.why_not is not None
    told = page.read_text("utf-8")
    assert "ei voitu lähettää sähköpostilla" in told
    assert "010140-9019" not in told + kept.mail.why_not.in_words(Language.FINNISH)


def test_an_officers_case_and_a_county_without_mail_send_nothing(tmp_path: Path) -> None:
    box = Box()
    tell_of_run(county(tmp_path, mail={}), later(run(cases(ready=1)), kind=RunKind.CASE), box)
    tell_of_run(county(tmp_path), busy_night(), box)
    assert box.got == []


def test_a_county_that_wants_alerts_only_is_not_mailed_of_a_quiet_night(tmp_path: Path) -> None:
    box, one = Box(), county(tmp_path, mail={"only_alerts": True})
    tell_of_run(one, run(cases(ready=4)), box)
    assert box.got == []
    tell_of_run(one, run([case(1, Outcome.FAILED)], days_ago=-1), box)
    assert len(box.got) == 1


def test_a_run_that_was_stopped_is_told_by_its_report(tmp_path: Path) -> None:
    box, one = Box(), county(tmp_path, mail={})
    assert not tell_of_stopped_run(one, START, box)
    stopped = later(run(cases(ready=1)), stopped_by=Reason("run_unknown", {"run": "-"}))
    write_record(one, stopped)
    assert tell_of_stopped_run(one, START, box)
    assert len(box.got) == 1
    assert not tell_of_stopped_run(one, START + timedelta(hours=1), box)


def test_no_run_at_all_is_an_alert(tmp_path: Path) -> None:
    assert [one.code for one in alerts(county(tmp_path), NOW)] == ["no_run_ever"]


def test_a_run_of_last_night_is_well_and_one_of_the_night_before_is_not(tmp_path: Path) -> None:
    one = county(tmp_path)
    write_record(one, run(cases(ready=1)))
    assert alerts(one, NOW) == ()
    assert [found.code for found in alerts(one, NOW, 5)] == ["no_run"]
    assert [found.code for found in alerts(one, NOW + timedelta(days=1))] == ["no_run"]


def test_an_officers_case_does_not_stand_for_a_night(tmp_path: Path) -> None:
    one = county(tmp_path)
    write_record(one, later(run(cases(ready=1)), kind=RunKind.CASE))
    assert [found.code for found in alerts(one, NOW)] == ["no_run_ever"]


def test_a_worklist_older_than_a_day_or_gone_is_an_alert(tmp_path: Path) -> None:
    one = county(tmp_path)
    write_record(one, run(cases(ready=1)))
    later_on = NOW + timedelta(hours=25)
    assert [found.code for found in alerts(one, later_on, 100)] == ["worklist_old"]
    (tmp_path / "lista.csv").unlink()
    assert [found.code for found in alerts(one, NOW)] == ["worklist_missing"]


def test_alerts_are_mailed_together_and_none_makes_no_mail(tmp_path: Path) -> None:
    box, one = Box(), county(tmp_path, mail={"language": "sv"})
    assert tell_of_alerts(one, (), box) is None
    both = (Reason("no_run_ever"), Reason("worklist_missing", {"file": "x"}))
    sent = tell_of_alerts(one, both, box)
    assert sent is not None
    assert sent.why_not is None
    (mail,) = box.got
    assert mail.subject.startswith("Larm")
    assert "1. " in mail.body
    assert "2. " in mail.body
