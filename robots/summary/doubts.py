"""Whether a claim's figure tells what the person has a month, or the officer must settle it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from robots.casework.answer import Finding
from robots.casework.money import in_finnish
from robots.casework.period import Month, day_in_finnish
from robots.casework.words import Severity, Source
from robots.feelaw.exact import settled
from robots.summary.claims import Claim, months_of_mean

#: Months at the beginning of the mean's twelve in which an income that is not new is first paid.
_SLACK: Final = 2


def doubts_of(claim: Claim, day: date, twins: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """What the officer should know of the figure; a question leaves the line open.

    Args:
        claim: what one income is.
        day: whose twelve months before it the mean is of.
        twins: ids of another payer's figures that may be the same income.
    """
    if twins:
        same = _finding("perhaps_same_income", Severity.QUESTION, claim)
        return (replace(same, refers_to=(*same.refers_to, *twins)),)
    if claim.rivals:
        ids = (claim.carrier.id, *(one.id for one in claim.rivals))
        return (replace(_finding("levels_compete", Severity.QUESTION, claim), refers_to=ids),)
    if claim.months is None:
        codes = {"perhaps_arrears": Severity.QUESTION} if claim.may_have_arrears else {}
        return tuple(_finding(code, severity, claim) for code, severity in codes.items())
    return (*_of_months(claim, day), *_negative_months(claim))


def _of_months(claim: Claim, day: date) -> tuple[Finding, ...]:
    """Of a mean: that it is one, and whether its months are all known."""
    told = _finding("varying_income", Severity.INFO, claim)
    window = list(months_of_mean(day))
    paid = [month for month in window if month in claim.paid_in]
    if not paid:
        return (told,)
    if all(one.source is Source.DOCUMENTS for one in claim.parts) and len(paid) < len(window):
        lacking = ", ".join(_written(month) for month in window if month not in claim.paid_in)
        return told, _finding("pay_slips_missing", Severity.QUESTION, claim, months=lacking)
    first = min(claim.paid_in)
    if first > window[0]:
        severity = Severity.QUESTION if _is_new(paid, window) else Severity.WARNING
        count = str(len(window))
        values = {"first": _written(first), "count": count}
        return told, _finding("income_began_lately", severity, claim, **values)
    return (told,)


def _negative_months(claim: Claim) -> tuple[Finding, ...]:
    """Of a mean: months in which more was taken back than paid."""
    below = [month for month, own in sorted((claim.months or {}).items()) if own.is_negative]
    if not below:
        return ()
    named = ", ".join(map(_written, below))
    return (_finding("month_negative", Severity.WARNING, claim, months=named),)


def about_end(code: str, severity: Severity, claim: Claim) -> Finding:
    """A finding on an income that has ended, or may have: since when, and how much it was."""
    carrier, gross = claim.carrier, claim.monthly_gross
    end = claim.ended_on or carrier.in_force_until or claim.since
    values = {
        **carrier.about,
        "day": day_in_finnish(end),
        "amount": "-" if gross is None else in_finnish(settled(gross)),
    }
    return Finding(code, severity, carrier.role, values, (carrier.id,))


def _is_new(paid: list[Month], window: list[Month]) -> bool:
    """Whether the first payment comes later than the income's own rhythm explains."""
    places = [window.index(month) for month in paid]
    rhythm = min((later - earlier for earlier, later in pairwise(places)), default=1)
    return places[0] >= max(_SLACK, rhythm)


def _finding(code: str, severity: Severity, claim: Claim, **values: str) -> Finding:
    carrier = claim.carrier
    about = {**carrier.about, **values}
    return Finding(code, severity, carrier.role, about, (carrier.id,))


def _written(month: Month) -> str:
    return f"{month.month}/{month.year}"
