"""The first screen: did the run go through, what came of it beside other nights, what somebody must
decide today, which case has waited longest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml.html import builder as html

from robots.casework.words import Outcome, Source
from robots.determination import RunRecord
from robots.reports import charts
from robots.reports.decisions import Decision
from robots.reports.markup import link
from robots.reports.overview import NEEDS_A_PERSON, WAITING, Ending, Overview
from robots.reports.sentences import (
    ended_in_words,
    in_words,
    oldest_in_words,
    source_in_words,
    where_told,
)
from robots.reports.shadow_section import told_first
from robots.reports.words import Words, moment, number

#: In the order in which a supervisor reads them; what goes well first, as there is most of it.
TILES: Final = (
    Outcome.READY,
    Outcome.QUESTIONS,
    Outcome.WAITING_FOR_PERSON,
    Outcome.WAITING_FOR_SOURCE,
    Outcome.INCOMPLETE,
    Outcome.NO_PERMIT,
    Outcome.FAILED,
    Outcome.HIGHEST_FEE_ACCEPTED,
)


def first_screen(view: Overview, decisions: Sequence[Decision], words: Words) -> Iterator[Any]:
    """Everything above the contents."""
    state = "well" if view.ending is Ending.WHOLE and not view.down else "unwell"
    yield html.P(ended_in_words(view, words), html.CLASS(f"ending {state}"))
    for source in view.down:
        sentence = words(
            "source_down", source=words.name(source.source), count=source.failed + source.held
        )
        yield html.P(sentence, html.CLASS("note"))
    if view.run.shadow is not None:
        yield html.P(told_first(view.run.shadow, words), html.CLASS("note"))
    yield _tiles(view, words)
    yield html.SECTION(
        {"class": "decide", "aria-labelledby": "decide"},
        html.H2(words("decide"), id="decide"),
        _decisions(view, decisions, words),
        html.P(oldest_in_words(view, words), html.CLASS("oldest")),
    )
    beside = [_sources(view, words)]
    if view.history.earlier:
        beside.insert(0, _chart(view, words))
    yield html.DIV(html.CLASS("beside"), *beside)


def _tiles(view: Overview, words: Words) -> Any:
    tiles = [_tile(words("cases"), len(view.run.cases), view.usual_cases, "", words)]
    for outcome in TILES:
        usual = view.usual.get(outcome)
        if view.counts[outcome] or outcome is Outcome.READY or (usual and usual.most):
            anchor = f"outcome-{outcome}" if view.counts[outcome] else ""
            if outcome not in NEEDS_A_PERSON and anchor:
                anchor = "done"
            tiles.append(_tile(words.name(outcome), view.counts[outcome], usual, anchor, words))
    return html.DL({"class": "tiles", "aria-label": words("by_outcome")}, *tiles)


def _tile(name: str, count: int, usual: Any, anchor: str, words: Words) -> Any:
    content = [html.DT(link(anchor, name) if anchor else name), html.DD(number(count))]
    if usual is not None:
        told = words("usually", middle=number(usual.middle))
        history = charts.line(
            [*usual.counts, count],
            words(
                "line", name=name, count=number(count), middle=number(usual.middle),
                least=number(usual.least), most=number(usual.most),
            ),
        )  # fmt: skip
        content.append(html.DD(told, html.CLASS("usual")))
        content.append(html.DD(history))
    return html.DIV(*content)


def _decisions(view: Overview, decisions: Sequence[Decision], words: Words) -> Any:
    if not decisions:
        return html.P(words("nothing_to_decide"))
    items = []
    for one in decisions:
        anchor, said = where_told(one), in_words(one, view, words)
        items.append(html.LI(link(anchor, said) if anchor else said))
    return html.OL(*items)


def _sources(view: Overview, words: Words) -> Any:
    """Each source in a line; the part of the page about them tells the rest."""
    lines = []
    for source in Source:
        told = source_in_words(view, source, words)
        is_down = any(one.source is source for one in view.down)
        paused = any(one.source is source for one in view.pauses)
        if paused:
            told = f"{told}; {words('short_paused')}"
        mark = html.CLASS("down") if is_down or paused else html.CLASS("up")
        lines.append(html.DIV(html.DT(words.name(source)), html.DD(told), mark))
    return html.SECTION(
        {"class": "short", "aria-labelledby": "short-sources"},
        html.H2(link("sources", words("by_source")), id="short-sources"),
        html.DL(*lines),
    )


def _chart(view: Overview, words: Words) -> Any:
    runs = [*view.history.earlier, view.run]
    picture = charts.columns(
        [charts.Column(_shades(run), _column_name(run, words)) for run in runs],
        words("chart_title", runs=len(runs)),
        now=len(runs) - 1,
    )
    usual = view.usual_cases
    ready = view.usual.get(Outcome.READY)
    told = ""
    if usual is not None and ready is not None:
        told = words.counted(
            "compared",
            usual.runs,
            cases=number(usual.middle),
            ready=number(ready.middle),
            now=number(len(view.run.cases)),
            ready_now=number(view.counts[Outcome.READY]),
        )
    keys = [
        html.LI(html.SPAN(html.CLASS(f"key {shade}")), words(f"shade_{shade}"))
        for shade in charts.SHADES
    ]
    return html.FIGURE(picture, html.FIGCAPTION(html.P(told), html.UL(*keys, html.CLASS("keys"))))


def _shades(run: RunRecord) -> tuple[int, ...]:
    """Finished; finished for the officer to settle; not finished."""
    questions = run.count(Outcome.QUESTIONS) + run.count(Outcome.NO_PERMIT)
    open_ones = sum(run.count(outcome) for outcome in WAITING)
    return len(run.cases) - questions - open_ones, questions, open_ones


def _column_name(run: RunRecord, words: Words) -> str:
    done, questions, waiting = _shades(run)
    return words(
        "column", at=moment(run.started_at), done=done, questions=questions, waiting=waiting
    )
