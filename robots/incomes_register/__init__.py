"""The Incomes Register (Tulorekisteri): wages, pensions and benefits as they were paid.

One signed question about one income earner, one signed answer; nothing of an answer is used before
its signature, its person and its count of reports are right.
"""

from robots.incomes_register.client import IncomesRegister
from robots.incomes_register.settings import CallSettings, IncomesRegisterSettings

__all__ = ["CallSettings", "IncomesRegister", "IncomesRegisterSettings"]
