"""What the log says, for people: in Finnish or Swedish, as text and as JSON.

A person gets to see who asked which authority what about that person, when, for which purpose and
on which ground (703/2023 §§ 11, 39). The reason is an officer's own words and may tell of somebody
else in the case: it is shown with a case, never with a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from robots.access.log.destroying import Destroyed
from robots.access.log.proof import ChainProof, LogProof
from robots.access.log.reading import Found, Look, Request, Retraction
from robots.casework.period import HELSINKI, day_in_finnish
from robots.casework.texts import Language, has_text, section_in_words, text


@dataclass(frozen=True, slots=True)
class Printing:
    """How something of the log is told."""

    county: str
    language: Language
    robot_user: str
    """Who asks at night: it is said that this is no person."""

    def __call__(self, key: str, **values: object) -> str:
        return text(f"accesslog.{key}", self.language, **values)

    def person_as_text(self, found: Found, at: datetime) -> str:
        """Everything about one person, as that person may see it."""
        return self._found_as_text("title_person", found, at, with_reason=False)

    def case_as_text(self, found: Found, case_id: str, at: datetime) -> str:
        """Everything about one case, for those who look after the log."""
        return self._found_as_text("title_case", found, at, with_reason=True, case=case_id)

    def as_json(self, found: Found, *, with_reason: bool) -> str:
        """The same, with words in the chosen language beside the log's own."""
        left_out = {"person"} if with_reason else {"person", "reason"}
        requests = [_without(asdict(one), left_out) | self._words_of(one) for one in found.requests]
        looks = [_without(asdict(one), left_out) for one in found.looks]
        retractions = [_without(asdict(one), left_out) for one in found.retractions]
        written = {
            "county": self.county,
            "requests": requests,
            "looks": looks,
            "retractions": retractions,
            "rows_not_opened": found.unread,
        }
        return json.dumps(written, ensure_ascii=False, indent=2)

    def proof_as_text(self, proof: LogProof) -> str:
        """Of each chain how far it goes and what is wrong with it."""
        lines = [self("title_proof", county=self.county)]
        if not proof.chains:
            lines += ["", self("nothing_logged")]
        for chain in proof.chains:
            lines += ["", *self._chain(chain)]
        lines += ["", self("whole" if proof.is_whole else "broken")]
        return "\n".join(lines)

    def destroyed_as_text(self, destroyed: Sequence[Destroyed], day: date, years: int) -> str:
        """What was destroyed, and what will be the next time."""
        lines = [self("title_destroyed", day=day_in_finnish(day), years=years), ""]
        for chain in destroyed:
            if chain.is_held:
                lines.append(self("chain_held", chain=chain.chain))
            for month, rows in chain.months:
                lines.append(self("destroyed", chain=chain.chain, month=month, rows=rows))
        if not destroyed:
            lines.append(self("nothing_destroyed"))
        return "\n".join(lines)

    def _found_as_text(
        self, title: str, found: Found, at: datetime, *, with_reason: bool, **values: str
    ) -> str:
        lines = [self(title, **values), self("printed", county=self.county, at=_time(at)), ""]
        lines.append(self("count", requests=len(found.requests)))
        for number, request in enumerate(found.requests, start=1):
            lines += ["", f"{number}. {_time_of(request.asked_at)}"]
            lines += [f"   {line}" for line in self._request(request, with_reason)]
        if found.looks:
            lines += ["", self("looks"), *(f"   {self._look(look)}" for look in found.looks)]
        if found.retractions:
            told = (self._retraction(one, with_reason) for one in found.retractions)
            lines += ["", self("retractions"), *(f"   {one}" for one in told)]
        if found.unread:
            lines += ["", self("unread", count=found.unread)]
        lines += ["", self("rights")] if not with_reason else []
        return "\n".join(lines)

    def _request(self, request: Request, with_reason: bool) -> Iterator[str]:
        words = self._words_of(request)
        yield self("from_whom", source=words["source_name"], service=request.service)
        yield self("what", groups=words["data_groups_names"], since=words["period"])
        if request.role:
            yield self("whose", role=words["role_name"])
        yield self("who", who=words["requested_by_name"])
        yield self("purpose", purpose=words["purpose_name"])
        if with_reason and request.reason:
            yield self("reason", reason=request.reason)
        yield self("basis", basis=words["legal_basis_name"])
        yield self("case", case=request.case_id)
        yield self("outcome", outcome=words["outcome_name"])

    def _words_of(self, request: Request) -> dict[str, str]:
        who = request.requested_by
        period = f"{_day_of(request.since)}–{_day_of(request.until)}"
        return {
            "source_name": self._word("source", request.source),
            "role_name": self._word("role", request.role) if request.role else "",
            "purpose_name": self._word("purpose", request.purpose),
            "data_groups_names": ", ".join(self(f"group_{one}") for one in request.data_groups),
            "period": period if request.since else "",
            "requested_by_name": self("robot", who=who) if who == self.robot_user else who,
            "legal_basis_name": section_in_words(request.legal_basis, self.language),
            "outcome_name": self._outcome(request.outcome),
        }

    def _outcome(self, outcome: str) -> str:
        if has_text(f"accesslog.outcome_{outcome}"):
            return self(f"outcome_{outcome}")
        return self("outcome_failed", code=outcome)

    def _word(self, kind: str, value: str) -> str:
        return text(f"words.{kind}_{value}", self.language)

    def _look(self, look: Look) -> str:
        return self("look", at=_time_of(look.at), who=look.requested_by)

    def _retraction(self, one: Retraction, with_reason: bool) -> str:
        who, at = one.requested_by, _time_of(one.at)
        told = self("retraction", at=at, who=who, case=one.case_id, version=one.version)
        return f"{told} {one.reason}" if with_reason else told

    def _chain(self, proof: ChainProof) -> Iterator[str]:
        months = f"{proof.months[0]} – {proof.months[-1]}" if proof.months else "–"
        yield self("chain", chain=proof.chain, rows=proof.rows, months=months)
        yield f"   {self('chain_end', row=proof.last.row, hash=proof.last.hash)}"
        notes = {
            "chain_destroyed": proof.destroyed_until,
            "chain_recovered": proof.recovered,
            "chain_unread": proof.unread,
        }
        yield from (f"   {self(key, count=count)}" for key, count in notes.items() if count)
        if proof.torn:
            yield f"   {self('chain_torn')}"
        for one in proof.breaks[:1]:
            told = self(f"fault_{one.fault}", row=one.row)
            yield f"   {self('first_break', file=one.file, line=one.line, told=told)}"
        if len(proof.breaks) > 1:
            yield f"   {self('more_breaks', count=len(proof.breaks) - 1)}"


