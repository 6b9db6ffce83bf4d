"""What the run tells beside its cases: sources, who asked, what expires, law, spread, sample."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lxml.html import builder as html

from robots.casework.texts import Language
from robots.casework.words import Source, State
from robots.determination import RunRecord
from robots.determination.record import FeeSpread, PauseInRun, SourceInRun
from robots.reports.markup import section, table
from robots.reports.overview import Overview
from robots.reports.words import Words, day, moment, number, percent, seconds


def sources(view: Overview, words: Words) -> Iterator[Any]:
    """Each source: calls, answers, how long they took; and when nobody asked it."""
    run, times = view.run, {one.source: one for one in view.run.sources}
    heads = (
        "source", "calls", "unanswered", "held", "kept", "retries", "median", "percentile_95",
        "longest", "answers",
    )  # fmt: skip
    rows = [
        (words.name(source), *_figures(times.get(source)), states_of(run, source, words))
        for source in Source
    ]
    content = [
        table(
            words("by_source"),
            [words(one) for one in heads],
            rows,
            numbers=range(1, 9),
            style="sources",
        ),
        html.P(words("about_calls"), html.CLASS("small")),
    ]
    if run.pauses:
        pause_heads = ("source", "since_when", "until_when", "why", "by_whom")
        pauses = [_pause(one, words) for one in run.pauses]
        heading = words("pauses")
        content += [html.H3(heading), table(heading, [words(one) for one in pause_heads], pauses)]
    yield section("sources", words("by_source"), *content)


def states_of(run: RunRecord, source: Source, words: Words) -> str:
    """How the source answered about the run's persons, all in one line."""
    states: dict[State, int] = {}
    for case in run.cases:
        for one in case.record.sources if case.record else ():
            if one.source is source:
                states[one.state] = states.get(one.state, 0) + 1
    told = [f"{words.name(state).lower()} {count}" for state, count in sorted(states.items())]
    return ", ".join(told) or "–"


def who_asked(view: Overview, words: Words) -> Iterator[Any]:
    """Who started this run, and what was asked for since the one before it."""
    runs = [view.run, *reversed(view.history.between)]
    heads = ("run", "started", "what", "by_whom", "cases")
    rows = [
        (
            run.id,
            moment(run.started_at),
            words(f"kind_{run.kind}"),
            run.requested_by or words("by_schedule"),
            cases_of(run),
        )
        for run in runs
    ]
    heading = words("who_asked")
    yield section("who", heading, table(heading, [words(one) for one in heads], rows))


def cases_of(run: RunRecord) -> str:
    """The ids of a small run's cases, the count of a large one's."""
    if len(run.cases) > 3:
        return number(len(run.cases))
    return ", ".join(case.case_id for case in run.cases) or "0"


def to_renew(view: Overview, words: Words) -> Iterator[Any]:
    """Certificates and secrets that have expired or soon will."""
    rows = [
        (words("certificate"), one.setting, one.expires_on, one.days_left)
        for one in view.run.certificates
    ]
    rows += [(words("secret"), one.name, one.expires_on, one.days_left) for one in view.run.secrets]
    if rows:
        heads = ("what", "name_in_settings", "expires_on", "days_left")
        told = [
            (what, name, day(on), words("has_expired") if left < 0 else number(left))
            for what, name, on, left in sorted(rows, key=lambda one: one[2])
        ]
        heading = words("to_renew")
        yield section(
            "renew",
            heading,
            html.P(words("about_renewing")),
            table(heading, [words(one) for one in heads], told, numbers=(3,)),
        )


def law(view: Overview, words: Words) -> Iterator[Any]:
    """Values and rules of the law that nobody has checked for over a year."""
    if view.run.law_to_check:
        is_swedish = words.language is Language.SWEDISH
        rows = [
            (one.name_sv if is_swedish else one.name_fi, day(one.checked_on))
            for one in view.run.law_to_check
        ]
        heading = words("law")
        yield section(
            "law",
            heading,
            html.P(words("about_law")),
            table(heading, [words("what"), words("checked_on")], rows),
        )


def spread(view: Overview, words: Words) -> Iterator[Any]:
    """How the fee previews spread, and what has shifted."""
    if view.run.fees is None and not view.outcome_shifts:
        return
    heading = words("spread")
    content: list[Any] = [html.P(words("about_spread"))]
    if view.run.fees is not None:
        total = sum(view.run.fees.counts)
        rows = [
            (band, number(count), percent_of(count, total))
            for band, count in bands(view.run.fees, words)
        ]
        heads = [words("band"), words("cases"), words("share")]
        content.append(table(heading, heads, rows, numbers=(1, 2)))
    yield section("spread", heading, *content)


def bands(fees: FeeSpread, words: Words) -> Iterator[tuple[str, int]]:
    """Each band of the previews by its name, with its count."""
    names = [words("band_upto", edge=number(fees.edges[0]))] if fees.edges else []
    names += [
        words("band_between", lower=number(lower), upper=number(upper))
        for lower, upper in pairwise(fees.edges)
    ]
    names += [words("band_over", edge=number(fees.edges[-1]))] if fees.edges else []
    yield from zip(names, fees.counts, strict=True)


def sample(view: Overview, words: Words) -> Iterator[Any]:
    """The cases picked for a person to check."""
    if view.run.sample:
        items = [html.LI(one) for one in view.run.sample]
        yield section(
            "sample",
            words("sample"),
            html.P(words("about_sample")),
            html.UL(*items, html.CLASS("ids")),
        )


def percent_of(count: int, total: int) -> str:
    """A share in whole per cent."""
    return percent(Fraction(count, total))


def _figures(one: SourceInRun | None) -> tuple[str, ...]:
    if one is None:
        return ("0", "0", "0", "0", "0", "–", "–", "–")
    counts = (one.calls, one.failed, one.held, one.kept, one.retries)
    times = (one.median, one.percentile_95, one.longest)
    told = [seconds(each) if one.calls else "–" for each in times]
    return (*[number(each) for each in counts], *told)


def _pause(one: PauseInRun, words: Words) -> tuple[str, ...]:
    return (
        words.name(one.source),
        moment(one.since),
        moment(one.until) if one.until else words("until_lifted"),
        one.why.in_words(words.language),
        one.by or words("by_worker"),
    )
