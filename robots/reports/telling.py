"""Tells the county's people of a run, or that there was none, and notes what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from robots.casework.errors import WorkerError
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.county import County
from robots.county.reporting import MAIL_PASSWORD, MAIL_SECRET, MailSettings
from robots.county.vault import secret
from robots.determination import RunRecord, where, write_record
from robots.determination.record import RUNS_FOLDER, MailInRun, RunKind, latest_record
from robots.journal import Event, note
from robots.reports.decisions import is_alert
from robots.reports.mail import Mail, alert_mail, mail_of
from robots.reports.post import send
from robots.reports.report import report_of, write_report
from robots.reports.words import moment

#: Sends one message: the message, the settings, the moment, what makes it one of a kind.
Post = Callable[[Mail, MailSettings, datetime, str], None]
#: Runs that took up the whole list.
_OF_THE_LIST: Final = (RunKind.NIGHTLY, RunKind.RETRY)


def send_with_password(mail: Mail, settings: MailSettings, at: datetime, message_id: str) -> None:
    """Through the county's server, with the vault's password where an account is set.

    Raises:
        SecretMissing, and what :func:`robots.reports.post.send` raises.
    """
    password = None
    if settings.account is not None:
        password = secret(MAIL_SECRET, MAIL_PASSWORD)[MAIL_PASSWORD]
    send(mail, settings, password=password, at=at, message_id=message_id)


def tell_of_run(county: County, run: RunRecord, post: Post = send_with_password) -> Path:
    """Write the run's report and mail it to the county's people, where it has any; gives the path
    of the Finnish page.

    A mail that cannot be sent never fails a run: why stands in the record and in the report.
    """
    runs = county.state / RUNS_FOLDER
    written = write_report(run, runs / run.id)
    settings, report = county.settings.mail, report_of(run, runs)
    if settings is None or run.kind not in _OF_THE_LIST:
        return written
    if settings.only_alerts and not is_alert(report.decisions):
        return written
    mail = mail_of(report, Language(settings.language), with_page=settings.with_report)
    run = replace(run, mail=_sent(county, settings, mail, run.id, post))
    write_record(county, run)
    return write_report(run, runs / run.id)


def tell_of_stopped_run(county: County, began: datetime, post: Post = send_with_password) -> bool:
    """The same of a run that something kept from going on; False where no run since ``began`` left
    a record of that."""
    latest = latest_record(county, *_OF_THE_LIST)
    if latest is None or latest.stopped_by is None or latest.started_at < began:
        return False
    tell_of_run(county, latest, post)
    return True


def alerts(county: County, now: datetime, within_hours: int | None = None) -> tuple[Reason, ...]:
    """What is wrong with there being no run, or no new list: nobody would hear of it otherwise.

    Args:
        within_hours: a nightly run must have ended within so many hours; the county's setting
            when not given.
    """
    found: list[Reason] = []
    settings = county.settings.report
    hours = within_hours or settings.alert_after_hours
    latest = latest_record(county, *_OF_THE_LIST)
    if latest is None:
        found.append(Reason("no_run_ever"))
    elif now - latest.ended_at > timedelta(hours=hours):
        found.append(Reason("no_run", {"since": moment(latest.ended_at), "hours": str(hours)}))
    if county.settings.business_date is None:  # with a fixed day, nobody keeps a list
        found += _of_the_worklist(county, now)
    return tuple(found)


def tell_of_alerts(
    county: County, found: tuple[Reason, ...], post: Post = send_with_password
) -> MailInRun | None:
    """Mail the alerts; None where the county has no mail."""
    for one in found:
        note(Event.ALERT, reason=one.code)
    settings = county.settings.mail
    if settings is None or not found:
        return None
    names = county.settings.name
    is_swedish = settings.language == Language.SWEDISH.value
    mail = alert_mail(names.sv if is_swedish else names.fi, found, Language(settings.language))
    at = county.clock()
    return _sent(county, settings, mail, f"alert-{at:%Y%m%dT%H%M%S}", post)


def _of_the_worklist(county: County, now: datetime) -> list[Reason]:
    hours = county.settings.report.worklist_hours
    try:
        kept_at = county.worklist.kept_at()
    except WorkerError as error:
        return [Reason.of(error)]
    if now - kept_at <= timedelta(hours=hours):
        return []
    return [Reason("worklist_old", {"since": moment(kept_at), "hours": str(hours)})]


def _sent(
    county: County, settings: MailSettings, mail: Mail, message_id: str, post: Post
) -> MailInRun:
    at, why_not = county.clock(), None
    try:
        post(mail, settings, at, message_id)
    except WorkerError as error:
        why_not = Reason.of(error)
    except Exception as error:  # the run is done: nothing about its mail may take that away
        why_not = Reason("way_broken", {"where": where(error)})
    event = Event.MAIL_SENT if why_not is None else Event.MAIL_NOT_SENT
    note(event, recipients=len(settings.recipients), reason=why_not.code if why_not else "")
    return MailInRun(at, len(settings.recipients), why_not)
