"""The population register's query service: from SOAP envelopes to the answer."""

from __future__ import annotations

from fuzzing import Asking, fuzz
from ground import QUERY
from judging import xml_numbers

fuzz(
    "population_register",
    ["VTJ-query"],
    lambda ground: Asking(ground, QUERY).about_somebody(xml_numbers),
)
