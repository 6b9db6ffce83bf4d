"""The ``fee`` door: fee previews of written-down cases, as a JSON list on standard output.

A case that cannot be computed has ``{"error": {code, name, key, text_fi, text_sv}}`` in its place;
the exit status is then 2. With ``--county`` the county's own decisions lower the Act's fee.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from robots.casework.errors import WorkerError
from robots.casework.texts import Language
from robots.feelaw.county_rules import ACT_ALONE, read_rules
from robots.feelaw.written_cases import block_of, written_cases
from robots.feelaw.written_workbook import columns_of


def main(arguments: Sequence[str]) -> int:
    """Preview the cases of the file; 1 when the file or the county's rules cannot be read."""
    parser = argparse.ArgumentParser(prog="run.py fee")
    parser.add_argument("file", type=Path)
    parser.add_argument("--county", type=Path)
    options = parser.parse_args(arguments)
    try:
        rules = read_rules(options.county) if options.county else ACT_ALONE
        cases = _cases(options.file)
    except WorkerError as error:
        for language in Language:
            print(error.in_words(language), file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 1
    blocks = [block_of(case, rules, number) for number, case in enumerate(cases, 1)]
    print(json.dumps(blocks, ensure_ascii=False, indent=2))
    return 2 if any("error" in block for block in blocks) else 0


def _cases(file: Path) -> list[Any]:
    """The cases of a YAML file, or of a workbook without those that its officer skips."""
    if file.suffix.lower() == ".xlsx":
        return [one.case for one in columns_of(file.read_bytes()) if not one.skipped]
    return written_cases(file.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
