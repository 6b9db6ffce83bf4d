"""The county's products (tietotuotteet) and where each has what we read: a declared mapping.

A county's file lists the products that its permission names, in the order in which they are asked::

    products:
      - name: PERUSSANOMA 3       # SoSoNimi, exactly as in the permission
        like: perussanoma_3       # read as the register's own product of that form, and/or …
        spouse:                   # … the groups that are written here
          element: Aviopuoliso
          …

The groups are named as in the necessity table: ``person, protection, spouse, guardian, residents``.
Of a reply only the groups that the permit names are read, and a product that has none of them is
not asked; whether the address is protected is always looked at. The register's own forms stand in
``resources/registers/population_register_products.yaml``. What a tailored product's elements are
called is in the permission's annex, or in the schema that HaeTuotteenSkeema gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, Field, ValidationError, model_validator

from robots.casework.settings import RoomSettings
from robots.population_register.errors import ProductsUnreadable
from robots.population_register.place import Place, WrittenPlace

_KNOWN: Final = (
    Path(__file__).parents[2] / "resources" / "registers" / "population_register_products.yaml"
)

PERSON: Final = "person"
PROTECTION: Final = "protection"
SPOUSE: Final = "spouse"
GUARDIAN: Final = "guardian"
RESIDENTS: Final = "residents"


class NameElements(RoomSettings):
    """Where a person's name stands."""

    last_name: WrittenPlace
    first_names: WrittenPlace


class PersonElements(NameElements):
    """Who the person is, and whether alive; below ``Henkilo`` like all the groups."""

    died: tuple[WrittenPlace, ...]
    """Filled with anything but 0: dead."""
    died_on: tuple[WrittenPlace, ...]
    """Filled: dead. The first is the day."""


class ProtectionElements(RoomSettings):
    """How a protected address shows (Act 661/2009 § 36-37)."""

    signs: tuple[WrittenPlace, ...] = ()
    """Filled with anything but 0: protected."""
    homes: tuple[WrittenPlace, ...] = ()
    """Where somebody lives. All blank although the person is alive: taken for protected."""

    @model_validator(mode="after")
    def _shows_something(self) -> ProtectionElements:
        if not self.signs and not self.homes:
            raise ValueError("needs signs or homes")
        return self


class SpouseElements(NameElements):
    """Where a tailored product has the spouse; the names are below ``element``."""

    element: WrittenPlace
    identity_code: WrittenPlace
    ends: WrittenPlace | None = None
    """The day on which the marriage ended, where the product lists former spouses too."""
    protection: tuple[WrittenPlace, ...] = ()
    """Signs that the spouse's own address is protected."""
    marital_status: WrittenPlace
    """Below ``Henkilo``: SiviilisaatykoodiTyyppi."""


class OrganisationElements(RoomSettings):
    """A guardian that is no person: below the guardianship's element."""

    element: WrittenPlace
    name: WrittenPlace


class GuardianshipElements(RoomSettings):
    """A guardianship, or a guardianship by mandate: below ``element``, but for ``stated``."""

    stated: WrittenPlace | None = None
    """Below ``Henkilo``: 1 when one is in force, of products that do not have the group."""
    element: WrittenPlace | None = None
    ends: WrittenPlace = Place("Paattymispvm")
    """Blank, or a day that has not passed: in force."""
    limits: WrittenPlace | None = None
    """RajoituskoodiTyyppi: 1 capacity not restricted, 2 in part, 3 declared incompetent."""
    task_division: WrittenPlace | None = None
    """TehtavienjakokoodiTyyppi: 1 when an order divides the tasks between several guardians."""
    people: WrittenPlace | None = None
    people_ends: WrittenPlace | None = None
    """Below each person or organisation."""
    people_names: NameElements | None = None
    organisations: tuple[OrganisationElements, ...] = ()

    @model_validator(mode="after")
    def _stands_somewhere(self) -> GuardianshipElements:
        if self.stated is None and self.element is None:
            raise ValueError("needs stated or element")
        if (self.people is None) is not (self.people_names is None):
            raise ValueError("people and people_names go together")
        return self


