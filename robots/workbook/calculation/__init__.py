"""The calculation with live formulas: what the officer changes is counted again at once.

expressions      written once, read twice: as a formula's text, and as its exact value
plan             rows of cells with keys, before anything has its place
dated            the law's and the county's values around the case's day
incomes, deductions, circumstances    what the officer may change
fees, county, vouchers    the steps, as in :mod:`robots.feelaw`
values           the sheet of the values that the formulas use
building         all of it together
"""

from robots.workbook.calculation.building import Calculation, calculation_of

__all__ = ["Calculation", "calculation_of"]
