"""The run report by e-mail: what is said. Case ids only; the same words as the page's first screen,
as plain text that any reader of mail shows and any screen reader reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.reports.overview import Usual
from robots.reports.report import Report
from robots.reports.sentences import ended_in_words, in_words, oldest_in_words
from robots.reports.shadow_section import told_first
from robots.reports.words import Words, day, number


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, before it is sent."""

    subject: str
    body: str
    attachments: tuple[Path, ...] = ()


def mail_of(report: Report, language: Language, *, with_page: bool) -> Mail:
    """The run's report as a message.

    Args:
        with_page: the page goes along.
    """
    words, view = Words(language), report.view
    named = {"day": day(view.run.day), "county": words.county(view.run)}
    subject = (
        words.counted("mail_subject", len(report.decisions), **named)
        if report.decisions
        else words("mail_subject_none", **named)
    )
    matters = [f"{at}. {in_words(one, view, words)}" for at, one in enumerate(report.decisions, 1)]
    counts = [_count(words("cases"), len(view.run.cases), view.usual_cases, words)]
    counts += [
        _count(words.name(outcome), view.counts[outcome], view.usual.get(outcome), words)
        for outcome in Outcome
        if view.counts[outcome]
    ]
    parts = [
        ended_in_words(view, words),
        told_first(view.run.shadow, words) if view.run.shadow is not None else "",
        "\n".join([words("decide") + ":", *(matters or [words("nothing_to_decide")])]),
        oldest_in_words(view, words),
        "\n".join(counts),
        words("page_goes_along") if with_page else "",
        f"{words('run')} {view.run.id}. {words('no_personal_data')}",
    ]
    body = "\n\n".join(part for part in parts if part) + "\n"
    return Mail(subject, body, (report.page(language),) if with_page else ())


def alert_mail(county: str, alerts: tuple[Reason, ...], language: Language) -> Mail:
    """That runs have not done what they should: nobody would notice from a report that is not."""
    words = Words(language)
    told = [f"{at}. {one.in_words(language)}" for at, one in enumerate(alerts, 1)]
    body = "\n\n".join([words("alert_opening", county=county), "\n".join(told), words("alert_do")])
    return Mail(words("alert_subject", county=county), body + "\n")


def _count(name: str, count: int, usual: Usual | None, words: Words) -> str:
    beside = "" if usual is None else f" ({words('usually', middle=number(usual.middle))})"
    return f"{name}: {number(count)}{beside}"
