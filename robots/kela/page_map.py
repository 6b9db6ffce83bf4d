"""The page map: by which words the robot knows the service's pages and finds what is on them.

It is data (``resources/kela/page-map*.yaml``, one for each generation of screens and language): a
county adapts it on site, without code. Nothing in it says how a page is built; headings, labels,
captions and column heads are what people read, too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from robots.casework.words import Purpose
from robots.kela.errors import PageMapWrong

#: Pages about one person; each shows the person's identity code.
PERSON_PAGES: Final = (
    *("benefits", "benefit", "payments_ask", "payments", "pending"),
    *("recoveries", "medicine"),
)
#: Pages that the robot works on, in the order in which it meets them.
WORK_PAGES: Final = ("sign_in", "mandate", "search", *PERSON_PAGES)


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Route(_Words):
    """A request that may leave the browser; ``*`` stands for one part of the path."""

    method: Literal["GET", "POST"]
    path: str = Field(pattern=r"^/")


class ArrivingWords(_Words):
    """How a page whose content comes later tells so, and how long is waited for what does not."""

    sign: str
    """The sentence that stands on a page while it is loading; ``aria-busy`` means the same."""
    patience_ms: int = Field(ge=0, le=10_000)
    """How long what is missing from a page without the sign may still come."""
    settle_ms: int = Field(ge=0, le=10_000)
    """How long a list that says that it is empty must go on saying so."""


class MessageBoxWords(_Words):
    """A message that may lie over a page, and the button that puts it away."""

    name: str
    close: str


class TableWords(_Words):
    """A table by its caption; ``empty`` is the sentence that stands in its place."""

    name: str
    empty: str
    columns: dict[str, str]
    """What a column means to us → its head; these and no other columns."""


class TotalsWords(_Words):
    """The region with the count of rows and the totals."""

    region: str
    rows: str
    gross: str
    tax: str
    net: str


class PersonWords(_Words):
    """The region that says whose page it is."""

    region: str
    identity_code: str


class PageWords(_Words):
    """How a page is known: its main heading, and a landmark's name."""

    heading: str
    landmark: str


class SignInWords(PageWords):
    """Where a visit begins."""

    path: str = Field(pattern=r"^/")
    button: str


class MandateWords(PageWords):
    """The choice of on whose behalf; each choice is labelled with an organisation's name."""

    button: str


class SearchWords(PageWords):
    """The search for a person."""

    path: str = Field(pattern=r"^/")
    identity_code: str
    purpose: str
    purposes: dict[Purpose, str]
    case_id: str
    button: str


class BenefitsWords(PageWords):
    """A person's benefits in force, each a link to its own page."""

    table: TableWords
    totals: TotalsWords


class BenefitWords(PageWords):
    """One benefit: its parts and its decisions."""

    region: str
    name: str
    components: TableWords
    decisions: TableWords


class AskWords(PageWords):
    """The form that asks for payments: fields for two days, or a list of years."""

    link: str
    from_day: str = ""
    to_day: str = ""
    year: str = ""
    button: str

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.year) == bool(self.from_day and self.to_day):
            raise ValueError("either from_day and to_day, or year")
        return self


class PaymentsWords(PageWords):
    """Payments of asked days, a page at a time; count and totals are of all the pages."""

    ask: AskWords
    table: TableWords
    totals: TotalsWords
    period: str
    page: str
    next: str


class PendingWords(PageWords):
    """Applications that have not been decided."""

    link: str
    table: TableWords
    region: str
    rows: str


class RecoveriesWords(PageWords):
    """What is taken back because too much was paid."""

    link: str
    table: TableWords
    region: str
    rows: str
    left: str


class MedicineWords(PageWords):
    """How far a year's medicine costs have come toward their ceiling."""

    link: str
    region: str
    year: str
    ceiling: str
    accumulated: str
    reached_on: str
    not_reached: str


class States(_Words):
    """The main headings of the service's own states."""

    session_expired: str
    maintenance: str
    technical_error: str
    new_terms: str
    not_found: str
    several: str
    no_right: str


_COLUMNS: Final = {
    "benefits.table": {"benefit", "start", "end", "gross", "tax", "net"},
    "benefit.components": {"component", "gross"},
    "benefit.decisions": {"number", "decided_on", "file"},
    "payments.table": {"paid_on", "benefit", "period", "gross", "tax", "net"},
    "pending.table": {"benefit", "since"},
    "recoveries.table": {"benefit", "decided_on", "whole", "left", "monthly"},
}


class PageMap(_Words):
    """One generation of screens."""

    version: str
    checked_on: date
    """When somebody last looked whether it still holds."""
    language: Literal["fi", "sv"]
    routes: tuple[Route, ...] = Field(min_length=1)
    open_end: str
    """What stands instead of a last day."""
    arriving: ArrivingWords
    message_box: MessageBoxWords
    masked: tuple[str, ...]
    """Terms whose values never stand in evidence or in a picture."""
    person: PersonWords
    sign_in: SignInWords
    mandate: MandateWords
    search: SearchWords
    benefits: BenefitsWords
    benefit: BenefitWords
    payments: PaymentsWords
    pending: PendingWords
    recoveries: RecoveriesWords
    medicine: MedicineWords
    states: States

    def page(self, name: str) -> PageWords:
        """One of :data:`WORK_PAGES`."""
        page: PageWords = self.payments.ask if name == "payments_ask" else getattr(self, name)
        return page

    @property
    def headings(self) -> dict[str, str]:
        """Name of the page or state → its heading."""
        return {name: self.page(name).heading for name in WORK_PAGES} | dict(self.states)

    @model_validator(mode="after")
    def _no_two_pages_look_alike(self) -> Self:
        asked_and_shown_together = self.payments.ask.heading == self.payments.heading
        headings = [
            heading
            for name, heading in self.headings.items()
            if not (name == "payments_ask" and asked_and_shown_together)
        ]
        if len(set(headings)) < len(headings):
            raise ValueError("two pages have the same heading")
        return self

    @model_validator(mode="after")
    def _every_column_is_named_once(self) -> Self:
        for place, meanings in _COLUMNS.items():
            page, table = place.split(".")
            columns = getattr(getattr(self, page), table).columns
            if set(columns) != meanings or len(set(columns.values())) < len(columns):
                raise ValueError(f"{place}: columns must be {', '.join(sorted(meanings))}")
        return self


def read_page_map(file: Path) -> PageMap:
    """The page map of a file.

    Raises:
        PageMapWrong: it cannot be read, or lacks something.
    """
    try:
        return PageMap.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except ValidationError as wrong:
        key = ".".join(str(part) for part in wrong.errors()[0]["loc"])
        raise PageMapWrong(file=file.name, key=key or wrong.errors()[0]["msg"]) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise PageMapWrong(file=file.name, key=type(wrong).__name__) from None
