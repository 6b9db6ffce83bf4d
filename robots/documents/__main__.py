"""The ``read`` door: what the document reader makes of a file, as JSON on standard output.

A folder gives one line of JSON a file; ``--explain`` gives text for whoever writes a layout.
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
from robots.documents.explain import explain_file, in_words
from robots.documents.layouts import LAYOUTS, load_layouts
from robots.documents.reader import DocumentReader, read_document


def main(arguments: Sequence[str]) -> int:
    """Read the file; 0 whatever its state is, 1 when it could not be looked at."""
    parser = argparse.ArgumentParser(prog="run.py read")
    parser.add_argument("file", type=Path, help="a PDF, or a folder of them")
    parser.add_argument("--password")
    parser.add_argument("--explain", action="store_true", help="why it is read as it is")
    parser.add_argument("--kind", help="explain beside this layout")
    parser.add_argument("--layouts", type=Path, default=LAYOUTS, help="a folder of layouts")
    parser.add_argument("--language", type=Language, default=Language.FINNISH)
    options = parser.parse_args(arguments)
    try:
        if options.kind and options.kind not in {one.kind for one in load_layouts(options.layouts)}:
            parser.error(f"--kind: {options.kind}")
        _print(options)
    except WorkerError as error:
        for language in Language:
            print(error.in_words(language), file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _print(options: argparse.Namespace) -> None:
    if options.explain:
        explanation = explain_file(options.file, options.password, options.kind, options.layouts)
        sys.stdout.write(in_words(explanation, options.language))
    elif options.file.is_dir():
        with DocumentReader(layouts=options.layouts) as reader:
            for file in sorted(one for one in options.file.iterdir() if one.is_file()):
                reading = reader.read(file, options.password)
                print(_json({"file": file.name, **reading.as_json()}), flush=True)
    else:
        reading = read_document(options.file, options.password)
        print(_json(reading.as_json(), indent=2))


def _json(value: dict[str, Any], indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
