"""What will soon stop the runs or make them wrong, unless somebody acts: certificates and secrets
that expire, law that nobody has checked. Each run records what it found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from robots.casework.period import HELSINKI
from robots.casework.texts import Language
from robots.county import County, certificates_to_renew
from robots.determination.record import CertificateInRun, LawInRun, SecretInRun
from robots.feelaw.law import law
from robots.feelaw.law_checks import everything, is_stale

#: A new password or software key may take weeks to get, like a certificate.
WARNED_AHEAD: Final = timedelta(days=60)


def expiring_certificates(county: County) -> tuple[CertificateInRun, ...]:
    """Certificates that have expired or will within 60 days, the most urgent first."""
    return tuple(
        CertificateInRun(one.name, one.at.astimezone(HELSINKI).date(), one.days_left)
        for one in certificates_to_renew(county.settings, county.clock())
    )


def expiring_secrets(expire: Mapping[str, date], today: date) -> tuple[SecretInRun, ...]:
    """The same of secrets; ``expire``: name → the day it expires."""
    soon = [
        SecretInRun(name, day, (day - today).days)
        for name, day in expire.items()
        if day - today <= WARNED_AHEAD
    ]
    return tuple(sorted(soon, key=lambda one: (one.expires_on, one.name)))


def law_to_check(today: date) -> tuple[LawInRun, ...]:
    """Values and rules of the law that nobody has checked for over a year, the oldest first."""
    names = {language: everything(law(), language) for language in Language}
    pairs = zip(names[Language.FINNISH], names[Language.SWEDISH], strict=True)
    stale = {
        LawInRun(finnish, swedish, value.checked_on)
        for (finnish, value), (swedish, _) in pairs
        if is_stale(value.checked_on, today)
    }
    return tuple(sorted(stale, key=lambda one: (one.checked_on, one.name_fi)))
