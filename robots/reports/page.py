"""The run report as one HTML page: the answer first, then what needs a person, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lxml import etree
from lxml.html import builder as html

from robots.casework.period import HELSINKI
from robots.casework.texts import Language, text
from robots.casework.words import Outcome, Role, Source, State
from robots.determination import CaseInRun, RunRecord, SourceRecord

STYLE: Final = (Path(__file__).with_name("report.css")).read_text("utf-8")

#: In the order a supervisor reads: what went well last.
NEEDS_A_PERSON: Final = (
    Outcome.FAILED,
    Outcome.WAITING_FOR_PERSON,
    Outcome.WAITING_FOR_SOURCE,
    Outcome.INCOMPLETE,
    Outcome.NO_PERMIT,
    Outcome.QUESTIONS,
)


def page(run: RunRecord, language: Language) -> bytes:
    """The page in one language, UTF-8, complete in itself."""
    words = _Words(language)
    name = run.county_fi if language is Language.FINNISH else run.county_sv
    body = html.BODY(
        html.MAIN(
            html.H1(words("title")),
            html.P(f"{name} · {words('run')} {run.id}", html.CLASS("run")),
            html.P(_sentence(run, words), html.CLASS("sentence")),
            _counts(run, words),
            *_notes(run, words),
            *_needing(run, words),
            *_sources(run, words),
            *_ready(run, words),
        )
    )
    document = html.HTML(
        html.HEAD(
            html.META(charset="utf-8"),
            html.META(name="viewport", content="width=device-width, initial-scale=1"),
            html.TITLE(f"{words('title')} {run.id}"),
            html.STYLE(STYLE),
        ),
        body,
        lang=language.value,
    )
    rendered: bytes = etree.tostring(
        document, method="html", encoding="utf-8", doctype="<!DOCTYPE html>", pretty_print=True
    )
    return rendered


class _Words:
    """Texts of ``report.yaml`` and names of the words, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return text(f"report.{key}", self.language, **values)

    def name(self, word: Outcome | Source | State | Role) -> str:
        kind = type(word).__name__.lower()
        return text(f"words.{kind}_{word.value}", self.language)


def _sentence(run: RunRecord, words: _Words) -> str:
    minutes, seconds = divmod(int((run.ended_at - run.started_at).total_seconds()), 60)
    return words(
        "sentence",
        day=f"{run.day.day}.{run.day.month}.{run.day.year}",
        started=_time(run.started_at),
        ended=_time(run.ended_at),
        minutes=minutes,
        seconds=seconds,
        cases=len(run.cases),
        ready=run.count(Outcome.READY),
        person=sum(run.count(outcome) for outcome in NEEDS_A_PERSON),
        left_alone=run.left_alone,
    )


def _counts(run: RunRecord, words: _Words) -> Any:
    most = max((run.count(outcome) for outcome in Outcome), default=0)
    rows = [
        (
            words.name(outcome),
            str(run.count(outcome)),
            html.DIV(
                html.CLASS("bar"),
                {"aria-hidden": "true", "style": f"width:{100 * run.count(outcome) // most}%"},
            ),
        )
        for outcome in Outcome
        if most and run.count(outcome)
    ]
    return html.SECTION(
        html.H2(words("by_outcome")),
        _table((words("outcome"), words("cases"), ""), rows, "counts"),
    )


def _notes(run: RunRecord, words: _Words) -> Iterable[Any]:
    if run.results_waiting:
        yield html.P(words("results_waiting", count=run.results_waiting), html.CLASS("note"))
    if run.results_why:
        yield html.P(run.results_why.in_words(words.language), html.CLASS("note"))
    if run.access_log_broken:
        yield html.P(text("reasons.check_log_broken", words.language), html.CLASS("note"))
    for one in run.certificates:
        day = f"{one.expires_on.day}.{one.expires_on.month}.{one.expires_on.year}"
        key = "certificate_expired" if one.days_left < 0 else "certificate_expires"
        told = words(key, setting=one.setting, day=day, days=one.days_left)
        yield html.P(told, html.CLASS("note"))


def _needing(run: RunRecord, words: _Words) -> Iterable[Any]:
    for outcome in NEEDS_A_PERSON:
        cases = [case for case in run.cases if case.outcome is outcome]
        if cases:
            yield html.SECTION(
                html.H2(f"{words.name(outcome)} ({len(cases)})"),
                html.P(words(f"next_{outcome.value}")),
                _table(
                    (words("case"), words("why"), words("sources_of_case"), words("version")),
                    [_case_row(case, words) for case in cases],
                ),
            )


def _case_row(case: CaseInRun, words: _Words) -> tuple[str, str, str, str]:
    record = case.record
    why = case.reason.in_words(words.language) if case.reason else ""
    if record and record.questions and not why:
        why = words("questions", count=record.questions)
    trouble = [
        _trouble(one, words)
        for one in (record.sources if record else ())
        if one.state in (State.FAILED, State.PARTIAL, State.NOT_PERMITTED)
    ]
    return (
        case.case_id,
        why,
        "\n".join(trouble),
        f"v{record.version}" if record and record.version else "",
    )


def _trouble(one: SourceRecord, words: _Words) -> str:
    who = words.name(one.role).lower()
    said = f"{words.name(one.source)} ({who}): {words.name(one.state).lower()}"
    return f"{said} – {one.reason.in_words(words.language)}" if one.reason else said


def _sources(run: RunRecord, words: _Words) -> Iterable[Any]:
    states: dict[Source, dict[State, int]] = {source: {} for source in Source}
    for case in run.cases:
        for one in case.record.sources if case.record else ():
            states[one.source][one.state] = states[one.source].get(one.state, 0) + 1
    times = {one.source: one for one in run.sources}
    rows = [
        (
            words.name(source),
            str(times[source].calls) if source in times else "0",
            _seconds(times[source].median) if source in times else "–",
            _seconds(times[source].longest) if source in times else "–",
            ", ".join(
                f"{words.name(state).lower()} {count}"
                for state, count in sorted(states[source].items())
            )
            or "–",
        )
        for source in Source
    ]
    heads = ("source", "calls", "median", "longest", "answers")
    yield html.SECTION(
        html.H2(words("by_source")), _table(tuple(words(head) for head in heads), rows)
    )


def _ready(run: RunRecord, words: _Words) -> Iterable[Any]:
    ready = [case for case in run.cases if case.outcome not in NEEDS_A_PERSON]
    if ready:
        yield html.SECTION(
            html.H2(words("done")),
            _table(
                (words("case"), words("outcome"), words("version"), words("duration")),
                [
                    (
                        case.case_id,
                        words.name(case.outcome),
                        f"v{case.record.version}" if case.record and case.record.version else "–",
                        _seconds(case.seconds),
                    )
                    for case in ready
                ],
            ),
        )


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]], style: str = "") -> Any:
    return html.TABLE(
        html.THEAD(html.TR(*[html.TH(head, scope="col") for head in heads])),
        html.TBODY(*[html.TR(*[_cell(cell) for cell in row]) for row in rows]),
        html.CLASS(style),
    )


def _cell(content: Any) -> Any:
    if not isinstance(content, str):
        return html.TD(content)
    first, *rest = content.split("\n")
    cell = html.TD(first)
    for line in rest:
        cell.append(html.BR())
        cell[-1].tail = line
    return cell


def _time(moment: datetime) -> str:
    here = moment.astimezone(HELSINKI)
    return f"{here.day}.{here.month}.{here.year} {here:%H.%M}"


def _seconds(seconds: Decimal) -> str:
    return f"{seconds:.1f}".replace(".", ",") + " s"
