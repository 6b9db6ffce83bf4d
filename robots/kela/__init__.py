"""Kela, the Social Insurance Institution: its web pages for authorities, read in a real browser.

There is no open interface, so page objects go through the pages as an official would: search,
benefits in force, each benefit with its decisions, payments, pending applications. The words on the
screens are data (``resources/kela/page-map.yaml``). A page that is not exactly as described is an
error, never an empty answer.
"""

from __future__ import annotations

from robots.kela.settings import KelaSettings, SignIn
from robots.kela.source import Kela

__all__ = ["Kela", "KelaSettings", "SignIn"]
