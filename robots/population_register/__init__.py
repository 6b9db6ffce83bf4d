"""The population register (VTJ): who the person is, spouse, death, protection, guardianship.

The query service asks about one person at a time, over X-Road SOAP through the county's own
security server; the change interface, where a county has it, about many in one call over REST.
Addresses, municipality and dwelling are looked at only to see whether they are protected; none is
kept.
"""

from robots.population_register.changes import Asked, BasicData, ChangeInterface, Changes
from robots.population_register.register import PopulationRegister
from robots.population_register.settings import (
    ChangeInterfaceSettings,
    Credentials,
    PopulationRegisterSettings,
)

__all__ = [
    "Asked",
    "BasicData",
    "ChangeInterface",
    "ChangeInterfaceSettings",
    "Changes",
    "Credentials",
    "PopulationRegister",
    "PopulationRegisterSettings",
]
