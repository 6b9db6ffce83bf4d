"""``python -m devdata.making``: makes what the made-up county holds; ``--check`` only compares."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from devdata.making.county import PEOPLE, differences, make

COUNTY = Path(__file__).parents[1] / "county"


def main() -> int:
    """Exit status 1 when ``--check`` finds something that is not as described."""
    parser = argparse.ArgumentParser(prog="python -m devdata.making", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; name what would change"
    )
    if not parser.parse_args().check:
        make(COUNTY / PEOPLE, COUNTY)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        make(COUNTY / PEOPLE, Path(folder))
        changed = differences(Path(folder), COUNTY)
    for path in changed:
        print(path)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
