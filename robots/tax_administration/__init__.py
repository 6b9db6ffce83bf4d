"""The Tax Administration (Vero): what the latest taxation says of capital income and forests.

There is no public description of a question about one person. So the operation, the form of the
question and the places of the figures in the answer are a county's settings: a declared mapping.
"""

from robots.tax_administration.settings import TaxAdministrationSettings, TaxSecrets
from robots.tax_administration.vero_api import TaxAdministration

__all__ = ["TaxAdministration", "TaxAdministrationSettings", "TaxSecrets"]
