"""Where an element of a reply stands, as a county's mapping writes it.

``NykyinenSukunimi/Sukunimi`` is a path of local names below the element that it is read from. The
register sends a group that has nothing in it as empty elements, so every place must be there,
blank or not; one in brackets, ``(Huoltaja)``, may be missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BeforeValidator

_NAME: Final = r"[A-Za-z_][\w.-]*"
_WRITTEN: Final = re.compile(rf"(?P<bracket>\()?(?P<path>{_NAME}(/{_NAME})*)(?(bracket)\))")


@dataclass(frozen=True, slots=True)
class Place:
    """A path of local names, and whether a reply may lack it."""

    path: str
    may_be_missing: bool = False

    @classmethod
    def parse(cls, written: object) -> Place:
        """Read a place of a mapping.

        Raises:
            ValueError: it is no path of local names.
        """
        if isinstance(written, Place):
            return written
        read = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
        if read is None:
            raise ValueError("is no path of element names, such as Kuolintiedot/Kuolinpvm")
        return cls(read["path"], read["bracket"] is not None)


#: A place in a mapping's model.
WrittenPlace = Annotated[Place, BeforeValidator(Place.parse)]
