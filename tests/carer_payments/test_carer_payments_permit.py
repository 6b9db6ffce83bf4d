"""A permit names the payments to carers only where the county has them read."""

from datetime import UTC, date, datetime

import pytest
from ordinary_case import ordinary_case

from robots.access import AccessPolicy, Household, permits_for
from robots.carer_payments import GROUP
from robots.casework.identity_code import IdentityCode
from robots.casework.words import Role, Service, Source

CASE = ordinary_case(
    IdentityCode.parse("010140-900T", test_range=True), service=Service.HOME_CARE, reason="alku"
)


@pytest.mark.parametrize("is_read", [True, False])
def test_the_group_is_permitted_where_the_county_reads_it(is_read: bool) -> None:
    permits = permits_for(
        CASE,
        Role.CLIENT,
        Source.DOCUMENTS,
        household=Household(),
        day=date(2026, 3, 16),
        at=datetime(2026, 3, 16, tzinfo=UTC),
        policy=AccessPolicy(robot_user="robotti", carer_payments=is_read),
    )
    assert isinstance(permits, tuple)
    (permit,) = permits
    assert (GROUP in permit.data_groups) is is_read
    assert "handed_in" in permit.data_groups
