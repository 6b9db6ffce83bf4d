"""What the Tax Administration can answer besides figures, by what the caller does next."""

from __future__ import annotations

from robots.casework.errors import CannotStart, SourceUnusable


class MappingUnreadable(CannotStart):
    """The mapping file is missing, or says something that it cannot say."""

    code = "tax_mapping_unreadable"


class TaxRequestRefused(SourceUnusable):
    """The service says that our requests are wrong: settings, permission or form."""

    code = "tax_request_refused"
