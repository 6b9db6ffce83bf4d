"""The county's settings of the Incomes Register.

What has no default here is in no public source: it comes from the register's documentation package
(operations and codes), from the county's data permission, or from its certificate.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from robots.casework.settings import RoomSettings
from robots.incomes_register.kinds import Kind
from robots.transport.https import ConnectionSettings


class CallSettings(RoomSettings):
    """How one kind of report is asked for."""

    service_path: str = Field(pattern=r"^/")
    """Put behind the address, e.g. ``/20170526/….svc``."""
    soap_action: str = Field(min_length=1)
    """The operation's name, without quotes."""
    query_data_type: int


class IncomesRegisterSettings(RoomSettings):
    """``interfaces.incomes_register``: who asks for what, and what an answer may look like."""

    connection: ConnectionSettings
    """Its client certificate signs the requests, too."""
    issuing_ca: Path
    """PEM of the CA alone whose certificates sign the answers (IR Services Issuing CA v1)."""
    production_environment: bool
    """Said in each request; an answer that says otherwise is refused."""
    business_id: str = Field(pattern=r"^\d{7}-\d$")
    """The county's Y-tunnus: owner, creator and sender of the request, and its certificate's CN."""
    query_profile: str = Field(min_length=1, max_length=40)
    """From the data permission; the register leaves out what it does not allow."""
    withheld_tax_in_profile: bool
    """Whether the permission covers withheld tax. Only then does a payment without such a row mean
    that nothing was withheld; otherwise its tax is not known."""
    wages: CallSettings
    benefits: CallSettings
    echo_service_path: str = Field(default="/20170526/EchoService.svc", pattern=r"^/")
    """Put behind the address; the register's own in both of its environments."""
    status_service_path: str = Field(default="/20170526/StatusService.svc", pattern=r"^/")
    status_delivery_data_type: int
    """``DeliveryDataType`` with which a status is asked for in the connection test."""
    payment_date_parameter: int
    """``ParameterType`` of the time span of payment dates."""
    income_earner_parameter: int
    """``ParameterType`` of the income earner's identity code."""
    usable_report_statuses: frozenset[int] = Field(min_length=1)
    """``ReportStatus`` of a report that is in force."""
    cancelled_report_statuses: frozenset[int]
    """``ReportStatus`` of a report that was taken back or replaced: left out without a question."""
    income_types: Path | None = None
    """The county's own table of income type codes, laid over the tables that come with the program
    (``resources/registers/income-types-*.csv``); None where it has none. See
    :mod:`robots.incomes_register.income_types_file`."""

    def call(self, kind: Kind) -> CallSettings:
        """How one kind of report is asked for."""
        return self.wages if kind is Kind.WAGES else self.benefits
