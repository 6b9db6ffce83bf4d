"""What a request must say: which case, who asks and why; and nothing else."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from robots.casework.errors import CaseRefused


class RequestRefused(CaseRefused):
    """The request is not one: ``problem`` names the field, never what stood in it."""

    code = "request_refused"


class AskedCase(BaseModel):
    """One case now. Whatever else a sender adds is refused: a request is no place for a person."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    case: str = Field(min_length=1, max_length=200)
    """The case's id in the worklist."""
    requested_by: str = Field(min_length=1, max_length=200)
    """Who asks: one of the county's officers, as the settings know them."""
    reason: str = Field(min_length=1, max_length=2000)
    """Why, for the access log."""

    @classmethod
    def of(cls, said: Any) -> AskedCase:
        """The request in a work item's payload or a file.

        Raises:
            RequestRefused: a field is missing, empty, too long, or not one of the three.
        """
        try:
            return cls.model_validate(said)
        except ValidationError as wrong:
            places = (".".join(str(part) for part in one["loc"]) for one in wrong.errors())
            known = dict.fromkeys(_known(place) for place in places)
            raise RequestRefused(problem=", ".join(known)) from None

    @classmethod
    def of_json(cls, written: bytes) -> AskedCase:
        """The same from a file's content.

        Raises:
            RequestRefused: also where it is no JSON.
        """
        try:
            said = json.loads(written)
        except ValueError:
            raise RequestRefused(problem="JSON") from None
        return cls.of(said)


def _known(place: str) -> str:
    """A field of ours by its name; what a sender has invented might be anything."""
    return place if place in AskedCase.model_fields else "?"
