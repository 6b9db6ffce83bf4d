"""An officer's request for one case now, from wherever it comes: a folder, a work item."""

from robots.requests.asked import AskedCase, RequestRefused
from robots.requests.drop_folder import DropFolder, Dropped
from robots.requests.reply import in_work, refusal, reply, waiting
from robots.requests.serving import Serving

__all__ = [
    "AskedCase",
    "DropFolder",
    "Dropped",
    "RequestRefused",
    "Serving",
    "in_work",
    "refusal",
    "reply",
    "waiting",
]
