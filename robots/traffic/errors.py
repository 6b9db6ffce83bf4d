"""What can go wrong where the workers keep what they must agree on."""

from __future__ import annotations

from robots.casework.errors import CannotStart, TryAgain


class TrafficUnreachable(TryAgain):
    """The county's database does not answer, so nobody knows whether a source may be asked: it is
    not asked."""

    code = "traffic_unreachable"


class TrafficOfANewerProgram(CannotStart):
    """A newer version of the program has been at the tables: this one must not touch them."""

    code = "traffic_of_a_newer_program"
