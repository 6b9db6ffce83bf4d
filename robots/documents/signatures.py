"""Signatures in a file: is what was signed unchanged, and is it all of the file?

By pyHanko, without the network: whose certificate it is and whether it has been revoked is not
looked into. Only a file that says that it is signed is examined.
"""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from typing import Any, Final

import pypdfium2.raw as pdfium

from robots.documents.remarks import Seal, Signature
from robots.documents.structure import passwords_to_try

#: More is no letter.
_MOST: Final = 20


def signatures(document: Any, content: bytes, password: str | None) -> tuple[Signature, ...]:
    """Every signature of the file, in its order.

    None where it has no field for one, or nobody has signed in it.
    """
    count = pdfium.FPDF_GetSignatureCount(document)
    if count <= 0:
        return ()
    try:
        found = _examined(content, password)
    except MemoryError:
        raise
    except Exception:
        # The library's errors share no root but Exception; what fails in it is not vouched for.
        found = (Signature(Seal.UNCLEAR),) * min(count, _MOST)
    return found


def _examined(content: bytes, password: str | None) -> tuple[Signature, ...]:
    # A second to load, and hardly any paper is signed.
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.disable(logging.CRITICAL)
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    if reader.encrypted:
        reader.decrypt(passwords_to_try(password)[-1] or "")
    embedded: list[Any] = reader.embedded_signatures
    return tuple(_signature(one) for one in embedded[:_MOST])


def _signature(embedded: Any) -> Signature:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        status = validate_pdf_signature(embedded, signer_validation_context=nobody)
    except MemoryError:
        raise
    except Exception:  # as above
        return Signature(Seal.UNCLEAR)
    harmless = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
    if not (status.intact and status.valid):
        seal = Seal.BROKEN
    elif status.coverage is SignatureCoverageLevel.ENTIRE_FILE or (
        status.coverage is SignatureCoverageLevel.ENTIRE_REVISION
        and status.modification_level in harmless
    ):
        seal = Seal.WHOLE
    else:
        seal = Seal.ADDED_TO
    signer = ""
    with suppress(Exception):  # a certificate without a name is a certificate all the same
        signer = str(status.signing_cert.subject.native.get("common_name", ""))
    return Signature(seal, signer, status.signer_reported_dt)
