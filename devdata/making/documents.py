"""Makes the papers of the made-up people: what clients hand in, and Kela's decisions.

One paper for each entry of a person file's ``documents:`` and for each Kela decision; what the
values of a template mean stands in ``README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pypdfium2
from PIL import Image

from devdata.making.letter import Letter, day, picture_letter
from devdata.making.templates import TEMPLATES, Values
from devdata.making.words import COMMON

PASSWORD: Final = "salainen"
_DATE: Final = date(2026, 2, 20)
_SCANNER_DPI: Final = 120
_POINTS_AN_INCH: Final = 72
_CLIENTS_FOLDER: Final = "asiakirjat"
_SPOUSES_FOLDER: Final = "puoliso"


def make_documents(person_file: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write a case's papers under ``folder/cases/<case id>/asiakirjat/``.

    Args:
        person_file: a file of ``devdata/county/people``, its amounts as ``Decimal``.
        folder: the county's folder.

    Returns:
        The files, in the order of ``documents:``.
    """
    handed_in = folder / "cases" / person_file["case"]["id"] / _CLIENTS_FOLDER
    made = []
    for document in person_file.get("documents") or []:
        owner = document.get("owner", "client")
        target = handed_in if owner == "client" else handed_in / _SPOUSES_FOLDER
        content = make_document(
            person_file[owner],
            document["template"],
            document.get("language", "fi"),
            document.get("values") or {},
            document.get("damage", "none"),
        )
        made.append(_written(target / document["file"], content))
    return made


def make_kela_decisions(person_file: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the decisions of everybody in a person file as ``folder/<number>.pdf``."""
    people = [person for role in ("client", "spouse") if (person := person_file.get(role))]
    return [
        _written(folder / f"{benefit['decision']['number']}.pdf", make_kela_decision(one, benefit))
        for one in people
        for benefit in (one.get("kela") or {}).get("benefits") or []
        if benefit.get("decision")
    ]


def make_kela_decision(person: Mapping[str, Any], benefit: Mapping[str, Any]) -> bytes:
    """Kela's decision on one benefit, as its pages offer it for download."""
    period = {"from": benefit["from"], "until": benefit.get("until")}
    tax = benefit.get("tax") or None  # no tax is withheld: the letter prints a dash
    rows: list[Values] = [
        {
            "name": f"{benefit['name']}, {component['name'].lower()}",
            "gross": component["gross"],
            **period,
        }
        for component in benefit.get("components") or []
    ]
    rows = rows or [{"name": benefit["name"], "gross": benefit["gross"], "tax": tax, **period}]
    values = {
        "date": benefit["decision"]["date"],
        "number": benefit["decision"]["number"],
        "benefits": rows,
    }
    return make_document(person, "kela_decision", "fi", values)


def make_document(
    person: Mapping[str, Any],
    template: str,
    language: str,
    values: Values,
    damage: str = "none",
) -> bytes:
    """One paper about one person, damaged if so wished."""
    password = PASSWORD if damage == "locked" else None
    letter = _letter(person, template, language, values, password, damage == "doubled")
    if damage == "half_scanned":
        annex = _letter(person, template, language, values, None, False).bytes()
        letter.picture_page(pictures(annex)[0])
    content = letter.bytes()
    return picture_letter(pictures(content)) if damage == "scanned" else content


def _letter(
    person: Mapping[str, Any],
    template: str,
    language: str,
    values: Values,
    password: str | None,
    doubled: bool,
) -> Letter:
    letter = Letter(
        sender(template, values), COMMON[language]["page"], password=password, doubled=doubled
    )
    write(letter, person, template, language, values)
    return letter


def write(
    letter: Letter, person: Mapping[str, Any], template: str, language: str, values: Values
) -> None:
    """Fill a letter: its head with the person's name and code, and what the template says."""
    words = COMMON[language]
    letter.field(words["date"], day(values.get("date", _DATE)))
    letter.line(f"{person['first_names']} {person['last_name']}")
    if address := person.get("address"):
        letter.line(address["street"])
        letter.line(f"{address['postal_code']} {address['post_office']}")
    code = values.get("identity_code", person["identity_code"])
    if code != "none":
        letter.field(f"{words['code']}:", code)
    TEMPLATES[template](letter, language, values)


def sender(template: str, values: Values) -> str:
    """Who wrote the paper."""
    authorities = {
        "kela_payment_notice": "Kela – FPA",
        "kela_daily_decision": "Kela – FPA",
        "incomes_register_extract": "Tulorekisteri – Inkomstregistret",
        "cutting_value_statement": "Metsäkeskus – Skogscentralen",
    }
    named = authorities | {
        "pension_decision": values.get("payer", "Keva"),
        "kela_decision": "Kela – FPA",
        "pension_record": "Eläketurvakeskus",
        "maintenance_agreement": "Lastenvalvoja",
        "tax_decision": "Verohallinto – Skatteförvaltningen",
        "pre_completed_tax_return": "Verohallinto – Skatteförvaltningen",
    }
    keys = ("employer", "landlord", "pharmacy", "payee", "bank", "payer", "company")
    return str(named.get(template) or next(values[key] for key in keys if key in values))


def pictures(content: bytes) -> list[Image.Image]:
    """Each page as a scanner sees it."""
    document = pypdfium2.PdfDocument(content)
    try:
        scale = _SCANNER_DPI / _POINTS_AN_INCH
        return [page.render(scale=scale, grayscale=True).to_pil() for page in document]
    finally:
        document.close()


def _written(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file
