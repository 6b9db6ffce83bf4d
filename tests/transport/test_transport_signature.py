from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from robots.transport.errors import CertificateUnreadable, ReplyNotUnderstood
from robots.transport.signature import SignatureRefused, load_certificate, load_key, sign, verify

DS = "{http://www.w3.org/2000/09/xmldsig#}"
NOW = dt.datetime(2026, 3, 16, 9, 0, tzinfo=dt.UTC)
DOCUMENT = (
    b'<ir:Report xmlns:ir="http://www.tulorekisteri.fi/2017/1/BenefitReportsFromIR">'
    b"<Summary><NrOfReports>1</NrOfReports></Summary><Amount>312.44</Amount></ir:Report>"
)


@dataclass(frozen=True)
class Identity:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def pem(self, folder: Path) -> Path:
        file = folder / f"{self.certificate.serial_number}.pem"
        file.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return file


def issue(
    name: str, issuer: Identity | None = None, *, ca: bool = False, signs: bool = True
) -> Identity:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(signs and not ca, False, not signs, False, False, ca, ca, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=30))
        .not_valid_after(NOW + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                (issuer.key if issuer else key).public_key()
            ),
            critical=False,
        )
    )
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


@pytest.fixture(scope="module")
def root() -> Identity:
    return issue("Root", ca=True)


@pytest.fixture(scope="module")
def issuing(root: Identity) -> Identity:
    return issue("Issuing CA v1", root, ca=True)


@pytest.fixture(scope="module")
def leaf(issuing: Identity) -> Identity:
    return issue("1234567-1", issuing)


@pytest.fixture
def anchor(issuing: Identity, tmp_path: Path) -> Path:
    return issuing.pem(tmp_path)


def signed_by(identity: Identity, document: bytes = DOCUMENT) -> bytes:
    return sign(etree.fromstring(document), identity.certificate, identity.key)


def test_the_signature_has_the_agreed_form(leaf: Identity) -> None:
    signed = etree.fromstring(signed_by(leaf))

    signature = signed[-1]
    assert signature.tag == DS + "Signature"
    algorithms = [one.get("Algorithm") for one in signature.iter() if one.get("Algorithm")]
    assert algorithms == [
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/04/xmlenc#sha256",
    ]
    assert [one.get("URI") for one in signature.iter(DS + "Reference")] == [""]
    key_info = signature.find(DS + "KeyInfo")
    assert [one.tag for one in key_info.iter()][1:] == [DS + "X509Data", DS + "X509Certificate"]


def test_what_was_signed_comes_back_without_the_signature(leaf: Identity, anchor: Path) -> None:
    tree = verify(signed_by(leaf), anchor, at=NOW)

    assert tree.findtext("Amount") == "312.44"
    assert tree.find(DS + "Signature") is None


def test_a_signed_document_survives_an_envelope_put_around_its_bytes(
    leaf: Identity, anchor: Path
) -> None:
    envelope = b'<s:E xmlns:s="urn:soap" xmlns:x="urn:x"><s:B>' + signed_by(leaf) + b"</s:B></s:E>"

    inner = etree.tostring(etree.fromstring(envelope)[0][0], with_tail=False)

    assert verify(inner, anchor, at=NOW).findtext("Summary/NrOfReports") == "1"


def test_an_amount_changed_after_signing_is_refused(leaf: Identity, anchor: Path) -> None:
    changed = signed_by(leaf).replace(b"312.44", b"912.44")

    with pytest.raises(SignatureRefused):
        verify(changed, anchor, at=NOW)


def test_an_unsigned_document_is_refused(anchor: Path) -> None:
    with pytest.raises(SignatureRefused):
        verify(DOCUMENT, anchor, at=NOW)


def test_a_signer_of_another_ca_is_refused(anchor: Path) -> None:
    stranger = issue("1234567-1", issue("Issuing CA v1", ca=True))

    with pytest.raises(SignatureRefused):
        verify(signed_by(stranger), anchor, at=NOW)


def test_the_root_ca_is_no_anchor_for_what_the_issuing_ca_gave(
    leaf: Identity, root: Identity, tmp_path: Path
) -> None:
    with pytest.raises(SignatureRefused):
        verify(signed_by(leaf), root.pem(tmp_path), at=NOW)


