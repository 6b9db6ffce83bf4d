"""Looks at every interface of a county, and at what is the county's own, without any client's data.

Each look is made by itself, side by side: what is broken is a row, and hides no other.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar, cast

from robots.casework.checks import Checkable, InterfaceCheck, Verdict
from robots.casework.errors import WorkerError
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.county.certificates import certificate_days_left, certificates_to_renew
from robots.county.check_traffic import look_at_traffic
from robots.county.county import County
from robots.county.sources import secrets_wanted

#: Seconds. TLS, signatures and the authorities' own logs want the time to be right.
_CLOCK_MAY_DIFFER: Final = 120

Value = TypeVar("Value")

Look = Callable[[County], tuple[InterfaceCheck, ...]]


def check_county(county: County) -> tuple[InterfaceCheck, ...]:
    """Look at everything, the authorities first."""
    own: tuple[tuple[str, Look], ...] = (
        ("words.check_worklist", _worklist),
        ("words.check_case_folders", _case_folders),
        ("words.check_access_log", _access_log),
        ("words.check_vault", _vault),
        ("words.check_clock", _clock),
        ("words.check_traffic", look_at_traffic),
    )
    looks: list[tuple[Source | None, str, Look]] = [
        (source, f"words.source_{source}", _of_source(source)) for source in Source
    ]
    if county.settings.interfaces.population_register.changes is not None:
        looks.insert(1, (Source.POPULATION_REGISTER, "muutosrajapinta", _change_interface))
    looks += [(None, name, look) for name, look in own]
    with ThreadPoolExecutor(len(looks)) as threads:
        rows = [threads.submit(_carefully, county, *look) for look in looks]
        return tuple(row for one in rows for row in one.result())


def _carefully(
    county: County, source: Source | None, name: str, look: Look
) -> tuple[InterfaceCheck, ...]:
    try:
        rows = look(county)
    except WorkerError as error:
        rows = (InterfaceCheck.failed(source, name, error),)
    except Exception as error:  # a fault of ours in one look: the others are still made
        advice = Reason("check_broken", {"error": type(error).__name__})
        rows = (InterfaceCheck(source, name, Verdict.FAILED, advice=advice),)
    return tuple(_with_certificates(county, row) for row in rows)


def _of_source(source: Source) -> Look:
    def look(county: County) -> tuple[InterfaceCheck, ...]:
        made = county.source(source)
        try:
            return cast(Checkable, made).check()
        finally:
            made.close()

    return look


def _change_interface(county: County) -> tuple[InterfaceCheck, ...]:
    made = county.change_interface()
    if made is None:
        return ()
    try:
        return made.check()
    finally:
        made.close()


def _with_certificates(county: County, row: InterfaceCheck) -> InterfaceCheck:
    """The row with the days that the interface's certificates are still good, and a warning: of
    one that has expired whatever else is told, since it may well be why."""
    if row.source is None:
        return row
    now = county.clock()
    left, advice = row.certificate_days_left, row.advice
    if left is None:
        left = certificate_days_left(county.settings, row.source, now)
    table = f"interfaces.{row.source}."
    ending = certificates_to_renew(county.settings, now)
    first = next((one for one in ending if one.name.startswith(table)), None)
    if first is not None:
        if first.days_left < 0:
            values = {"days": str(-first.days_left), "key": first.name}
            advice = Reason("check_certificate_expired", values)
        elif advice is None or row.is_fine:
            values = {"days": str(first.days_left), "key": first.name}
            advice = Reason("check_renew_certificate", values)
    return replace(row, certificate_days_left=left, advice=advice)


def _worklist(county: County) -> tuple[InterfaceCheck, ...]:
    reading, took = _timed(county.worklist.read)
    file = county.settings.worklist.file
    advice = None
    if not _can_write(file.parent):
        advice = Reason("check_not_writable", {"what": "words.check_worklist"})
    elif reading.refused:
        advice = Reason("check_rows_refused", {"count": str(len(reading.refused))})
    return (_own("words.check_worklist", took, advice, _can_write(file.parent)),)


def _case_folders(county: County) -> tuple[InterfaceCheck, ...]:
    root = county.settings.case_folders.root
    name = "words.check_case_folders"
    if not root.is_dir():
        return (_own(name, None, Reason("check_no_folder", {"what": name}), False),)
    is_writable, took = _timed(lambda: _can_write(root))
    advice = None if is_writable else Reason("check_not_writable", {"what": name})
    return (_own(name, took, advice, is_writable),)


def _access_log(county: County) -> tuple[InterfaceCheck, ...]:
    log, took = _timed(lambda: county.access_log)
    advice = Reason("check_log_broken") if log.found_broken else None
    return (_own("words.check_access_log", took, advice, advice is None),)


def _vault(county: County) -> tuple[InterfaceCheck, ...]:
    """The vault was opened before anything else; what it lacked was named then."""
    names = ", ".join(sorted(secrets_wanted(county.settings)))
    return (_own("words.check_vault", None, Reason("check_vault_holds", {"names": names})),)


def _clock(county: County) -> tuple[InterfaceCheck, ...]:
    """Our clock beside that of the case folders' disk, which is a server's on a network share."""
    with tempfile.NamedTemporaryFile(dir=county.settings.case_folders.root, prefix=".") as file:
        theirs = Path(file.name).stat().st_mtime
        ours = county.clock().timestamp()
    seconds = round(abs(ours - theirs))
    is_right = seconds <= _CLOCK_MAY_DIFFER
    advice = None if is_right else Reason("check_clock_differs", {"seconds": str(seconds)})
    return (_own("words.check_clock", None, advice, is_right),)


def _own(
    name: str, took: int | None, advice: Reason | None = None, is_fine: bool = True
) -> InterfaceCheck:
    return InterfaceCheck(
        None,
        name,
        Verdict.OK if is_fine else Verdict.FAILED,
        permit=Verdict.NOT_APPLICABLE,
        latency_ms=took,
        advice=advice,
    )


def _can_write(folder: Path) -> bool:
    """Whether a file can be put there: tried, as rights on a share are only told by trying."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="."):
            return True
    except OSError:
        return False


def _timed(look: Callable[[], Value]) -> tuple[Value, int]:
    """What it gave, and how many milliseconds it took."""
    started = time.monotonic()
    value = look()
    return value, round(1000 * (time.monotonic() - started))
