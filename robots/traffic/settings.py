"""How much, and when, one source may be asked: a table ``[limits.SOURCE]`` of ``county.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from robots.casework.period import HELSINKI
from robots.casework.settings import RoomSettings

_MINUTES_OF_A_DAY: Final = 24 * 60


class Span(RoomSettings):
    """From one time of the day to another, Helsinki's, in minutes since midnight; the end is not
    in it. An end before its start is on the next day."""

    start: int = Field(ge=0, lt=_MINUTES_OF_A_DAY)
    end: int = Field(gt=0, le=_MINUTES_OF_A_DAY)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: object) -> object:
        """``"07:00-17:00"``."""
        if not isinstance(written, str):
            return written
        start, dash, end = (part.strip() for part in written.partition("-"))
        if not dash:
            raise ValueError('hours are written "07:00-17:00"')
        return {"start": _minutes(start), "end": _minutes(end) or _MINUTES_OF_A_DAY}

    @property
    def crosses_midnight(self) -> bool:
        return self.end <= self.start


def _minutes(written: str) -> int:
    if written == "24:00":
        return _MINUTES_OF_A_DAY
    try:
        at = time.fromisoformat(written)
    except ValueError:
        raise ValueError('a time of the day is written "07:00"') from None
    if at.second or at.microsecond or at.tzinfo:
        raise ValueError('a time of the day is written "07:00"')
    return 60 * at.hour + at.minute


def _spans(written: object) -> object:
    return [written] if isinstance(written, str) else written


Spans = Annotated[tuple[Span, ...], BeforeValidator(_spans)]


class Opening(RoomSettings):
    """When a service is open: ``"07:00-17:00"``, or several of them; a day without hours is closed.

    An authority's hours are the county's to write down: none of them publishes them in a form that
    holds for every service.
    """

    weekdays: Spans = ()
    saturdays: Spans = ()
    sundays: Spans = ()
    holidays: Spans | None = None
    """On public holidays and the eves of midsummer and Christmas; as on Sundays unless said."""

    @model_validator(mode="after")
    def _is_ever_open(self) -> Opening:
        if not (self.weekdays or self.saturdays or self.sundays):
            raise ValueError("never open: name hours, or leave the table out")
        return self


def _helsinki(written: object) -> object:
    if isinstance(written, datetime) and written.tzinfo is None:
        return written.replace(tzinfo=HELSINKI)
    return written


#: A time without its zone is Helsinki's.
Moment = Annotated[datetime, BeforeValidator(_helsinki)]


class Break(RoomSettings):
    """A break that the authority has announced."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    why: str = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Break:
        if self.end <= self.start:
            raise ValueError("a break ends after it begins")
        return self


class Limit(RoomSettings):
    """How much one source may be asked, by all of the county's workers together."""

    at_once: int = Field(ge=1)
    """Calls under way at the same time."""
    a_minute: int | None = Field(default=None, ge=1)
    """Calls in any 60 seconds, each attempt of a request counted; of Kela's service a call is one
    visit: everything about one person. None, only for the client's own papers: no such limit."""
    opening: Opening | None = None
    """None: always open."""
    breaks: tuple[Break, ...] = ()
    failures: int = Field(default=3, ge=1)
    """After system failures of so many cases in a row the source is paused for all workers."""
    pause_seconds: int = Field(default=60, ge=1)
    """Then it is tried again with one call after so long, and after twice the time before, when
    that fails, too."""
    longest_pause_seconds: int = Field(default=1800, ge=1)
    when_paused: Literal["wait", "incomplete"] = "wait"
    """What becomes of the cases of a source that is paused because it fails or refuses us: they
    wait for it, or are delivered without it, and without a total."""

    @model_validator(mode="before")
    @classmethod
    def _breaks_may_be_one(cls, written: Any) -> Any:
        if isinstance(written, Mapping) and isinstance(written.get("breaks"), Mapping):
            return {**written, "breaks": [written["breaks"]]}
        return written
