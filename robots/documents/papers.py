"""A handed-in file with its reading, and the records of the case that its figures become."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from robots.casework.answer import Attachment, Cost, Evidence, ForestHolding, Income
from robots.casework.identifiers import stable_id
from robots.casework.money import ZERO
from robots.casework.period import HELSINKI, day_in_finnish
from robots.casework.permit import Permit
from robots.casework.protocols import Clock
from robots.casework.words import CostKind, IncomeKind, Per, Role, Source
from robots.documents.reading import Figure, Reading
from robots.documents.remarks import shown

#: Kinds of file that are kept under their own suffix; any other is kept as bytes without meaning.
_SUFFIXES: Final = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic"})
#: A picture that shows a figure's own row and nothing else: no address is on it.
PLACE_SUFFIX: Final = ".place.png"
#: A picture of words that nobody knows before they are recognised: where an address is protected,
#: it is sealed with the paper.
RECOGNISED_SUFFIX: Final = ".png"


@dataclass(frozen=True, slots=True)
class Paper:
    """One file that was handed in."""

    number: int
    """Its place in the folder, counted from one: what the officer is told instead of its name."""
    reading: Reading
    evidence: Evidence
    """Of the document as a whole."""
    attachment: Attachment
    """The copy for the version's folder."""

    @property
    def pictures(self) -> tuple[Attachment, ...]:
        """Of the places of its figures, and of what was recognised on its pages."""
        figures = enumerate(self.reading.figure_pictures)
        pages = self.reading.page_pictures.items()
        return (
            *(Attachment(self._picture(index + 1), one) for index, one in figures),
            *(Attachment(self._page_picture(page), one) for page, one in sorted(pages)),
        )

    def _picture(self, figure: int) -> str:
        return f"{self._stem}-figure-{figure}{PLACE_SUFFIX}"

    def _page_picture(self, page: int) -> str:
        return f"{self._stem}-page-{page}{RECOGNISED_SUFFIX}"

    @property
    def _stem(self) -> str:
        return self.attachment.name.rpartition(".")[0]

    @classmethod
    def of(
        cls,
        number: int,
        file: Path,
        content: bytes,
        reading: Reading,
        permit: Permit,
        clock: Clock,
    ) -> Paper:
        """The file, as read on this permit. Its own name goes nowhere but into the evidence."""
        sha256 = hashlib.sha256(content).hexdigest()
        suffix = file.suffix.lower() if file.suffix.lower() in _SUFFIXES else ".bin"
        name = f"documents-{permit.role}-{number}{suffix}"
        values = {"number": str(number), "file": file.name}
        if reading.kind is not None:
            values |= {"title_fi": reading.title_fi, "title_sv": reading.title_sv}
        evidence = Evidence.on(
            permit,
            sha256,
            what="document_unknown" if reading.kind is None else "document",
            file=name,
            content=content,
            obtained_at=clock(),
            values=values,
        )
        return cls(number, reading, evidence, Attachment(name, content))

    def remarks(self) -> tuple[Evidence, ...]:
        """Who signed it, and the pictures of what was recognised on its pages."""
        signed = (
            replace(
                self.evidence,
                id=stable_id("e", Source.DOCUMENTS, self.evidence.id, "signature", index),
                what="document_signature",
                values=self.evidence.values
                | {
                    "signer": shown(signature.signer) or "–",
                    "day": "–" if signature.signed_at is None else _day(signature.signed_at),
                },
            )
            for index, signature in enumerate(self.reading.signatures)
        )
        recognised = (
            replace(
                self.evidence,
                id=stable_id("e", Source.DOCUMENTS, self.evidence.id, "page", page),
                what="document_recognised",
                page=page,
                picture=f"evidence/{self._page_picture(page)}",
            )
            for page in sorted(self.reading.page_pictures)
        )
        return (*signed, *recognised)

    def proof(self, index: int, figure: Figure) -> Evidence:
        """The place of one figure in the document."""
        own = next(number for number, one in enumerate(self.reading.records) if one is figure)
        picture = self._picture(own + 1) if self.reading.figure_pictures else None
        return replace(
            self.evidence,
            id=stable_id("e", Source.DOCUMENTS, self.evidence.id, index),
            what="document_figure",
            place=figure.name,
            page=figure.place.page,
            box=figure.place.box,
            picture=f"evidence/{picture}" if picture else None,
            values=self.evidence.values | {"name": figure.name},
        )


def _day(at: datetime) -> str:
    day = at.astimezone(HELSINKI).date()
    return day_in_finnish(day)


def income_of(figure: Figure, kind: IncomeKind, role: Role, proof: Evidence) -> Income:
    """The income that a figure of a document is."""
    return Income(
        id=stable_id("i", proof.id),
        role=role,
        source=Source.DOCUMENTS,
        kind=kind,
        name=figure.name,
        payer=figure.payer,
        per=figure.per,
        gross=figure.gross,
        tax=figure.tax,
        net=figure.net,
        costs=figure.costs,
        period=figure.period,
        paid_on=figure.paid_on,
        tax_year=figure.tax_year,
        payer_id=figure.payer_id,
        in_force_until=figure.period.end if figure.period and figure.per is Per.MONTH else None,
        marks=figure.marks,
        evidence=(proof.id,),
    )


def forest_of(figure: Figure, role: Role, proof: Evidence) -> ForestHolding:
    """The forest land that a figure of a document is; a layout gives it its hectares."""
    assert figure.hectares is not None
    return ForestHolding(
        id=stable_id("f", proof.id),
        role=role,
        source=Source.DOCUMENTS,
        municipality=figure.name,
        hectares=figure.hectares,
        interest=figure.interest or ZERO,
        tax_year=figure.tax_year,
        evidence=(proof.id,),
    )


def cost_of(figure: Figure, kind: CostKind, role: Role, proof: Evidence) -> Cost:
    """The cost that a figure of a document is; a layout gives every cost its amount."""
    assert figure.amount is not None
    return Cost(
        id=stable_id("c", proof.id),
        role=role,
        source=Source.DOCUMENTS,
        kind=kind,
        name=figure.name,
        payee=figure.payer,
        amount=figure.amount,
        per=figure.per,
        period=figure.period,
        marks=figure.marks,
        evidence=(proof.id,),
    )
