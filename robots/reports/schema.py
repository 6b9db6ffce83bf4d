"""The JSON Schema of ``run.json``, for the machines that read it: ``resources/schemas/run-1.json``.

It is made from the record itself; a test holds the file to it. To make it anew after a key has been
added: ``python -m robots.reports.schema > resources/schemas/run-1.json``.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from robots.determination import RUNS

ADDRESS: Final = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema; keys may be added to a record, so unknown ones are let through."""
    made = RUNS.json_schema(mode="serialization")
    return {"$schema": ADDRESS, "title": "run-1", **made}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")
