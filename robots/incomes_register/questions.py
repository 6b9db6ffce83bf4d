"""What the officer is asked or told about an answer: the same thing once, however often seen."""

from __future__ import annotations

from robots.casework.answer import Finding
from robots.casework.words import Role, Severity


class Questions:
    """Collects findings; each gathers the figures that it is about."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._refers_to: dict[tuple[str, Severity, tuple[tuple[str, str], ...]], list[str]] = {}

    def add(
        self,
        code: str,
        *refers_to: str,
        severity: Severity = Severity.QUESTION,
        **values: str,
    ) -> None:
        """Note it; figures of the same code and values come under one finding."""
        key = (code, severity, tuple(values.items()))
        known = self._refers_to.setdefault(key, [])
        known.extend(one for one in refers_to if one not in known)

    def findings(self) -> tuple[Finding, ...]:
        """All that was noted, in the order in which it was first seen."""
        return tuple(
            Finding(code, severity, self._role, dict(values), tuple(refers_to))
            for (code, severity, values), refers_to in self._refers_to.items()
        )
