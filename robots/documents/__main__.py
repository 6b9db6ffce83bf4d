"""The ``read`` door: what the document reader makes of one file, as JSON on standard output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from robots.casework.errors import WorkerError
from robots.casework.texts import Language
from robots.documents.reader import read_document


def main(arguments: Sequence[str]) -> int:
    """Read the file; 0 whatever its state is, 1 when it could not be looked at."""
    parser = argparse.ArgumentParser(prog="run.py read")
    parser.add_argument("file", type=Path)
    parser.add_argument("--password")
    options = parser.parse_args(arguments)
    try:
        reading = read_document(options.file, options.password)
    except WorkerError as error:
        for language in Language:
            print(error.in_words(language), file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(reading.as_json(), ensure_ascii=False, indent=2, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
