"""What can go wrong with a file for a neighbouring system."""

from __future__ import annotations

from robots.casework.errors import ApplicationError, CannotStart


class VoucherExportNotSet(CannotStart):
    """The county's settings have no table ``voucher_export``."""

    code = "voucher_export_not_set"


class VoucherExportUnavailable(ApplicationError):
    """The folder of the import files, or the record of what was exported, cannot be used now."""

    code = "voucher_export_unavailable"


class VoucherNotWritable(ApplicationError):
    """A value cannot be written in the file's encoding: nothing of the file is written."""

    code = "voucher_not_writable"
