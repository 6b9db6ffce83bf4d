"""The personal identity code (henkilötunnus), in a type that never shows itself.

Sources: Population Information Decree 128/2010 § 2-3 as amended for the intermediate characters
of 1.1.2023 (Y X W V U for the 1900s, B C D E F for the 2000s). The intermediate character is part
of the identity: two people may share everything but it, so nothing here normalises it away.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Any, Final, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from stdnum.exceptions import ValidationError
from stdnum.fi import hetu

from robots.casework.errors import CaseRefused

_CENTURIES: Final = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
_FIRST_TEST_NUMBER: Final = 900


class IdentityCodeRefused(CaseRefused):
    """The text is no identity code, or it is from the test range where only real ones may be."""

    code = "identity_code_refused"


class IdentityCode:
    """One person's identity code, masked in ``repr`` and ``str``, never pickled.

    Make it with :meth:`parse`; take the text out with :meth:`reveal`, and only to put it into a
    request to an authority, or into the case folder.
    """

    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "_text", text)

    @classmethod
    def parse(cls, text: str, *, test_range: bool) -> IdentityCode:
        """Read a code; small letters are accepted.

        Individual numbers 900-999 are temporary or test codes, never a real person's: they are
        accepted only with ``test_range`` (the stand-ins and the authorities' test environments).

        Raises:
            IdentityCodeRefused: wrong form, date, check character, or a test code in production.
        """
        try:
            valid = hetu.validate(text, allow_temporary=True)
        except ValidationError:
            raise IdentityCodeRefused() from None
        if not valid.isascii():
            # Digits of other scripts are numbers to the library, and to nobody else.
            raise IdentityCodeRefused()
        code = cls(valid)
        if code.is_in_test_range and not test_range:
            raise IdentityCodeRefused()
        return code

    def reveal(self) -> str:
        """The code's eleven characters."""
        return self._text

    @property
    def birth_date(self) -> date:
        """The day of birth that the code carries."""
        text = self._text
        year = _CENTURIES[text[6]] + int(text[4:6])
        return date(year, int(text[2:4]), int(text[0:2]))

    @property
    def is_in_test_range(self) -> bool:
        """Whether the individual number is 900-999."""
        return int(self._text[7:10]) >= _FIRST_TEST_NUMBER

    def fingerprint(self, key: bytes) -> str:
        """A keyed hash for the access log, so that one person's rows can be found, not read."""
        return hmac.new(key, self._text.encode("ascii"), hashlib.sha256).hexdigest()[:32]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("an identity code does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityCode) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "IdentityCode(******-****)"

    def __str__(self) -> str:
        return "******-****"

    def __copy__(self) -> IdentityCode:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> IdentityCode:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("an identity code is never pickled: it would leave the case folder")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How the case folder's own JSON files hold it: as its text, checked when read back."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(value, test_range=True),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.reveal),
        )
