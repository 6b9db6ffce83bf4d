"""Forms, signatures and active contents: shown to the officer, never counted."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
from cryptography.x509.oid import NameOID
from documents_world import CODE, OTHER_CODE, paper, read
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.texts import Language, text
from robots.casework.words import Role, Severity
from robots.documents.judgement import judge
from robots.documents.reading import Reading, ReadState, from_wire, to_wire
from robots.documents.remarks import Active, Seal

SIGNER = "Esimerkkiviraston allekirjoittaja"
PERSON = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
PERIOD = Period(date(2025, 3, 1), date(2026, 3, 16))


def _told(reading: Reading) -> dict[str, tuple[Severity, str]]:
    judged = judge(reading, 1, PERSON, PERIOD, "e-1")
    return {
        one.code: (
            one.severity,
            " ".join(text(f"findings.{one.code}", language, **one.values) for language in Language),
        )
        for one in judged.findings
    }


# --- forms -------------------------------------------------------------------------------------


def _form(*, ticked: bool = True, **values: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=1)
    fields = {"osoite": "Osoite", "netto": "Nettotulot kuukaudessa", "alkaen": "Alkaen"}
    for row, (name, label) in enumerate(fields.items()):
        y = 700 - 40 * row
        canvas.drawString(60, y, label)
        canvas.acroForm.textfield(
            name=name, x=300, y=y - 5, width=200, height=20, value=values.get(name, "")
        )
    canvas.drawString(60, 500, "Hakijan muu selvitys")
    canvas.acroForm.textfield(
        name="muu", x=60, y=470, width=300, height=20, value=values.get("muu", "")
    )
    canvas.acroForm.checkbox(name="rasti", x=60, y=430, checked=ticked)
    canvas.drawString(90, 432, "Asun vuokralla")
    canvas.save()
    return file.getvalue()


def test_what_is_written_in_a_form_is_read_from_its_fields_with_the_labels_beside_them() -> None:
    filled = {"netto": "1 234,56", "alkaen": "1.1.2026", "osoite": "Öljytie 1 A 2"}
    reading = read(_form(**filled, muu="Kaksi huonetta"))
    assert (reading.state, reading.records) == (ReadState.FORM, ())
    assert [(one.name, one.label, one.value, one.page) for one in reading.form_values] == [
        ("osoite", "Osoite", "Öljytie 1 A 2", 1),
        ("netto", "Nettotulot kuukaudessa", "1 234,56", 1),
        ("alkaen", "Alkaen", "1.1.2026", 1),
        ("muu", "Hakijan muu selvitys", "Kaksi huonetta", 1),
        ("rasti", "Asun vuokralla", "X", 1),
    ]
    assert all(one.agreed for one in reading.form_values)
    left, top, right, bottom = reading.form_values[1].box
    assert (left, right) == (Decimal("300.0"), Decimal("500.0"))
    assert 842 - 660 - 20 < top < bottom < 842 - 650
    assert from_wire(to_wire(reading)) == reading


def _written_twice(above: str, below: str) -> bytes:
    """A form with one field, whose value stands in the field and again in what is seen of it."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R] >>",
        f"<< /FT /Tx /T (netto) /V ({above}) /Kids [5 0 R] >>",
        "<< /Type /Annot /Subtype /Widget /Parent 4 0 R /Rect [300 600 500 620]"
        f" /F 4 /V ({below}) >>",
    ]
    file, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(file))
        file += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return file + f"{end}startxref\n{len(file)}\n%%EOF\n".encode()


@pytest.mark.parametrize(("below", "agreed"), [("1 234,56", True), ("9 999,99", False)])
def test_a_value_that_two_readers_see_differently_is_not_agreed(below: str, agreed: bool) -> None:
    (value,) = read(_written_twice("1 234,56", below)).form_values
    assert (value.name, value.agreed) == ("netto", agreed)
    assert value.value == "1 234,56"


def test_no_identity_code_of_a_form_is_printed_whole() -> None:
    reading = read(_form(muu=f"Puoliso {OTHER_CODE}"))
    (value,) = [one for one in reading.form_values if one.name == "muu"]
    assert OTHER_CODE in value.value
    printed = json.dumps(reading.as_json(), ensure_ascii=False)
    assert OTHER_CODE not in printed
    assert f"Puoliso {OTHER_CODE[:7]}****" in printed


