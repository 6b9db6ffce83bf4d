"""A worker that stays, and a night that looks after officers' requests while it is on."""

from robots.attending.attend import attend
from robots.attending.clearing import clear_when_due
from robots.attending.night import night, tell

__all__ = ["attend", "clear_when_due", "night", "tell"]
