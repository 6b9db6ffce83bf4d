"""What the population register may answer instead of a person."""

from __future__ import annotations

from robots.casework.errors import CannotStart, ReplyRefused, SourceUnusable, TryAgain


class ProductsUnreadable(CannotStart):
    """The file of the county's products is missing, or says something that it cannot say."""

    code = "population_register_products_unreadable"


class CredentialsRefused(SourceUnusable):
    """The user name or password is wrong or has expired; asking again may lock the account."""

    code = "population_register_credentials_refused"
    refuses_us = True


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


class ElementMissing(ReplyRefused):
    """The reply lacks an element that the county's mapping says it has: what is missing may have
    a new name, so it is not taken for nothing."""

    code = "population_register_element_missing"


class ProductsDiffer(ReplyRefused):
    """One product of the register knows the person, and another does not."""

    code = "population_register_products_differ"


class ChangesStuck(ReplyRefused):
    """The change interface says that there is more, and its key does not move on."""

    code = "population_register_changes_stuck"
