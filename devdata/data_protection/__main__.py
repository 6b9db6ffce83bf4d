"""``python -m devdata.data_protection``: brings the papers and pictures up to the tables that the
program goes by; ``--check`` only compares."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from devdata.data_protection.facts import FOLDER, newest_facts
from devdata.data_protection.picture import picture
from devdata.data_protection.tables import filled
from robots.casework.texts import Language


def made() -> Iterator[tuple[Path, str]]:
    """Every file and what it should hold."""
    for language in Language:
        facts = newest_facts(language)
        yield FOLDER / f"flows.{language}.svg", picture(facts)
        for paper in sorted(FOLDER.glob(f"*.{language}.md")):
            yield paper, filled(paper.read_text("utf-8"), facts)


def main() -> int:
    """Exit status 1 when ``--check`` finds something that is not as the tables say."""
    parser = argparse.ArgumentParser(prog="python -m devdata.data_protection", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what differs")
    only_compare = parser.parse_args().check
    changed = [
        (file, content)
        for file, content in made()
        if not file.exists() or file.read_text("utf-8") != content
    ]
    for file, content in changed:
        print(file.relative_to(FOLDER))
        if not only_compare:
            file.write_text(content, "utf-8")
    return 1 if changed and only_compare else 0


if __name__ == "__main__":
    sys.exit(main())
