"""The report by e-mail: over a connection that is checked, to everybody, without a client in it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from mail_sink import Sink, mail_sink
from pydantic import ValidationError
from reports_world import busy_night, keep, run, thirty_nights

from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.county.reporting import MailSecurity, MailSettings
from robots.reports.mail import Mail, alert_mail, mail_of
from robots.reports.post import (
    MailRefused,
    MailServerUnreachable,
    MailServerUntrusted,
    MailSignInRefused,
    send,
)
from robots.reports.report import report_of, write_report

PLAIN = Mail("Ajo 16.3.2026 – päätettävää", "Hyvää huomenta.\n.Piste rivin alussa.\n")


def settings(sink: Sink, **more: Any) -> MailSettings:
    given: dict[str, Any] = {
        "server": "127.0.0.1",
        "port": sink.port,
        "trusted_certificates": sink.certificate,
        "sender": "tuloselvitys@kuusiranta.example",
        "recipients": ("esihenkilo@kuusiranta.example", "palvelu@kuusiranta.example"),
    }
    return MailSettings(**(given | more))


def post(sink: Sink, mail: Mail = PLAIN, password: str | None = None, **more: Any) -> None:
    at = datetime(2026, 3, 16, 2, 41, tzinfo=HELSINKI)
    send(mail, settings(sink, **more), password=password, at=at, message_id="run-1")


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_message_reaches_everybody_over_a_protected_connection(tmp_path: Path, tls: str) -> None:
    with mail_sink(tmp_path, tls=tls) as sink:
        post(sink, password="made-up", account="robotti", security=tls)
    assert sink.recipients == ["esihenkilo@kuusiranta.example", "palvelu@kuusiranta.example"]
    assert sink.signed_in == ["robotti"]
    assert [line.split(" ")[0].upper() for line in sink.in_the_open] == (
        ["EHLO", "STARTTLS"] if tls == "starttls" else []
    )
    message = sink.message
    assert message["Subject"] == PLAIN.subject
    assert message["Date"] == "Mon, 16 Mar 2026 02:41:00 +0200"
    assert message["Message-ID"] == "<run-1@kuusiranta.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == PLAIN.body.splitlines()


def test_a_server_that_is_not_trusted_gets_neither_password_nor_message(tmp_path: Path) -> None:
    with mail_sink(tmp_path) as sink, pytest.raises(MailServerUntrusted):
        post(sink, password="made-up", account="robotti", trusted_certificates=None)
    assert (sink.signed_in, sink.messages) == ([], [])


def test_a_server_without_starttls_gets_nothing(tmp_path: Path) -> None:
    with mail_sink(tmp_path, tls="none") as sink, pytest.raises(MailServerUntrusted):
        post(sink, password="made-up", account="robotti")
    assert (sink.signed_in, sink.messages) == ([], [])


def test_a_wrong_password_is_said_as_such(tmp_path: Path) -> None:
    with mail_sink(tmp_path, password="another") as sink, pytest.raises(MailSignInRefused):
        post(sink, password="made-up", account="robotti")


def test_a_relay_on_the_machine_itself_may_be_open_but_never_with_an_account(
    tmp_path: Path,
) -> None:
    with mail_sink(tmp_path, tls="none") as sink:
        post(sink, security=MailSecurity.NONE)
        assert len(sink.messages) == 1
        with pytest.raises(ValidationError, match="account cannot be used"):
            settings(sink, security=MailSecurity.NONE, account="robotti")


def test_a_recipient_that_is_refused_is_counted_and_the_others_get_it(tmp_path: Path) -> None:
    refused = frozenset({"palvelu@kuusiranta.example"})
    with mail_sink(tmp_path, refuses=refused) as sink:
        with pytest.raises(MailRefused) as told:
            post(sink)
        assert told.value.context == {"refused": 1}
        assert sink.recipients == ["esihenkilo@kuusiranta.example"]
        with pytest.raises(MailRefused) as told:
            post(sink, recipients=("palvelu@kuusiranta.example",))
        assert told.value.context == {"refused": 1}


def test_no_server_at_all_is_said_without_waiting(tmp_path: Path) -> None:
    with mail_sink(tmp_path) as sink:
        pass
    with pytest.raises(MailServerUnreachable):
        post(sink)


def test_the_page_goes_along_as_it_is(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    keep(runs, *thirty_nights(), night := busy_night())
    write_report(night, runs / night.id)
    report = report_of(night, runs)
    with mail_sink(tmp_path) as sink:
        post(sink, mail_of(report, Language.SWEDISH, with_page=True))
    message = sink.message
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "korningsrapport.html"
    page = report.page(Language.SWEDISH).read_text("utf-8")
    assert attached.get_content().replace("\r\n", "\n").strip() == page.strip()


@pytest.mark.parametrize("language", Language)
def test_the_message_says_what_the_first_screen_says(tmp_path: Path, language: Language) -> None:
    runs = tmp_path / "runs"
    keep(runs, *thirty_nights(), night := busy_night())
    report = report_of(night, runs)
    mail = mail_of(report, language, with_page=False)
    assert len(re.findall(r"^\d+\. ", mail.body, re.MULTILINE)) == len(report.decisions)
    assert "T-0021" in mail.body  # the most urgent case
    assert night.id in mail.body
    assert mail.attachments == ()


def test_a_quiet_night_says_that_nothing_is_to_be_done(tmp_path: Path) -> None:
    quiet = run(left_alone=0)
    keep(tmp_path, quiet)
    mail = mail_of(report_of(quiet, tmp_path), Language.FINNISH, with_page=False)
    assert "Mikään ei vaadi tänään esihenkilön toimia." in mail.body
    assert "Yksikään asia ei odota." in mail.body


def test_an_alert_says_what_is_wrong_and_what_to_look_at() -> None:
    reason = Reason("no_run", {"since": "14.3.2026 2.41", "hours": "26"})
    mail = alert_mail("Kuusirannan hyvinvointialue", (reason,), Language.FINNISH)
    assert "14.3.2026 2.41" in mail.body
    assert mail.subject.startswith("Hälytys")


def test_a_quiet_night_says_in_its_subject_that_nothing_is_to_be_decided(tmp_path: Path) -> None:
    keep(tmp_path, quiet := run())
    made = mail_of(report_of(quiet, tmp_path), Language.FINNISH, with_page=False)
    assert made.subject == "Tuloselvitysten ajo 16.3.2026: ei päätettävää – " + quiet.county_fi
