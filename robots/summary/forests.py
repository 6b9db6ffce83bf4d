"""Forest land of a case: one holding a municipality and owner, of the source that is believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from robots.casework.answer import Answer, Finding, ForestHolding
from robots.casework.words import Role, Severity, Source, State
from robots.feelaw.errors import ForestYieldNotKnown, LawNotKnown, MunicipalityMerged
from robots.feelaw.forest import TREATMENT, forest_line
from robots.feelaw.model import Counts, ForestItem, Step, Treatment
from robots.summary.model import SummaryForest
from robots.summary.settings import SummaryPolicy


@dataclass(frozen=True, slots=True)
class Forests:
    """What :func:`forests_of` finds."""

    rows: tuple[SummaryForest, ...]
    items: tuple[ForestItem, ...]
    """What goes into the preview."""
    findings: tuple[Finding, ...]


def forests_of(answers: Sequence[Answer], day: date, policy: SummaryPolicy) -> Forests:
    """Every holding of the answers with its computed income; only answers wholly obtained count."""
    holdings = [one for answer in answers for one in answer.forests]
    wholly = [one for a in answers if a.state is State.FOUND for one in a.forests]
    believed = _believed(wholly, policy.on(day).general)
    counted = {one.id for one in believed}
    rows, items = [], []
    findings = list(_differences(believed, wholly))
    for one in sorted(holdings, key=lambda f: (list(Role).index(f.role), f.municipality, f.id)):
        if one.id not in counted:
            code = "counted_elsewhere" if one in wholly else "in_partial_answer"
            rows.append(SummaryForest(one, TREATMENT, None, (Step(code, ""),)))
            continue
        item = ForestItem(one.id, one.role, one.municipality, one.hectares, one.interest)
        try:
            line = forest_line(item, day)
        except (ForestYieldNotKnown, LawNotKnown) as unknown:
            treatment = Treatment(Counts.OFFICER, TREATMENT.section, TREATMENT.reason)
            rows.append(SummaryForest(one, treatment, None))
            code, values = "forest_yield_unknown", {"year": str(day.year)}
            if isinstance(unknown, MunicipalityMerged):
                code = "forest_municipality_merged"
                values = {key: str(unknown.context[key]) for key in ("into", "since")}
            values["municipality"] = one.municipality
            findings.append(Finding(code, Severity.QUESTION, one.role, values, (one.id,)))
            items.append(replace(item, is_open=True))
        else:
            items.append(item)
            rows.append(SummaryForest(one, line.treatment, line.monthly, line.steps))
    return Forests(tuple(rows), tuple(items), tuple(findings))


def _differences(
    believed: Iterable[ForestHolding], holdings: Sequence[ForestHolding]
) -> Iterator[Finding]:
    """A remark where another source tells the same holding as larger or smaller."""
    grouped: dict[tuple[Role, str, Source], Decimal] = defaultdict(Decimal)
    for one in believed:
        grouped[one.role, one.municipality.casefold(), one.source] += one.hectares
    for (role, municipality, source), hectares in sorted(grouped.items()):
        own = [o for o in holdings if (o.role, o.municipality.casefold()) == (role, municipality)]
        for other in dict.fromkeys(o.source for o in own if o.source is not source):
            newest = max(o.tax_year or 0 for o in own if o.source is other)
            same_year = [o for o in own if o.source is other and (o.tax_year or 0) == newest]
            theirs = sum((o.hectares for o in same_year), Decimal(0))
            if theirs != hectares:
                values = {
                    "municipality": same_year[0].municipality,
                    "counted": _written(hectares),
                    "counted_source": f"words.source_{source}",
                    "other": _written(theirs),
                    "other_source": f"words.source_{other}",
                }
                ids = tuple(sorted(o.id for o in own))
                yield Finding("forest_differs", Severity.WARNING, role, values, ids)


def _written(hectares: Decimal) -> str:
    return f"{hectares.normalize():f}".replace(".", ",")


def _believed(
    holdings: Iterable[ForestHolding], precedence: Sequence[Source]
) -> list[ForestHolding]:
    """The most believed source's holdings of each owner and municipality, of its latest year."""
    grouped: dict[tuple[Role, str], list[ForestHolding]] = defaultdict(list)
    for one in holdings:
        grouped[one.role, one.municipality.casefold()].append(one)
    believed = []
    for own in grouped.values():
        first = min((one.source for one in own), key=precedence.index)
        year = max(one.tax_year or 0 for one in own if one.source is first)
        believed += [o for o in own if o.source is first and (o.tax_year or 0) == year]
    return believed
