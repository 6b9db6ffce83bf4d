"""What the population register may answer instead of a person."""

from __future__ import annotations

from robots.casework.errors import ReplyRefused, SourceUnusable, TryAgain


class CredentialsRefused(SourceUnusable):
    """The user name or password is wrong or has expired; asking again may lock the account."""

    code = "population_register_credentials_refused"


class RequestRefused(SourceUnusable):
    """The register does not accept the product, the end user or the form of our requests."""

    code = "population_register_request_refused"


class RegisterFailed(TryAgain):
    """An internal error of the register."""

    code = "population_register_failed"


class NotDisclosed(ReplyRefused):
    """The register does not disclose this person to us, or finds the question at odds."""

    code = "population_register_not_disclosed"


class NoActiveCode(ReplyRefused):
    """The identity code is no longer in force, and the register gives no code that is."""

    code = "population_register_no_active_code"


class EndUserUnfit(ReplyRefused):
    """The end user is empty or longer than the register takes; nothing was sent."""

    code = "population_register_end_user_unfit"


class ProductLacking(SourceUnusable):
    """The product's reply cannot tell whether the address is protected."""

    code = "population_register_product_lacking"
