"""What the officer is asked or told about an answer: the same thing once, however often seen.

What goes on as a figure that cannot be placed or classified is asked about where all sources come
together; here is only told what the register said. Asked here is what does not go on at all.
"""

from __future__ import annotations

from robots.casework.answer import Finding
from robots.casework.words import Role, Severity


class Notes:
    """Collects findings; each gathers the figures that it is about."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._refers_to: dict[tuple[str, Severity, tuple[tuple[str, str], ...]], list[str]] = {}

    def ask(self, code: str, *refers_to: str, **values: str) -> None:
        """Only the officer can settle it."""
        self._add(Severity.QUESTION, code, refers_to, values)

    def warn(self, code: str, *refers_to: str, **values: str) -> None:
        """The officer should look at it."""
        self._add(Severity.WARNING, code, refers_to, values)

    def tell(self, code: str, *refers_to: str, **values: str) -> None:
        """Good to know beside the figures."""
        self._add(Severity.INFO, code, refers_to, values)

    def findings(self) -> tuple[Finding, ...]:
        """All that was noted, in the order in which it was first seen."""
        return tuple(
            Finding(code, severity, self._role, dict(values), tuple(refers_to))
            for (code, severity, values), refers_to in self._refers_to.items()
        )

    def _add(
        self, severity: Severity, code: str, refers_to: tuple[str, ...], values: dict[str, str]
    ) -> None:
        known = self._refers_to.setdefault((code, severity, tuple(values.items())), [])
        known.extend(one for one in refers_to if one not in known)
