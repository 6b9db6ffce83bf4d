"""Destroys the months of the access log whose time is over (703/2023 annex; § 24: at once)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, Field

from robots.access.log.chain import held
from robots.access.log.files import chains_in
from robots.access.log.keys import LogKeys
from robots.casework.period import Month

_RETENTION: Final = Path(__file__).parents[3] / "resources" / "data_protection" / "retention.yaml"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    years: int = Field(ge=1)


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was destroyed of one chain."""

    chain: str
    months: tuple[tuple[str, int], ...]
    """The month and how many rows it had."""
    is_held: bool = False
    """Another process is writing it: nothing was destroyed, the next time will."""


def last_month_over(day: date) -> Month:
    """The latest month of which every row is to be destroyed on the day: the period runs from each
    row's own day, so a month goes when it is over for its last day."""
    return Month.of(day).shifted(-12 * years_kept() - 1)


def destroy_old_months(log: Path, keys: LogKeys, at: datetime, day: date) -> list[Destroyed]:
    """Destroy what is over in every chain that no process is writing.

    Raises:
        AccessLogNotWritable: a chain's files cannot be used.
    """
    last = last_month_over(day)
    done: list[Destroyed] = []
    for files in chains_in(log):
        if not any(month <= last for month in files.months()):
            continue
        chain = held(files, keys, at)
        if chain is None:
            done.append(Destroyed(files.name, (), is_held=True))
            continue
        with chain:
            months = chain.destroy_until(last, at)
        done.append(Destroyed(files.name, tuple((str(month), rows) for month, rows in months)))
    return done


@cache
def years_kept() -> int:
    """How long a row is kept, from its own day."""
    table = yaml.safe_load(_RETENTION.read_text("utf-8"))
    return _Kept.model_validate(table["access_log"]).years
