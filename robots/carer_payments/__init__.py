"""The county's own payments to carers (omaishoidon ja perhehoidon palkkiot), from its pay system.

They come as an export file, as such systems write one (Oima-like): payee, month, fee, kind. Nobody
outside is asked, but the data are another register's: a permit names their group by the necessity
table, the use is logged, and each figure tells its file and row. They belong to the source
``documents``, which is everything that is no authority's.
"""

from robots.carer_payments.settings import CarerPaymentsSettings
from robots.carer_payments.source import GROUP, CarerPayments, WithCarerPayments

__all__ = ["GROUP", "CarerPayments", "CarerPaymentsSettings", "WithCarerPayments"]
