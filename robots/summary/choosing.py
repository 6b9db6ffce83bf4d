"""Whose claim of one income counts, and whether the income still goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from robots.casework.answer import Income
from robots.casework.words import Per, Source
from robots.summary.claims import Claim
from robots.summary.differences import believed


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose claim counts, and why."""

    source: Source
    why: str
    """Key in the texts."""

    @property
    def is_by_order(self) -> bool:
        """Whether the order of the sources settled it, and nothing in the figures themselves."""
        return self.why == believed(self.source)


def chosen_source(told: Mapping[Source, Sequence[Claim]]) -> Chosen | None:
    """The first source that claims something; a later one where that one's income goes on and the
    first one's is over, or where its decision is newer: the level begins after what the first one
    tells. A year's figure is never replaced by a month's (:func:`begun_since_year`)."""
    claiming = [source for source, claims in told.items() if claims]
    if not claiming:
        return None
    first = Chosen(claiming[0], believed(claiming[0]))
    if any(claim.carrier.per is Per.YEAR for claim in told[first.source]):
        return first
    newest = max(claim.since for claim in told[first.source])
    is_over = all(claim.is_over for claim in told[first.source])
    for source in claiming[1:]:
        live = [one for one in told[source] if not one.is_over]
        if any(is_over or (one.carrier.per is Per.MONTH and one.since > newest) for one in live):
            return Chosen(source, "wins_as_it_goes_on" if is_over else "wins_as_it_is_newer")
    return first


def begun_since_year(chosen: Chosen, told: Mapping[Source, Sequence[Claim]]) -> tuple[Claim, ...]:
    """Levels of other sources that began after the year that the chosen one tells of, e.g. a lease
    of today beside a rent of the taxation: neither says the other again, and whether the one has
    come in the other's place, nobody tells."""
    years = [one.since for one in told[chosen.source] if one.carrier.per is Per.YEAR]
    return tuple(
        one
        for source, claims in told.items()
        for one in claims
        if years and source is not chosen.source and not one.is_over
        if one.carrier.per is Per.MONTH and one.since > max(years)
    )


def disputed_by(chosen: Source | None, told: Mapping[Source, Sequence[Claim]]) -> tuple[Claim, ...]:
    """Claims of the sources by which the income is over, though the chosen one's goes on: those
    believed more, and those that tell an end by themselves. An old decision's end tells nothing."""
    sources = list(told)
    disputed: list[Claim] = []
    for source, claims in told.items():
        if source is chosen or chosen is None or not all(one.is_over for one in claims):
            continue
        is_believed_more = sources.index(source) < sources.index(chosen)
        disputed += (
            one
            for one in claims
            if is_believed_more or (one.ended_on is not None and one.carrier.per is Per.PAYMENT)
        )
    return tuple(disputed)


def end_of(
    claim: Claim, figures: Iterable[Income], seen: Mapping[str, tuple[str, ...]], day: date
) -> date | None:
    """When the claimed income ended: the source says so, or another that saw the same payment."""
    also = seen.get(claim.carrier.id, ())
    told = (one.in_force_until for one in figures if one.id in also)
    return claim.ended_on or min((end for end in told if end and end < day), default=None)


def is_replaced(over: Claim, counted: Iterable[Claim], figures: Sequence[Income]) -> bool:
    """Whether the same source goes on under another name from where this one stopped."""
    for claim in counted:
        carrier = claim.carrier
        days = [
            one.paid_on or (one.period.start if one.period else date.min)
            for one in figures
            if (one.source, one.name) == (carrier.source, carrier.name)
        ]
        if min(days) > over.since:
            return True
    return False
