"""One county: its settings, checked at start, its vault, and the rooms put together."""

from robots.county.county import County, open_county
from robots.county.settings import CountySettings

__all__ = ["County", "CountySettings", "open_county"]
