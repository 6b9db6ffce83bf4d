"""What a clock has written down that was far ahead and has been set right since.

A moment that is still to come tells when nothing was done. Whoever asks when something was last
done passes it over, or it would be the last for as long as the clock was ahead.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

#: A clock that is set back by less has not been wrong about the day.
SLACK: Final = timedelta(hours=1)


def is_of_wrong_clock(moment: datetime, now: datetime) -> bool:
    """Whether the moment of something that was done is one that is still to come."""
    return moment > now + SLACK
