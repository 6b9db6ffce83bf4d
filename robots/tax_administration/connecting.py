"""The source of taxation that a county has chosen: the same face and the same answer of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TypeAlias

from robots.casework.protocols import AccessLog, Clock, Turn
from robots.casework.words import Role
from robots.documents import Limits
from robots.tax_administration.delivered import DeliveredTaxation
from robots.tax_administration.papers import TaxDecisionPapers
from robots.tax_administration.settings import (
    ApiSettings,
    FileSettings,
    TaxAdministrationSettings,
    TaxSecrets,
)
from robots.tax_administration.vero_api import VeroApi

TaxSource: TypeAlias = VeroApi | DeliveredTaxation | TaxDecisionPapers


def connect(
    settings: TaxAdministrationSettings,
    *,
    secrets: Callable[[], TaxSecrets],
    handed_in: Callable[[str, Role], Sequence[Path]],
    limits: Limits,
    access_log: AccessLog,
    clock: Clock,
    new_id: Callable[[], str],
    sleep: Callable[[float], None],
    turn: Turn = nullcontext,
    key_passphrase: str | None = None,
) -> TaxSource:
    """The source, ready to be asked.

    Args:
        secrets: asked for only where the Vero API is used.
        handed_in: the files of a case and a role; looked at only where papers are the source.
        limits: of one document.
        key_passphrase: of an encrypted client key.

    Raises:
        CannotStart: a certificate, a secret, a mapping or a layout is missing or wrong.
    """
    if isinstance(settings, ApiSettings):
        return VeroApi(
            settings,
            secrets(),
            access_log=access_log,
            clock=clock,
            new_id=new_id,
            sleep=sleep,
            turn=turn,
            key_passphrase=key_passphrase,
        )
    if isinstance(settings, FileSettings):
        return DeliveredTaxation(settings, access_log=access_log, clock=clock, new_id=new_id)
    return TaxDecisionPapers(handed_in=handed_in, limits=limits, clock=clock, new_id=new_id)
