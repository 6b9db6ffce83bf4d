"""Who may ask which authority when, the same for all workers of a county: limits, hours, pauses."""

from robots.traffic.call import Call, NotNow
from robots.traffic.errors import TrafficOfANewerProgram, TrafficUnreachable
from robots.traffic.hours import closings, is_open, next_opening
from robots.traffic.pauses import Kind, Pause
from robots.traffic.places import InWork, all_are
from robots.traffic.settings import Break, Limit, Opening, Span
from robots.traffic.traffic import Traffic
from robots.traffic.why import why_closed, why_paused
from robots.traffic.write_ahead import write_ahead

__all__ = [
    "Break",
    "Call",
    "InWork",
    "Kind",
    "Limit",
    "NotNow",
    "Opening",
    "Pause",
    "Span",
    "Traffic",
    "TrafficOfANewerProgram",
    "TrafficUnreachable",
    "all_are",
    "closings",
    "is_open",
    "next_opening",
    "why_closed",
    "why_paused",
    "write_ahead",
]
