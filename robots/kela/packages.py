"""Two places for what Kela agrees on with one county alone: a class of the county's own package.

Neither the technical interface nor the way in which a robot's own identity signs in is public. So
both are named by import path in the settings, and refused in plain words until they are there.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from playwright.async_api import Page

from robots.casework.protocols import AccessLog, Clock, SourceOfIncome
from robots.kela.errors import PackageWrong
from robots.kela.settings import KelaSettings


class TechnicalInterface(Protocol):
    """Makes the source that asks Kela's technical interface. It has the same face as the pages:
    the same permit, records, evidence and access log."""

    def __call__(
        self,
        settings: KelaSettings,
        *,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> SourceOfIncome: ...


class RobotIdentity(Protocol):
    """Signs in with the identity that Kela has accepted for the robot."""

    async def sign_in(self, page: Page) -> None:
        """Lead the page from the service's sign-in to the choice of mandate.

        The page may visit the service and the settings' ``identification_addresses`` only.
        """


def technical_interface(settings: KelaSettings) -> TechnicalInterface:
    """The county's own maker of the source.

    Raises:
        PackageWrong
    """
    found: TechnicalInterface = _named(settings.technical_interface, "technical_interface")
    return found


def robot_identity(settings: KelaSettings) -> RobotIdentity:
    """The county's own way to sign in.

    Raises:
        PackageWrong
    """
    made: RobotIdentity = _named(settings.robot_identity, "robot_identity")()
    return made


def _named(path: str, setting: str) -> Any:
    module, _, name = path.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        found = None
    if not callable(found):
        raise PackageWrong(setting=setting, package=path)
    return found
