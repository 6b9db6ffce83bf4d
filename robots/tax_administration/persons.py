"""A delivered file of JSON: one object with a list of persons, each read by the mapping."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal

from robots.casework.identity_code import IdentityCode
from robots.tax_administration.errors import TaxFileRefused
from robots.tax_administration.file_layout import JsonLayout
from robots.tax_administration.json_reading import years_of
from robots.tax_administration.paths import JsonPath, Place
from robots.tax_administration.taxation import TaxYear
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.json import parse


class PersonsFile:
    """The persons of a delivered file.

    Raises:
        TaxFileRefused: not in the layout, or its count does not hold.
    """

    def __init__(self, layout: JsonLayout, name: str, content: bytes) -> None:
        self._mapping = layout.taxation
        self._name = name
        self._by_person: dict[str, list[Place]] = defaultdict(list)
        try:
            whole = Place("", parse(content))
            persons = self._persons(layout, whole)
            count = layout.count.first_from(whole) if layout.count else None
        except ReplyNotUnderstood:
            raise self._refused("form", "–") from None
        for number, person in enumerate(persons, start=1):
            try:
                code = self._mapping.person.first_from(person)
            except ReplyNotUnderstood:
                code = None
            if code is None or not isinstance(code.value, str):
                raise self._refused("person", str(number))
            self._by_person[code.value].append(person)
        if layout.count is not None and (count is None or count.value != len(persons)):
            raise self._refused("count", "–")

    def part_of(self, code: IdentityCode) -> bytes | None:
        """What the file tells of the person; None of somebody not in it."""
        persons = self._by_person.get(code.reveal())
        if persons is None:
            return None
        told = [person.value for person in persons]
        return json.dumps(told, ensure_ascii=False, indent=2, default=_exact).encode(
            errors="backslashreplace"
        )

    def years_of(self, code: IdentityCode) -> list[TaxYear]:
        """The tax years that the file tells of the person.

        Raises:
            TaxEnvironmentWrong: they are of another environment.
            ReplyNotUnderstood: not in the declared form.
        """
        return [
            year
            for person in self._by_person.get(code.reveal(), [])
            for year in years_of(self._mapping, person, code)
        ]

    def _persons(self, layout: JsonLayout, whole: Place) -> list[Place]:
        """Each person; a file without the list is none, an empty list is of nobody."""
        *above, (key, _) = layout.persons.steps
        listed = JsonPath((*above, (key, False))).first_from(whole)
        if listed is None:
            raise ReplyNotUnderstood(why="no_persons")
        return layout.persons.all_from(whole)

    def _refused(self, why: str, where: str) -> TaxFileRefused:
        return TaxFileRefused(file=self._name, why=f"words.tax_file_{why}", where=where)


def _exact(number: Decimal) -> str:
    return str(number)
