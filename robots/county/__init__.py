"""One county: its settings, checked at start, its vault, and the rooms put together."""

from robots.county.access_log_door import AccessLogDoor
from robots.county.certificates import certificates_to_renew
from robots.county.check_table import as_json, as_table
from robots.county.checking import check_county
from robots.county.county import County, open_county
from robots.county.incident_door import look_at_incident
from robots.county.kela_sign_in import sign_in_to_kela
from robots.county.settings import CountySettings

__all__ = [
    "AccessLogDoor",
    "County",
    "CountySettings",
    "as_json",
    "as_table",
    "certificates_to_renew",
    "check_county",
    "look_at_incident",
    "open_county",
    "sign_in_to_kela",
]