def proof_as_json(proof: LogProof) -> str:
    """The proof for machines; its ``chains`` are what ``--against`` takes the next time."""
    chains = [
        {
            "chain": one.chain,
            "rows": one.rows,
            "months": one.months,
            "last_row": one.last.row,
            "last_hash": one.last.hash,
            "destroyed_until": one.destroyed_until,
            "recovered": one.recovered,
            "torn": one.torn,
            "unread": one.unread,
            "breaks": [asdict(each) for each in one.breaks],
        }
        for one in proof.chains
    ]
    return json.dumps({"whole": proof.is_whole, "chains": chains}, indent=2)


def destroyed_as_json(destroyed: Sequence[Destroyed]) -> str:
    """What was destroyed, for machines."""
    chains = [
        {"chain": one.chain, "held": one.is_held, "months": dict(one.months)} for one in destroyed
    ]
    return json.dumps({"destroyed": chains}, indent=2)


def _without(row: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _time_of(written: str) -> str:
    return _time(datetime.fromisoformat(written))


def _time(at: datetime) -> str:
    there = at.astimezone(HELSINKI)
    return f"{day_in_finnish(there.date())} {there:%H.%M.%S}"


def _day_of(written: str) -> str:
    return day_in_finnish(date.fromisoformat(written)) if written else ""
