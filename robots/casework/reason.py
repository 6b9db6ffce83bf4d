"""A reason that a person can read: a text's key and the values that fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robots.casework.errors import WorkerError
from robots.casework.texts import Language, has_text, text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is; its sentence stands in ``resources/texts/reasons.yaml``.

    An error's code is a reason too: where ``reasons.yaml`` has none of that name, ``errors.yaml``
    does.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: WorkerError) -> Reason:
        """The error's own reason."""
        return cls(error.code, {key: str(value) for key, value in error.context.items()})

    def in_words(self, language: Language) -> str:
        file = "reasons" if has_text(f"reasons.{self.code}") else "errors"
        return text(f"{file}.{self.code}", language, **self.values)
