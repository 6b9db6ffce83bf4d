"""The access log: writing it, proving it, reading it, destroying what is 12 years old."""

from robots.access.log.destroying import Destroyed, destroy_old_months, last_month_over, years_kept
from robots.access.log.keys import LogKeys
from robots.access.log.proof import Break, ChainProof, Fault, LogProof, prove
from robots.access.log.reading import Found, Look, Request, about_case, about_person, everything
from robots.access.log.rows import Link
from robots.access.log.writing import AccessLogFile

__all__ = [
    "AccessLogFile",
    "Break",
    "ChainProof",
    "Destroyed",
    "Fault",
    "Found",
    "Link",
    "LogKeys",
    "LogProof",
    "Look",
    "Request",
    "about_case",
    "about_person",
    "destroy_old_months",
    "everything",
    "last_month_over",
    "prove",
    "years_kept",
]
