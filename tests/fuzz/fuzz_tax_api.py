"""The Tax Administration's JSON, read by the made-up county's mapping."""

from __future__ import annotations

from fuzzing import Asking, fuzz
from ground import TAX
from judging import json_numbers

fuzz("tax_api", ["tax"], lambda ground: Asking(ground, TAX).about_somebody(json_numbers))