def test_the_officer_is_told_a_forms_amounts_and_days_but_no_address() -> None:
    reading = read(_form(netto="1 234,56", alkaen="1.1.2026", osoite="Öljytie 1 A 2"))
    severity, sentence = _told(reading)["document_form"]
    assert severity is Severity.QUESTION
    assert "Nettotulot kuukaudessa: 1 234,56; Alkaen: 1.1.2026" in sentence
    assert "Öljytie" not in sentence


def test_a_form_with_nothing_in_it_says_so() -> None:
    reading = read(_form(ticked=False))
    assert (reading.state, reading.form_values) == (ReadState.FORM, ())
    assert "document_form_empty" in _told(reading)


def test_a_form_whose_fields_only_adobe_reader_shows_is_for_a_person() -> None:
    reading = read(_acting("/AcroForm << /XFA (x) /Fields [] >>"))
    assert (reading.state, reading.reason.code) == (ReadState.FORM, "document_form_empty")


# --- signatures --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signer() -> signers.SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = Name([NameAttribute(NameOID.COMMON_NAME, SIGNER)])
    now = datetime.now(UTC)
    certificate = (
        CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    der, pkcs8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(der, pkcs8, serialization.NoEncryption())
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


@pytest.fixture(scope="module")
def signed(signer: signers.SimpleSigner) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(paper("guardian_fee")))
    meta = signers.PdfSignatureMetadata(field_name="Allekirjoitus")
    return bytes(signers.sign_pdf(writer, meta, signer=signer).getvalue())


def test_an_intact_signature_of_the_whole_file_is_told_and_the_paper_is_used(
    signed: bytes,
) -> None:
    reading = read(signed)
    assert reading.state is ReadState.READ
    assert [(one.seal, one.signer) for one in reading.signatures] == [(Seal.WHOLE, SIGNER)]
    told = _told(reading)
    assert told["document_signature_whole"][0] is Severity.INFO
    assert SIGNER not in str(told)
    assert SIGNER not in str(reading.as_json())


def test_a_paper_changed_after_it_was_signed_is_not_used(signed: bytes) -> None:
    assert b"480,00" in signed
    reading = read(signed.replace(b"480,00", b"980,00"))
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())
    assert [one.seal for one in reading.signatures] == [Seal.BROKEN]
    assert "document_doubtful_signature" in _told(reading)


def test_a_paper_added_to_after_it_was_signed_is_not_used(signed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Rotate"] = page.get("/Rotate", 0)
    writer.update_container(page)
    writer.root["/Lisatty"] = page.raw_get("/Parent")
    writer.update_root()
    added = io.BytesIO()
    writer.write(added)
    reading = read(added.getvalue())
    assert [one.seal for one in reading.signatures] == [Seal.ADDED_TO]
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())
    assert "document_doubtful_added" in _told(reading)


# --- active contents ---------------------------------------------------------------------------


def _acting(entry: str) -> bytes:
    """A guardian's bill whose catalogue has one entry more, in place of one without meaning."""
    honest = paper("guardian_fee")
    place = honest.index(b"/PageMode /UseNone")
    return honest[:place] + entry.encode() + b" " + honest[place + len(b"/PageMode /UseNone") :]


@pytest.mark.parametrize(
    ("entry", "active", "code"),
    [
        ("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", Active.SCRIPTS, "scripts"),
        ("/OpenAction << /S /Launch /F (x.exe) >>", Active.ACTION, "action"),
        (
            "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /SubmitForm /F (x) >> >>",
            Active.ACTION,
            "action",
        ),
        ("/AA << /WC << /S /URI /URI (http://127.0.0.1/) >> >>", Active.ACTION, "action"),
        (
            "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>",
            Active.SCRIPTS,
            "scripts",
        ),
        (
            "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) >>] >> >>",
            Active.EMBEDDED_FILES,
            "embedded_files",
        ),
    ],
)
def test_what_acts_in_a_paper_is_told_and_the_paper_is_read(
    entry: str, active: Active, code: str
) -> None:
    reading = read(_acting(entry))
    assert reading.active == (active,)
    assert reading.state is ReadState.READ
    assert f"document_{code}" in _told(reading)


def test_a_place_to_show_first_is_no_action() -> None:
    assert read(_acting("/OpenAction [3 0 R /Fit]")).active == ()
    assert read(paper("guardian_fee")).active == ()
