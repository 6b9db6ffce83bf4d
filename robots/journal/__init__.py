"""What happened, for machines: one line of JSON an event, with the case's id and the run's.

Anybody may :func:`note` an event; where no journal is kept (most tests, a door that only looks),
nothing happens. ``events`` are the words, ``guard`` refuses personal data, ``files`` are the files
and their age, ``telemetry`` sends the same to an OpenTelemetry collector where a county has one.
"""

from robots.journal.events import Event
from robots.journal.journal import kept_in, note
from robots.journal.settings import LogSettings

__all__ = ["Event", "LogSettings", "kept_in", "note"]
