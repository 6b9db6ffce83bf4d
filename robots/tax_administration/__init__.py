"""The Tax Administration (Vero): what the latest taxation says of capital income and forests.

There is no public description of a question about one person, and not every county will have the
same way to the data. So there are three sources with one face and one answer, chosen by a setting:
the Vero API, files that the Tax Administration delivers, and the client's own tax decision. What
is a county's agreement with the Tax Administration is declared in its settings.
"""

from robots.tax_administration.connecting import TaxSource, connect
from robots.tax_administration.settings import (
    ApiSettings,
    DocumentSettings,
    FileSettings,
    TaxAdministrationSettings,
    TaxSecrets,
)

__all__ = [
    "ApiSettings",
    "DocumentSettings",
    "FileSettings",
    "TaxAdministrationSettings",
    "TaxSecrets",
    "TaxSource",
    "connect",
]
