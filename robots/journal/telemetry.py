"""The same events to an OpenTelemetry collector, for counties that watch all their systems in one.

The packages are optional (``telemetry``) and imported only here and only when the county has set an
address. Sending goes on in a thread of its own; a collector that is away loses events, never a run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from robots.casework.errors import CannotStart
from robots.journal.events import WARNINGS

SERVICE: Final = "income-determination"
#: So long one parcel of events is tried; the end of a run waits for the last one.
SEND_SECONDS: Final = 2
#: The library's own words on an export that failed; they may show the collector's reply.
_LIBRARY_LOGGERS: Final = ("opentelemetry.exporter.otlp.proto.http", "opentelemetry.sdk")


class TelemetryMissing(CannotStart):
    """The county has set ``[log] otlp``, and the optional packages are not installed."""

    code = "telemetry_missing"


#: Takes one event: its name, its other fields, when it happened.
Send = Callable[[str, Mapping[str, Any], datetime], None]


def telemetry(address: str, trusted: Path | None, worker: str) -> tuple[Send, Callable[[], None]]:
    """What sends an event, and what sends the rest and ends.

    Args:
        address: of the collector's logs over HTTP.
        trusted: PEM file of the issuer of its certificate; None: whom this machine trusts.
        worker: which process of the county's this is.

    Raises:
        TelemetryMissing
    """
    try:
        from opentelemetry._logs import SeverityNumber
        from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
        from opentelemetry.sdk._logs import LoggerProvider
        from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
        from opentelemetry.sdk.resources import Resource
    except ImportError:
        raise TelemetryMissing() from None
    for name in _LIBRARY_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    exporter = OTLPLogExporter(
        address, certificate_file=str(trusted) if trusted else None, timeout=SEND_SECONDS
    )
    resource = Resource({"service.name": SERVICE, "service.instance.id": worker})
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    logger = provider.get_logger(SERVICE)

    def send(event: str, fields: Mapping[str, Any], at: datetime) -> None:
        is_warning = event in WARNINGS
        logger.emit(
            timestamp=int(at.timestamp() * 1_000_000_000),
            severity_number=SeverityNumber.WARN if is_warning else SeverityNumber.INFO,
            severity_text="WARN" if is_warning else "INFO",
            body=event,
            event_name=event,
            attributes=dict(fields),
        )

    return send, provider.shutdown
