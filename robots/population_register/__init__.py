"""The population register (VTJ): who the person is, spouse, death, protection, guardianship.

One query service, over X-Road SOAP through the county's own security server. Addresses,
municipality and dwelling are looked at only to see whether they are protected; none is kept.
"""

from robots.population_register.register import PopulationRegister
from robots.population_register.settings import Credentials, PopulationRegisterSettings

__all__ = ["Credentials", "PopulationRegister", "PopulationRegisterSettings"]
