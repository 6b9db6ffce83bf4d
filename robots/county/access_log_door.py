"""What can be asked of a county's access log: a proof, a person's or a case's rows, an export, and
destroying what is old. Who looks at rows is one of the log's readers, and the look is logged before
anything is shown."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from robots.access.errors import (
    ExportRefused,
    KeptProofUnreadable,
    LogReaderUnknown,
    LogReasonMissing,
)
from robots.access.log import (
    Link,
    about_case,
    about_person,
    destroy_old_months,
    everything,
    prove,
    years_kept,
)
from robots.access.log.wording import Printing, destroyed_as_json, proof_as_json
from robots.casework.identity_code import IdentityCode
from robots.casework.period import HELSINKI
from robots.county.county import County


class AccessLogDoor:
    """The access log of one county, for one who asks.

    Args:
        by: who asks; must be one of the log's readers to see rows.
        reason: why, for the log.
        as_json: whether what is given is JSON.
    """

    def __init__(self, county: County, *, by: str = "", reason: str = "", as_json: bool) -> None:
        self._county = county
        self._by = by
        self._reason = reason
        self._as_json = as_json
        self._log = county.access_log_folder
        self._keys = county.log_keys
        self._printing = Printing(county.name, county.language, county.settings.access.robot_user)

    def verify(self, against: Path | None = None) -> tuple[str, bool]:
        """A proof of every chain, and whether all is whole. It shows no row and writes none, so
        that a copy of the folder can be proven, too.

        Args:
            against: an earlier proof as JSON: its ends must still be in the chains.

        Raises:
            KeptProofUnreadable
        """
        proof = prove(self._log, self._keys, _kept(against) if against else None)
        told = proof_as_json(proof) if self._as_json else self._printing.proof_as_text(proof)
        return told, proof.is_whole

    def person(self, written: str) -> str:
        """What the log says about one person.

        Args:
            written: the identity code, as it was typed.

        Raises:
            IdentityCodeRefused, LogReaderUnknown, LogReasonMissing, AccessLogNotWritable
        """
        has_test_people = self._county.settings.environment.has_test_people
        code = IdentityCode.parse(written.strip(), test_range=has_test_people)
        self._look(person=code)
        found = about_person(self._log, self._keys, code)
        if self._as_json:
            return self._printing.as_json(found, with_reason=False)
        return self._printing.person_as_text(found, self._county.clock())

    def case(self, case_id: str) -> str:
        """What the log says about one case.

        Raises:
            LogReaderUnknown, LogReasonMissing, AccessLogNotWritable
        """
        self._look(case_id=case_id)
        found = about_case(self._log, self._keys, case_id)
        if self._as_json:
            return self._printing.as_json(found, with_reason=True)
        return self._printing.case_as_text(found, case_id, self._county.clock())

    def export(self, file: Path) -> str:
        """Write the whole log into a new file, one JSON object a line, persons as fingerprints:
        for the county's own log archive.

        Raises:
            ExportRefused, LogReaderUnknown, LogReasonMissing, AccessLogNotWritable
        """
        self._look()
        found = everything(self._log, self._keys)
        try:
            with file.open("x", encoding="utf-8") as stream:
                for request in found.requests:
                    stream.write(json.dumps({"kind": "request"} | asdict(request)) + "\n")
                for look in found.looks:
                    stream.write(json.dumps({"kind": "look"} | asdict(look)) + "\n")
                for one in found.retractions:
                    stream.write(json.dumps({"kind": "retraction"} | asdict(one)) + "\n")
        except OSError:
            raise ExportRefused(file=file.name) from None
        return self._printing(
            "exported", requests=len(found.requests), looks=len(found.looks), file=file.name
        )

    def purge(self) -> str:
        """Destroy the months whose time is over.

        Raises:
            AccessLogNotWritable
        """
        now = self._county.clock()
        day = now.astimezone(HELSINKI).date()
        destroyed = destroy_old_months(self._log, self._keys, now, day)
        if self._as_json:
            return destroyed_as_json(destroyed)
        return self._printing.destroyed_as_text(destroyed, day, years_kept())

    def _look(self, *, person: IdentityCode | None = None, case_id: str = "") -> None:
        if self._by not in self._county.settings.access.log_readers:
            raise LogReaderUnknown()
        if not self._reason.strip():
            raise LogReasonMissing()
        self._county.access_log.record_look(
            by=self._by, reason=self._reason, person=person, case_id=case_id
        )


def _kept(file: Path) -> dict[str, Link]:
    """The chains' ends of an earlier proof."""
    try:
        chains = json.loads(file.read_text("utf-8"))["chains"]
        return {one["chain"]: Link(int(one["last_row"]), str(one["last_hash"])) for one in chains}
    except (OSError, ValueError, KeyError, TypeError):
        raise KeptProofUnreadable(file=file.name) from None
