"""What the worker itself keeps, for how long, and that it is gone after that.

``stores``, ``case_stores`` and ``shadow_stores`` name each place with its rule; ``purge`` destroys
what is over and looks again; ``table`` says it for people and machines. What is the county's own
(delivered versions, letters, the worklist's rows, exported files) is never destroyed here.
"""

from robots.retention.purge import Purged, purge
from robots.retention.table import as_json, as_table

__all__ = ["Purged", "as_json", "as_table", "purge"]