def test_a_ca_below_the_issuing_ca_cannot_speak_for_it(issuing: Identity, anchor: Path) -> None:
    below = issue("Sub CA", issuing, ca=True)
    signer = issue("1234567-1", below)
    with_chain = XMLSigner(
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
    ).sign(etree.fromstring(DOCUMENT), key=signer.key, cert=[signer.certificate, below.certificate])

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(with_chain), anchor, at=NOW)


def test_the_ca_itself_is_no_signer(issuing: Identity, anchor: Path) -> None:
    with pytest.raises(SignatureRefused):
        verify(signed_by(issuing), anchor, at=NOW)


def test_a_ca_below_cannot_sign_itself_either(issuing: Identity, anchor: Path) -> None:
    with pytest.raises(SignatureRefused):
        verify(signed_by(issue("Sub CA", issuing, ca=True)), anchor, at=NOW)


def test_a_certificate_for_something_else_is_no_signers(issuing: Identity, anchor: Path) -> None:
    with pytest.raises(SignatureRefused):
        verify(signed_by(issue("1234567-1", issuing, signs=False)), anchor, at=NOW)


@pytest.mark.parametrize("days", [-60, 60])
def test_a_certificate_out_of_its_time_is_refused(leaf: Identity, anchor: Path, days: int) -> None:
    with pytest.raises(SignatureRefused):
        verify(signed_by(leaf), anchor, at=NOW + dt.timedelta(days=days))


def test_a_signature_over_another_document_is_refused(leaf: Identity, anchor: Path) -> None:
    signed = etree.fromstring(signed_by(leaf))
    other = etree.fromstring(DOCUMENT.replace(b"312.44", b"1.00"))
    other.append(signed[-1])

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(other), anchor, at=NOW)


def test_a_signed_document_wrapped_inside_a_forged_one_is_refused(
    leaf: Identity, anchor: Path
) -> None:
    forged = etree.fromstring(DOCUMENT.replace(b"312.44", b"1.00"))
    forged.append(etree.fromstring(signed_by(leaf)))

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(forged), anchor, at=NOW)


def test_a_signature_over_a_part_is_refused(leaf: Identity, anchor: Path) -> None:
    document = DOCUMENT.replace(b"<Summary>", b'<Summary Id="part">')
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    signed = signer.sign(
        etree.fromstring(document), key=leaf.key, cert=[leaf.certificate], reference_uri="#part"
    )

    with pytest.raises(SignatureRefused, match="part_of_document"):
        verify(etree.tostring(signed), anchor, at=NOW)


def test_a_second_signature_inside_is_refused(leaf: Identity, anchor: Path) -> None:
    inner = etree.fromstring(signed_by(leaf))
    outer = etree.fromstring(b"<Outer/>")
    outer.append(inner)

    with pytest.raises(SignatureRefused, match="more_than_one"):
        verify(signed_by(leaf, etree.tostring(outer)), anchor, at=NOW)


def test_a_signature_moved_deeper_is_refused(leaf: Identity, anchor: Path) -> None:
    signed = etree.fromstring(signed_by(leaf))
    signed.find("Summary").append(signed[-1])

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(signed), anchor, at=NOW)


def test_a_forged_document_beside_the_signed_one_in_the_signature_is_not_read(
    leaf: Identity, anchor: Path
) -> None:
    # A Signature may hold objects, which the enveloped transform takes out with it.
    signed = etree.fromstring(signed_by(leaf))
    forged = etree.SubElement(signed[-1], DS + "Object")
    forged.append(etree.fromstring(DOCUMENT.replace(b"312.44", b"1.00")))

    tree = verify(etree.tostring(signed), anchor, at=NOW)

    assert [one.text for one in tree.iter("Amount")] == ["312.44"]


