"""Who a payer is, where sources call it by different names or leave its business id out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from robots.casework.answer import Income

FILE: Final = Path(__file__).parents[2] / "resources" / "registers" / "payers.yaml"

#: Forms of companies that one source writes and another leaves out.
_COMPANY_FORM: Final = re.compile(r"\b(oyj|oy|abp|ab|ky|tmi|ry|rf)\b\.?")


class Payers:
    """Tells payers apart by business id, else by name.

    A name without an id is that id's payer when some source gives them together, and only one id
    goes by that name.
    """

    def __init__(self, incomes: Iterable[Income]) -> None:
        ids: dict[str, set[str]] = {}
        for income in incomes:
            if income.payer_id:
                ids.setdefault(_canonical(income.payer), set()).add(income.payer_id)
        self._known = {name: min(own) for name, own in ids.items() if len(own) == 1}

    def of(self, income: Income) -> str:
        """The payer's key: the same for the same payer in all sources."""
        name = _canonical(income.payer)
        return income.payer_id or self._known.get(name) or name


def plain(name: str) -> str:
    """The name without what writers vary: case, spaces, the company's form."""
    return " ".join(_COMPANY_FORM.sub(" ", name.casefold()).split())


def _canonical(name: str) -> str:
    return aliases().get(plain(name), plain(name))


@cache
def aliases() -> Mapping[str, str]:
    """Names of payers that have several → the one name that stands for them."""
    payers = yaml.safe_load(FILE.read_text("utf-8"))
    return {plain(name): plain(payer["names"][0]) for payer in payers for name in payer["names"]}
