"""The Incomes Register's whole verified path: envelope, signature, reports, figures."""

from __future__ import annotations

from fuzzing import Asking, fuzz
from ground import BENEFITS, WAGES, Ground
from judging import Test, xml_numbers


def make_test(ground: Ground) -> Test:
    """Each input is an answer about wages, and one about benefits."""
    wages = Asking(ground, WAGES).about_somebody(xml_numbers)
    benefits = Asking(ground, BENEFITS).about_somebody(xml_numbers)

    def test(data: bytes) -> None:
        (wages if b"WageReports" in data else benefits)(data)

    return test


if __name__ == "__main__":
    fuzz("incomes_register", ["wages", "benefits"], make_test)
