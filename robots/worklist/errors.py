"""What can be wrong with a worklist, a row of it, or a cell; rows and columns are named, no value
ever is."""

from __future__ import annotations

from robots.casework.errors import CannotStart, CaseRefused, TryAgain


class WorklistUnavailable(TryAgain):
    """The file is there and cannot be read just now: locked, or the share does not answer."""

    code = "worklist_unavailable"


class WorklistMissing(CannotStart):
    """There is no file where the settings say."""

    code = "worklist_missing"


class WorklistDamaged(CannotStart):
    """The file is not what its name says: no workbook, or no CSV in UTF-8."""

    code = "worklist_damaged"


class WorklistTypeUnknown(CannotStart):
    """The file's name ends in something else than .xlsx, .xlsm, .xls or .csv."""

    code = "worklist_type_unknown"


class SheetMissing(CannotStart):
    """The workbook has no sheet of that name."""

    code = "sheet_missing"


class HeadingMissing(CannotStart):
    """A column that the settings name is not in the file."""

    code = "heading_missing"


class HeadingTwice(CannotStart):
    """Two columns bear the same heading: nobody can tell which is meant."""

    code = "heading_twice"


class ResultColumnComputed(CannotStart):
    """A cell of a result column holds a formula, which is not ours to overwrite."""

    code = "result_column_computed"


class CaseUnknown(CaseRefused):
    """No row of the worklist has that case id."""

    code = "case_unknown"


class RowRefused(CaseRefused):
    """A row that cannot be a case; ``row`` as Excel counts, ``column`` by its heading."""


class CellEmpty(RowRefused):
    """A required cell is empty."""

    code = "cell_empty"


class CellFailed(RowRefused):
    """The cell's formula has failed: it shows ``#N/A``, ``#REF!`` or the like."""

    code = "cell_failed"


class CellNotADay(RowRefused):
    """No day, or one that is in no calendar."""

    code = "cell_not_a_day"


class CellNotANumber(RowRefused):
    """No number, or a negative one."""

    code = "cell_not_a_number"


class CellNotAWord(RowRefused):
    """A code word that the settings do not know."""

    code = "cell_not_a_word"


class CellNotAnIdentityCode(RowRefused):
    """No identity code, or one of the test range in production."""

    code = "cell_not_an_identity_code"


class CellNotACaseId(RowRefused):
    """A case id names folders and stands in logs: at most 64 letters, digits, ``.``, ``_`` and
    ``-``, with a letter or digit at both ends, never the name of a device (``con``, ``nul``, …) and
    never an identity code."""

    code = "cell_not_a_case_id"


class DaysBackwards(RowRefused):
    """A period in the row ends before it starts."""

    code = "days_backwards"


class SpouseIsClient(RowRefused):
    """The spouse's identity code is the client's own."""

    code = "spouse_is_client"


class CaseTwice(RowRefused):
    """Two rows have the same case id; neither is done, since nobody can tell which one holds."""

    code = "case_twice"
