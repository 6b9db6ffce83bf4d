"""The report's sentences that the page, the workbook and the e-mail share."""

from __future__ import annotations

from typing import Final

from robots.casework.texts import text
from robots.casework.words import Outcome, Source
from robots.determination import CaseInRun
from robots.reports.decisions import Decision, Matter
from robots.reports.overview import Ending, Overview
from robots.reports.words import Words, clock_time, day, minutes, moment, number, percent, seconds

#: Where the page tells more of a matter.
_TOLD_IN: Final = {
    Matter.EXPIRED: "renew",
    Matter.EXPIRES: "renew",
    Matter.SOURCE_DOWN: "sources",
    Matter.PAUSED: "sources",
    Matter.WAITING_FOR_PERSON: f"outcome-{Outcome.WAITING_FOR_PERSON}",
    Matter.FAILED: f"outcome-{Outcome.FAILED}",
    Matter.FAULTS: f"outcome-{Outcome.FAILED}",
    Matter.OUTCOMES_SHIFTED: "spread",
    Matter.FEES_SHIFTED: "spread",
    Matter.SHADOW: "shadow",
    Matter.LAW: "law",
    Matter.LEFT_UNDONE: "left-undone",
    Matter.SAMPLE: "sample",
}
#: So many case ids stand in one sentence.
_MOST_IDS: Final = 8


def ended_in_words(view: Overview, words: Words) -> str:
    """Whether the run went through, from when to when, over what."""
    run = view.run
    same_day = run.started_at.date() == run.ended_at.date()
    ending = words(f"ending_{view.ending}")
    times = words(
        "times",
        started=moment(run.started_at),
        ended=clock_time(run.ended_at) if same_day else moment(run.ended_at),
        took=minutes((run.ended_at - run.started_at).total_seconds()),
    )
    left = words.counted("left", run.left_in_queue) if view.ending is not Ending.WHOLE else ""
    alone = words.counted("left_alone", run.left_alone) if run.left_alone else ""
    base = words("base_day", day=day(run.day))
    kept_at = run.worklist_from
    listed = words("worklist_from", at=moment(kept_at)) if kept_at is not None else ""
    return " ".join(one for one in (ending, times, left, alone, base, listed) if one)


def in_words(one: Decision, view: Overview, words: Words) -> str:
    """One matter for a person, as a sentence."""
    run = view.run
    if one.matter is Matter.STOPPED and run.stopped_by is not None:
        return words("matter_stopped", why=run.stopped_by.in_words(words.language))
    if one.matter is Matter.RESULTS and run.results_why is not None:
        why = run.results_why.in_words(words.language)
        return f"{words.counted('matter_results', one.count)} {why}".strip()
    if one.matter is Matter.OLD_WORKLIST and run.worklist_from is not None:
        return words("matter_old_worklist", at=moment(run.worklist_from))
    if one.matter is Matter.OUTCOMES_SHIFTED:
        return " ".join(
            words(
                "matter_outcome_shifted",
                outcome=words.name(shift.outcome),
                now=percent(shift.now),
                usual=percent(shift.usual),
            )
            for shift in view.outcome_shifts
        )
    if one.matter is Matter.FEES_SHIFTED and view.fee_shift is not None:
        shift = view.fee_shift
        return words(
            "matter_fees_shifted",
            edge=number(shift.edge),
            now=percent(shift.now),
            usual=percent(shift.usual),
        )
    if one.matter is Matter.NOT_COMPARED and run.shadow is not None and run.shadow.why_not:
        return text(
            "shadow.matter_failed", words.language, why=run.shadow.why_not.in_words(words.language)
        )
    if one.matter is Matter.SHADOW:
        form = "one" if one.count == 1 else "many"
        said = text(f"shadow.matter_differs_{form}", words.language, count=number(one.count))
        return f"{said} {_ids(one, words)}".strip()
    source = words.name(one.source) if one.source is not None else ""
    setting = one.source.value if one.source is not None else ""
    said = words.counted(f"matter_{one.matter}", one.count, source=source, setting=setting)
    return f"{said} {_ids(one, words)}".strip()


def where_told(one: Decision) -> str:
    """The place of the page that tells more: a part, or the row of the first case; empty where the
    sentence says it all."""
    if one.matter in _TOLD_IN:
        return _TOLD_IN[one.matter]
    return row_of(one.cases[0]) if one.cases else ""


def row_of(case_id: str) -> str:
    """The name of the place where the page tells of a case."""
    return f"case-{case_id}"


def source_in_words(view: Overview, source: Source, words: Words) -> str:
    """How a source did, in one short line."""
    one = next((each for each in view.run.sources if each.source is source), None)
    if one is None or not one.calls + one.held + one.kept:
        return words("source_not_asked")
    told = [words.counted("short_calls", one.calls)] if one.calls else []
    if one.answered:
        told.append(
            words("short_times", median=seconds(one.median), most=seconds(one.percentile_95))
        )
    told += [words.counted("short_unanswered", one.failed)] if one.failed else []
    told += [words.counted("short_held", one.held)] if one.held else []
    told += [words.counted("short_kept", one.kept)] if one.kept else []
    return ", ".join(told)


def oldest_in_words(view: Overview, words: Words) -> str:
    """The case that is most urgent by its due day among those that are not done."""
    if not view.waiting:
        return words("nothing_waits")
    first = view.waiting[0]
    left = abs(first.days_left)
    if first.days_left < 0:
        against = words.counted("overdue", left)
    else:
        against = words.counted("due_in", left) if left else words("due_today")
    since = words("since", day=day(first.since), runs=first.runs) if first.runs > 1 else ""
    told = words(
        "oldest",
        case=first.case.case_id,
        due=day(first.due),
        against=against,
        outcome=words.name(first.case.outcome).lower(),
        since=since,
    )
    return told.strip()


def why(case: CaseInRun, words: Words) -> str:
    """Why a case ended as it did, in an officer's words."""
    if case.reason is not None:
        return case.reason.in_words(words.language)
    if case.record is not None and case.record.questions:
        return words.counted("questions", case.record.questions)
    return words("see_summary") if case.record is not None and case.record.version else ""


def _ids(one: Decision, words: Words) -> str:
    listed = one.cases or one.names
    if not listed:
        return ""
    shown = ", ".join(listed[:_MOST_IDS])
    more = len(listed) - _MOST_IDS
    return f"({shown}{' ' + words('and_more', count=more) if more > 0 else ''})"