class CustodianElements(NameElements):
    """Whoever has the custody of a minor."""

    element: WrittenPlace
    ends: WrittenPlace | None = None


class GuardianElements(RoomSettings):
    """Who speaks for the person."""

    guardianship: GuardianshipElements | None = None
    mandate: GuardianshipElements | None = None
    custodians: CustodianElements | None = None


class ResidentElements(RoomSettings):
    """How many live in the dwelling. Who they are is not read."""

    count: WrittenPlace


class Product(RoomSettings):
    """One product, and the groups of data that its reply has."""

    name: str = Field(min_length=1)
    """``SoSoNimi``, exactly as in the permission."""
    minors_only: bool = False
    """Asked only about those under 18 on the business date: who has their custody."""
    person: PersonElements | None = None
    protection: ProtectionElements | None = None
    spouse: SpouseElements | None = None
    guardian: GuardianElements | None = None
    residents: ResidentElements | None = None

    @property
    def groups(self) -> frozenset[str]:
        """The groups of data in the reply."""
        names = (PERSON, PROTECTION, SPOUSE, GUARDIAN, RESIDENTS)
        return frozenset(name for name in names if getattr(self, name) is not None)


class Products(RoomSettings):
    """All that a county asks the register for."""

    products: tuple[Product, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _tell_all_that_is_needed(self) -> Products:
        if PERSON not in self.products[0].groups:
            raise ValueError("the first product must have the group person")
        everybody = [product for product in self.products if not product.minors_only]
        for group in (PERSON, PROTECTION, SPOUSE, GUARDIAN):
            having = [product for product in everybody if group in product.groups]
            if not having:
                raise ValueError(f"no product has the group {group}")
            if len(having) > 1 and group in (PERSON, SPOUSE):
                raise ValueError(f"two products have the group {group}")
        tells = max(
            number
            for number, product in enumerate(self.products)
            if product in everybody and product.groups & {PROTECTION, SPOUSE}
        )
        if any(RESIDENTS in product.groups for product in self.products[:tells]):
            raise ValueError("residents stand before protection or spouse is known")
        guardians = [product.guardian for product in everybody if product.guardian]
        for kind in ("guardianship", "mandate"):
            if not any(getattr(guardian, kind) for guardian in guardians):
                raise ValueError(f"no product has guardian.{kind}")
        return self


def read_products(file: Path) -> tuple[Product, ...]:
    """Read a county's file of products.

    Raises:
        ProductsUnreadable: it is missing, or wrong; says the file, the key and why.
    """
    forms = known_forms()
    try:
        written = yaml.safe_load(file.read_text("utf-8"))
        for product in written["products"]:
            _be_like(product, forms)
        return Products.model_validate(written).products
    except ValidationError as wrong:
        first = wrong.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ProductsUnreadable(file=file.name, key=key or "-", problem=first["msg"]) from None
    except KeyError as unknown:
        raise ProductsUnreadable(file=file.name, key=str(unknown.args[0]), problem="-") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, AttributeError):
        raise ProductsUnreadable(file=file.name, key="-", problem="-") from None


def places_of(model: BaseModel) -> Iterator[tuple[str, Place]]:
    """Every place of a mapping, with its key: what an engineer lays beside the product's schema."""
    for key in type(model).model_fields:
        value = getattr(model, key)
        for number, one in enumerate(value if isinstance(value, tuple) else (value,)):
            name = f"{key}.{number}" if isinstance(value, tuple) else key
            if isinstance(one, Place):
                yield name, one
            elif isinstance(one, BaseModel):
                yield from ((f"{name}.{inner}", place) for inner, place in places_of(one))


def _be_like(product: dict[str, Any], forms: dict[str, Any]) -> None:
    form = product.pop("like", None)
    if form is not None:
        for group, elements in forms[form].items():
            product.setdefault(group, elements)


@cache
def known_forms() -> dict[str, Any]:
    """The register's own forms, by the name that ``like`` calls them."""
    known: dict[str, Any] = yaml.safe_load(_KNOWN.read_text("utf-8"))["forms"]
    return known
