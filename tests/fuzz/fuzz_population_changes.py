"""The population register's change interface: JSON over X-Road's REST protocol."""

from __future__ import annotations

from fuzzing import Asking, fuzz
from ground import CHANGE
from judging import json_numbers

fuzz(
    "population_changes",
    ["VTJ-changes"],
    lambda ground: Asking(ground, CHANGE).about_somebody(json_numbers),
)
