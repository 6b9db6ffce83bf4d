"""All costs and forests of a case, ready for the preview.

Of one payee's cost the latest notice holds. The rent in the service decision, which the worklist
row carries, stands in for a rent document that was not handed in; where there is one, it counts,
and a difference is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from robots.casework.answer import Answer, Cost, Evidence, Finding
from robots.casework.case import Case
from robots.casework.identifiers import stable_id
from robots.casework.money import ZERO, in_finnish
from robots.casework.period import HELSINKI
from robots.casework.texts import text
from robots.casework.words import CostKind, Mark, Per, Role, Service, Severity, Source, State
from robots.feelaw.model import DeductionItem, Recipient, Step
from robots.feelaw.previous_home import PREVIOUS_HOMES, deducted_until
from robots.summary.payers import plain
from robots.summary.recipients import recipient_of, spouse_names

RENT_SECTION: Final = "734/1992 10 d § 1 mom."
#: Answers of the client's papers after which the worklist's rent may stand in.
_READ: Final = frozenset({State.FOUND, State.NONE, State.NOT_NEEDED})


@dataclass(frozen=True, slots=True)
class Costs:
    """What :func:`costs_of` finds."""

    costs: tuple[Cost, ...]
    items: Mapping[Role, tuple[DeductionItem, ...]]
    """What goes into the preview."""
    steps: Mapping[str, tuple[Step, ...]]
    """Why a cost adds nothing of its own, by its id."""
    times: Mapping[str, tuple[date | None, date | None]]
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]


def costs_of(case: Case, answers: Sequence[Answer], day: date, requested_by: str) -> Costs:
    """Every cost that an answer holds, and the rent of the service decision.

    Only answers that were wholly obtained feed anything.

    Args:
        requested_by: for whom the case is looked into.

    Raises:
        LawNotKnown: a time that is needed has no value on the day.
    """
    everything = [one for answer in answers for one in answer.costs]
    wholly = [one for a in answers if a.state is State.FOUND for one in a.costs]
    steps = {one.id: (Step("in_partial_answer", ""),) for one in everything if one not in wholly}
    in_force: list[Cost] = []
    for one, why_not in _sorted_out(wholly, day):
        if why_not:
            steps[one.id] = (Step(why_not, ""),)
        else:
            in_force.append(one)
    findings: list[Finding] = []
    evidence: tuple[Evidence, ...] = ()
    rent = _rent_of_decision(case, answers)
    documented = [one for one in in_force if _is_rent(one)]
    if rent is not None and documented:
        findings += _compared(rent, documented)
    elif rent is not None:
        everything.append(rent)
        in_force.append(rent)
        evidence = (_evidence_of(rent, case, day, requested_by),)
        steps[rent.id] = (Step("rent_of_decision", ""),)
    open_costs = [one for one in in_force if one.per is Per.PAYMENT]
    monthly = [one for one in in_force if one.per is not Per.PAYMENT]
    findings += [_ask(one, "cost_of_single_payment", Severity.QUESTION) for one in open_costs]
    findings += _against_taxation(wholly)
    spouse = spouse_names(answers)
    items: dict[Role, list[DeductionItem]] = defaultdict(list)
    for one in sorted(in_force, key=lambda cost: cost.id):
        item = _item(one, case, spouse)
        items[one.role].append(item)
        if case.shared_home_before_care and item.recipient is Recipient.OTHER:
            findings.append(_ask(one, "maintenance_to_spouse", Severity.WARNING))
    return Costs(
        costs=tuple(sorted(everything, key=_order)),
        items={role: tuple(own) for role, own in items.items()},
        steps=steps,
        times={one.id: _time(_item(one, case, spouse), one, day) for one in monthly},
        findings=tuple(findings),
        evidence=evidence,
    )


def _rent_of_decision(case: Case, answers: Iterable[Answer]) -> Cost | None:
    """The worklist's rent, where the client's papers were read or were not needed."""
    papers = [a for a in answers if a.source is Source.DOCUMENTS and a.role is Role.CLIENT]
    if (
        case.unit_rent is None
        or case.service is not Service.ROUND_THE_CLOCK_HOUSING
        or any(answer.state not in _READ for answer in papers)
    ):
        return None
    natural_key = ("worklist", case.id, "unit_rent")
    return Cost(
        id=stable_id("c", *natural_key),
        role=Role.CLIENT,
        source=Source.DOCUMENTS,
        kind=CostKind.HOUSING_COST,
        name=text("words.cost_rent_of_decision", case.language),
        payee="",
        amount=case.unit_rent,
        per=Per.MONTH,
        evidence=(stable_id("e", *natural_key),),
    )


def _evidence_of(rent: Cost, case: Case, day: date, requested_by: str) -> Evidence:
    """The worklist's row, which is no file of the case."""
    return Evidence(
        id=rent.evidence[0],
        role=rent.role,
        source=rent.source,
        what="worklist_rent",
        obtained_at=datetime.combine(day, time(), HELSINKI),
        requested_by=requested_by,
        legal_basis=RENT_SECTION,
        purpose=case.purpose.value,
        file=None,
        sha256=None,
    )


