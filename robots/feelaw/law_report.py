"""The ``law`` door: the whole table of the law, as an officer reads it or as JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime

from robots.casework.errors import WorkerError
from robots.casework.period import HELSINKI
from robots.casework.texts import Language
from robots.feelaw.law import law
from robots.feelaw.law_page import page
from robots.feelaw.law_table import LawTable


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 when the law's files are wrong or the day is not among theirs."""
    options = _arguments(arguments)
    today = options.today or datetime.now(HELSINKI).date()
    try:
        table = LawTable(law(), today, Language(options.language), options.day)
        if options.json:
            print(json.dumps(table.entries(), ensure_ascii=False, indent=2))
        else:
            print(page(table), end="")
    except WorkerError as error:
        for language in Language:
            print(error.in_words(language), file=sys.stderr)
        return 1
    return 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="law", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--language", choices=[language.value for language in Language], default="fi"
    )
    parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
