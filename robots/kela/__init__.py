"""Kela, the Social Insurance Institution: its web pages for authorities, read in a real browser.

There is no open interface, so page objects go through the pages as an official would: search,
benefits in force, each benefit with its decisions, payments, pending applications. The words on the
screens are data (``resources/kela/page-map.yaml``). A page that is not exactly as described is an
error, never an empty answer.
"""

from __future__ import annotations

from robots.kela.errors import NoSignInHere, NoWindow
from robots.kela.handover import SessionFile, SignedIn
from robots.kela.incidents import Incidents, open_incident
from robots.kela.login import sign_in_by_hand
from robots.kela.packages import technical_interface
from robots.kela.settings import KelaSettings, SignIn, Way
from robots.kela.source import Kela

__all__ = [
    "Incidents",
    "Kela",
    "KelaSettings",
    "NoSignInHere",
    "NoWindow",
    "SessionFile",
    "SignIn",
    "SignedIn",
    "Way",
    "open_incident",
    "sign_in_by_hand",
    "technical_interface",
]
