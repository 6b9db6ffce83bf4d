"""Files for the systems beside ours: the import file of a voucher system (PSOP-like)."""

from robots.neighbours.voucher_export import Exported, VoucherExport, VoucherRow
from robots.neighbours.voucher_settings import VoucherExportSettings

__all__ = ["Exported", "VoucherExport", "VoucherExportSettings", "VoucherRow"]
