"""Every case of the run: those that need somebody, with the reason and the next step; the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml.html import builder as html

from robots.casework.words import Outcome, State
from robots.determination import CaseInRun, SourceRecord
from robots.reports.markup import section, table
from robots.reports.overview import NEEDS_A_PERSON, Overview, attempt_of, due_of
from robots.reports.overview import left_undone as is_left_undone
from robots.reports.sentences import row_of, why
from robots.reports.words import Words, day, number, seconds


def needing(view: Overview, words: Words) -> Iterator[Any]:
    """A part for each outcome that a person has something to do with."""
    for outcome in NEEDS_A_PERSON:
        cases = [case for case in view.run.cases if case.outcome is outcome]
        if not cases:
            continue
        heading = f"{words.name(outcome)} ({number(len(cases))})"
        heads = ("case", "due", "why", "sources_of_case", "attempts", "next", "version")
        yield section(
            f"outcome-{outcome}",
            heading,
            html.P(words(f"next_{outcome.value}")),
            table(
                heading,
                [words(one) for one in heads],
                [_row(case, words) for case in sorted(cases, key=_by_due)],
                numbers=(4,),
            ),
        )


def left_undone(view: Overview, words: Words) -> Iterator[Any]:
    """Cases that have ended, and of which something could not be written down after that."""
    if not view.left_undone:
        return
    heading = f"{words('left_undone')} ({number(len(view.left_undone))})"
    heads = ("case", "outcome", "version", "why", "next")
    rows = [
        (
            case.case_id,
            words.name(case.outcome),
            version_of(case),
            "\n".join(undone(case, words)),
            words("left_undone_next"),
        )
        for case in view.left_undone
    ]
    listed = table(heading, [words(one) for one in heads], rows)
    yield section("left-undone", heading, html.P(words("left_undone_means")), listed)


def done(view: Overview, words: Words) -> Iterator[Any]:
    """The cases that nobody has to do anything with."""
    cases = [case for case in view.run.cases if case.outcome not in NEEDS_A_PERSON]
    if not cases:
        return
    heading = f"{words('done')} ({number(len(cases))})"
    heads = ("case", "outcome", "version", "attempts", "duration")
    rows = [
        (
            case.case_id,
            words.name(case.outcome),
            version_of(case),
            str(attempt_of(case) or "–"),
            seconds(case.seconds),
        )
        for case in cases
    ]
    listed = table(heading, [words(one) for one in heads], rows, numbers=(3, 4))
    yield section("done", heading, html.DETAILS(html.SUMMARY(words("show_done")), listed))


def troubles(case: CaseInRun, words: Words) -> list[str]:
    """The case's sources that did not bring all, each with its reason; and calls made again."""
    told = [
        _trouble(one, words)
        for one in (case.record.sources if case.record else ())
        if one.state in (State.FAILED, State.PARTIAL, State.NOT_PERMITTED)
    ]
    for one in case.record.asked_again if case.record else ():
        source = f"{words.name(one.source)} ({words.name(one.role).lower()})"
        told.append(words("asked_again", source=source, times=one.times))
    return [*told, *undone(case, words)]


def next_step(case: CaseInRun, words: Words) -> str:
    """What happens to the case by itself, or what does not."""
    could_not_begin = case.record is None and case.row is None
    if is_left_undone(case):
        return words("left_undone_next")
    if could_not_begin or (case.record is not None and case.record.ask_again):
        return words("tried_again")
    if case.outcome is Outcome.QUESTIONS:
        return words("officer_settles")
    return words("waits_for_somebody")


def undone(case: CaseInRun, words: Words) -> list[str]:
    """What could not be written down after the case had ended, each with its reason."""
    return [
        f"{words(f'left_undone_{one.what}')} {one.why.in_words(words.language)}"
        for one in (case.record.left_undone if case.record else ())
    ]


def version_of(case: CaseInRun) -> str:
    """The delivered version, and whether this run made it."""
    if case.record is None or not case.record.version:
        return "–"
    return f"v{case.record.version}"


def _row(case: CaseInRun, words: Words) -> tuple[Any, ...]:
    due = due_of(case)
    return (
        html.SPAN(case.case_id, id=row_of(case.case_id)),
        day(due) if due else "–",
        why(case, words),
        "\n".join(troubles(case, words)),
        str(attempt_of(case) or "–"),
        next_step(case, words),
        version_of(case),
    )


def _by_due(case: CaseInRun) -> tuple[bool, str, str]:
    due = due_of(case)
    return (due is None, due.isoformat() if due else "", case.case_id)


def _trouble(one: SourceRecord, words: Words) -> str:
    who = words.name(one.role).lower()
    said = f"{words.name(one.source)} ({who}): {words.name(one.state).lower()}"
    return f"{said} – {one.reason.in_words(words.language)}" if one.reason else said