def _is_rent(cost: Cost) -> bool:
    return cost.role is Role.CLIENT and cost.kind is CostKind.HOUSING_COST


def _compared(rent: Cost, documented: Sequence[Cost]) -> list[Finding]:
    total = sum((one.amount for one in documented if one.per is Per.MONTH), ZERO)
    if total == rent.amount:
        return []
    values = {"document": in_finnish(total), "decision": in_finnish(rent.amount)}
    ids = tuple(one.id for one in documented)
    return [Finding("rent_differs", Severity.WARNING, Role.CLIENT, values, ids)]


def _against_taxation(costs: Sequence[Cost]) -> Iterator[Finding]:
    """A remark where the client's own tax decision tells a deduction of another size than the Tax
    Administration does."""
    for role, kind in dict.fromkeys((one.role, one.kind) for one in costs):
        own = [one for one in costs if (one.role, one.kind) == (role, kind)]
        taxed, papers = (
            [one for one in own if one.source is source]
            for source in (Source.TAX_ADMINISTRATION, Source.DOCUMENTS)
        )
        yearly = [one for one in papers if one.per is Per.YEAR]
        amounts = [sum({one.amount for one in side}, ZERO) for side in (taxed, yearly)]
        if taxed and yearly and amounts[0] != amounts[1]:
            values = {"counted": in_finnish(amounts[0]), "other": in_finnish(amounts[1])}
            values["name"] = taxed[0].name
            ids = tuple(sorted(one.id for one in (*taxed, *yearly)))
            yield Finding("cost_differs", Severity.WARNING, role, values, ids)


def _sorted_out(costs: Sequence[Cost], day: date) -> Iterator[tuple[Cost, str]]:
    """Each cost, and why it adds nothing: of one payee's cost by its name the notice that holds on
    the day counts, and the same one handed in twice counts once. What the Tax Administration tells,
    the client's own tax decision tells again."""
    grouped: dict[tuple[str, ...], list[Cost]] = defaultdict(list)
    in_taxation = {(one.role, one.kind) for one in costs if one.source is Source.TAX_ADMINISTRATION}
    for one in costs:
        if one.source is Source.DOCUMENTS and (one.role, one.kind) in in_taxation:
            yield one, "cost_in_taxation"
            continue
        grouped[one.role, one.kind, plain(one.payee), one.name, one.per].append(one)
    for own in grouped.values():
        begun = [_start(one) for one in own if _start(one) <= day]
        seen: set[Decimal] = set()
        for one in sorted(own, key=lambda cost: cost.id):
            if _start(one) > day:
                yield one, "cost_begins_later"
            elif one.per is Per.PAYMENT:
                yield one, ""
            elif _start(one) != max(begun) or one.amount in seen:
                yield one, "cost_replaced"
            elif one.per is Per.MONTH and one.period and not one.period.contains(day):
                yield one, "cost_ended"
            else:
                seen.add(one.amount)
                yield one, ""


def _start(cost: Cost) -> date:
    return cost.period.start if cost.period else date.min


def _item(cost: Cost, case: Case, spouse: Sequence[str]) -> DeductionItem:
    """For the preview; a previous home counts from the day on which the care began. A single
    payment does not tell what the cost is a month."""
    is_single = cost.per is Per.PAYMENT
    return DeductionItem(
        id=cost.id,
        kind=cost.kind,
        amount=None if is_single else cost.amount,
        per=Per.MONTH if is_single else cost.per,
        applied=Mark.APPLIED in cost.marks,
        prescribed=Mark.PRESCRIBED in cost.marks,
        left_on=case.service_starts if cost.kind in PREVIOUS_HOMES else None,
        recipient=recipient_of(cost, spouse) if cost.kind is CostKind.MAINTENANCE_PAID else None,
    )


def _time(item: DeductionItem, cost: Cost, day: date) -> tuple[date | None, date | None]:
    if item.kind in PREVIOUS_HOMES:
        return item.left_on, deducted_until(item, day)
    if cost.period is None or cost.per is Per.YEAR:
        # A year's period tells when it was paid, not when it is deducted.
        return None, None
    return cost.period.start, cost.period.end


def _ask(cost: Cost, code: str, severity: Severity) -> Finding:
    return Finding(code, severity, cost.role, {"name": cost.name, "payee": cost.payee}, (cost.id,))


def _order(cost: Cost) -> tuple[object, ...]:
    newest = -_start(cost).toordinal()
    return list(Role).index(cost.role), cost.kind, cost.payee, cost.name, newest, cost.id
