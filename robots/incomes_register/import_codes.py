"""Brings a year's code workbook of the Incomes Register into the county's table of income types.

    python -m robots.incomes_register.import_codes benefits
        --finnish "Etuudet - Koodistot - Tulolajit.xlsx" [--swedish …] --from 2027-01-01
        [--table registers/income-types.csv] --write registers/income-types-2027.csv
        [--same 1026 …] [--layout FILE.yaml]

``--from`` is the first day of payment that the code set holds for, ``--table`` the county's table
until now. The new table is written beside it, never over it; the county takes it into use by naming
it in its settings (``interfaces.incomes_register.income_types``). On standard output comes what
changed, as JSON: codes added, named (known by number alone before), changed (another name) and
ended. What is new or has another name is the officer's until a person has set its use and kind and
``county`` in the column confirmation; ``--same`` says of a code that it means what it meant.

Exit status 1: nothing was written, and why is said in Finnish and Swedish on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from robots.casework.errors import WorkerError
from robots.casework.texts import Language
from robots.incomes_register.code_changes import Changes, Edition, changes_of, line_of
from robots.incomes_register.code_workbook import LAYOUT, Layout, codes_in
from robots.incomes_register.errors import TableStands
from robots.incomes_register.income_types import IncomeTypes
from robots.incomes_register.income_types_file import Line, read_lines, written
from robots.incomes_register.kinds import Kind


def main(arguments: Sequence[str] | None = None) -> int:
    """Import, and tell what changed."""
    options = _parser().parse_args(arguments)
    try:
        changes = import_codes(
            Kind(options.register),
            finnish=options.finnish,
            swedish=options.swedish,
            first_day=options.first_day,
            table=options.table,
            write=options.write,
            layout=Layout.read(options.layout),
            same=options.same,
        )
    except WorkerError as error:
        for language in Language:
            print(error.in_words(language), file=sys.stderr)
        return 1
    told = {
        "register": options.register,
        "from": options.first_day.isoformat(),
        "added": changes.added,
        "named": changes.named,
        "changed": changes.changed,
        "ended": changes.ended,
        "unchanged": changes.unchanged,
        "written": str(options.write),
    }
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 0


def import_codes(
    register: Kind,
    *,
    finnish: Path,
    swedish: Path | None,
    first_day: date,
    table: Path | None,
    write: Path,
    layout: Layout,
    same: Sequence[int] = (),
) -> Changes:
    """Write the county's table as it is from a code set's first day on.

    Raises:
        WorkbookNotUnderstood: a workbook is not laid out as told.
        IncomeTypesUnreadable: a table until now.
        TableStands: the file to write is there already.
    """
    known = IncomeTypes.shipped_with(table)
    edition = Edition(
        register,
        first_day,
        finnish=codes_in(finnish, layout),
        swedish=codes_in(swedish, layout) if swedish else {},
        source=f"{finnish.name}, {first_day.isoformat()}",
    )
    own = {code: rows for (kind, code), rows in known.by_code.items() if kind is register}
    changes = changes_of(edition, own, layout, same=same)
    lines = [*_other_lines(table, register), *map(line_of, changes.types)]
    workbooks = ", ".join(one.name for one in (finnish, swedish) if one)
    remarks = (
        f"Income types of {register} from {first_day.isoformat()} by {workbooks}, laid over the",
        "tables that come with the program. What the words mean:",
        "robots/incomes_register/income_types_file.py.",
    )
    try:
        with write.open("x", encoding="utf-8", newline="\n") as file:
            file.write(written(lines, remarks))
    except OSError:
        raise TableStands(file=write.name) from None
    return changes


def _other_lines(table: Path | None, register: Kind) -> list[Line]:
    """What the county's table says of the other register's codes."""
    if table is None:
        return []
    return [line for _, line in read_lines(table) if line["register"] != register]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m robots.incomes_register.import_codes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("register", choices=[str(kind) for kind in Kind])
    parser.add_argument("--finnish", type=Path, required=True, metavar="FILE.xlsx")
    parser.add_argument("--swedish", type=Path, metavar="FILE.xlsx")
    parser.add_argument(
        "--from", type=date.fromisoformat, required=True, dest="first_day", metavar="DAY"
    )
    parser.add_argument("--table", type=Path, metavar="FILE.csv")
    parser.add_argument("--write", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument("--same", type=int, nargs="*", default=[], metavar="CODE")
    parser.add_argument("--layout", type=Path, default=LAYOUT, metavar="FILE.yaml")
    return parser


if __name__ == "__main__":
    sys.exit(main())
