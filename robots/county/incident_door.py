"""The door ``incident``: what a page of Kela's service looked like that stopped a visit. Who looks
is one of the access log's readers, and the look is logged before anything is opened."""

from __future__ import annotations

from pathlib import Path

from robots.access.errors import LogReaderUnknown, LogReasonMissing
from robots.casework.texts import text
from robots.county.county import County
from robots.county.sources import incidents_folder


def look_at_incident(
    county: County, file: Path, *, by: str, reason: str, into: Path | None = None
) -> str:
    """Open an encrypted incident into a folder.

    Args:
        file: where it lies, or the name alone of one in the county's own folder of incidents.
        by: who looks.
        reason: why, for the access log; the incident's name is written beside it.
        into: a new folder; one beside the incident when not given.

    Returns:
        Where it is and what to do then, in the county's language.

    Raises:
        LogReaderUnknown, LogReasonMissing, AccessLogNotWritable: nothing is opened.
        IncidentMissing, IncidentUnreadable, IncidentNotWritten
    """
    if by not in county.settings.access.log_readers:
        raise LogReaderUnknown()
    if not reason.strip():
        raise LogReasonMissing()
    county.access_log.record_look(by=by, reason=f"{reason.strip()} ({file.name})")
    lies = file if file.exists() else incidents_folder(county.settings) / file.name
    folder = county.open_kela_incident(lies, into)
    return text("incident.opened", county.language, folder=str(folder))