def test_the_signed_original_inside_the_signature_of_a_forged_one_is_refused(
    leaf: Identity, anchor: Path
) -> None:
    signed = etree.fromstring(signed_by(leaf))
    forged = etree.fromstring(DOCUMENT.replace(b"312.44", b"1.00"))
    signature = etree.fromstring(etree.tostring(signed[-1]))
    etree.SubElement(signature, DS + "Object").append(signed)
    forged.append(signature)

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(forged), anchor, at=NOW)


def test_a_second_signature_beside_the_first_is_refused(leaf: Identity, anchor: Path) -> None:
    signed = etree.fromstring(signed_by(leaf))
    signed.append(etree.fromstring(etree.tostring(signed[-1])))

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(signed), anchor, at=NOW)


def test_two_elements_of_one_id_cannot_be_mistaken_for_each_other(
    leaf: Identity, anchor: Path
) -> None:
    document = DOCUMENT.replace(b"<Summary>", b'<Summary Id="part">')
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    signed = signer.sign(
        etree.fromstring(document), key=leaf.key, cert=[leaf.certificate], reference_uri="#part"
    )
    forged = etree.SubElement(signed, "Summary", Id="part")
    etree.SubElement(forged, "NrOfReports").text = "0"

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(signed), anchor, at=NOW)


def test_a_transform_that_leaves_something_out_is_refused(leaf: Identity, anchor: Path) -> None:
    signed = etree.fromstring(signed_by(leaf))
    transform = next(signed.iter(DS + "Transform"))
    etree.SubElement(transform, DS + "XPath").text = "not(self::Amount)"

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(signed), anchor, at=NOW)


@pytest.mark.parametrize("broken", [b"", b"AAAA", b"!", b"A" * 5000])
def test_a_signature_value_that_is_none_is_refused(
    leaf: Identity, anchor: Path, broken: bytes
) -> None:
    signed = etree.fromstring(signed_by(leaf))
    signed.find(f".//{DS}SignatureValue").text = broken.decode()

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(signed), anchor, at=NOW)


def test_the_anchor_is_one_ca(leaf: Identity, issuing: Identity, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(issuing.pem(tmp_path).read_bytes() + leaf.pem(tmp_path).read_bytes())

    for file in (both, leaf.pem(tmp_path), tmp_path / "missing.pem"):
        with pytest.raises(CertificateUnreadable):
            verify(signed_by(leaf), file, at=NOW)


@pytest.mark.parametrize(
    "signer",
    [
        XMLSigner(signature_algorithm=SignatureMethod.RSA_SHA512),
        XMLSigner(digest_algorithm=DigestAlgorithm.SHA512),
        XMLSigner(c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_1),
    ],
    ids=["signature method", "digest", "canonicalisation"],
)
def test_other_algorithms_are_refused(signer: XMLSigner, leaf: Identity, anchor: Path) -> None:
    signed = signer.sign(etree.fromstring(DOCUMENT), key=leaf.key, cert=[leaf.certificate])

    with pytest.raises(SignatureRefused):
        verify(etree.tostring(signed), anchor, at=NOW)


@pytest.mark.parametrize("text", [b"<a>", b"<!DOCTYPE a><a/>", b""])
def test_what_is_no_safe_xml_is_not_understood(text: bytes, anchor: Path) -> None:
    with pytest.raises(ReplyNotUnderstood):
        verify(text, anchor, at=NOW)


def test_the_signing_library_logs_no_document(
    leaf: Identity, anchor: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        verify(signed_by(leaf), anchor, at=NOW)

    assert "312.44" not in caplog.text


def test_unreadable_certificates_and_keys_are_named_without_their_folder(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("not a key")

    for load in (load_certificate, load_key):
        for one in (file, tmp_path / "missing.pem"):
            with pytest.raises(CertificateUnreadable) as refused:
                load(one)
            assert refused.value.context == {"file": one.name}


def test_an_encrypted_key_is_opened_with_its_passphrase(leaf: Identity, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    for encryption in (BestAvailableEncryption(b"opens"), NoEncryption()):
        file.write_bytes(leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        assert load_key(file, "opens").private_numbers() == leaf.key.private_numbers()

    file.write_bytes(
        leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"opens"))
    )
    for passphrase in (None, "", "another"):
        with pytest.raises(CertificateUnreadable):
            load_key(file, passphrase)
