"""The client's case folder: what was handed in, what an attempt has got so far, what is delivered.

    asiakirjat/                      what the client handed in; asiakirjat/puoliso/ the spouse's
    tuloselvitys/v1/ …               delivered versions, each whole or not there, sealed
    tuloselvitys/tyokopio-v1.xlsx    the officer's working copy of a version's workbook
    tuloselvitys/.karanteeni/v1/ …   retracted versions, encrypted
    tuloselvitys/tila.json           what is remembered between runs
    tuloselvitys/.tyo/ATTEMPT/       the answers of an attempt that is not delivered yet
    tuloselvitys/.sinetoity/DAY/     raw replies, encrypted and short-lived

Names of our own files carry ids of cases and sources, never personal data, and are short and plain
enough for Windows and network shares.
"""

from robots.casefolder.folder import RESULTS, CaseFolder
from robots.casefolder.retraction import Retracted
from robots.casefolder.seal import Seal
from robots.casefolder.versions import Delivered
from robots.casefolder.working_copies import WorkingCopy

__all__ = ["RESULTS", "CaseFolder", "Delivered", "Retracted", "Seal", "WorkingCopy"]
