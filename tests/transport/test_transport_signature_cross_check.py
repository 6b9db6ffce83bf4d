"""Our signatures and those of another implementation (the XML Security Library) fit each other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import xmlsec
from lxml import etree

from devdata.standins.frame import Certificates, Issued
from robots.transport.signature import SignatureRefused, sign, verify

NAMESPACE = "http://www.tulorekisteri.fi/2017/1/BenefitReportsFromIR"
DOCUMENT = (
    f'<ir:BenefitReportsFromIR xmlns:ir="{NAMESPACE}"><Summary><NrOfReports>1</NrOfReports>'
    "</Summary><Amount>312.44</Amount><Name>Ääkkönen &amp; Öljy</Name>"
    "</ir:BenefitReportsFromIR>"
).encode()
ENVELOPE = b'<s:Envelope xmlns:s="urn:s" xmlns:other="urn:o"><s:Body>%s</s:Body></s:Envelope>'


@pytest.fixture
def signer(certificates: Certificates) -> Issued:
    return certificates.services_signer


def accepts(document: bytes, certificates: Certificates) -> bool:
    """Whether the other implementation takes the signature, by a signer it can trace."""
    trusted = xmlsec.KeysManager()
    for authority in (certificates.services_root, certificates.services_authority):
        trusted.load_cert(str(authority.file), xmlsec.KeyFormat.PEM, xmlsec.KeyDataType.TRUSTED)
    signature = xmlsec.tree.find_node(etree.fromstring(document), xmlsec.Node.SIGNATURE)
    try:
        xmlsec.SignatureContext(trusted).verify(signature)
    except xmlsec.Error:
        return False
    return True


def signed_by_the_other(document: bytes, signer: Issued) -> bytes:
    """The document with the signature that section 1.5 of the interface wants, made by xmlsec."""
    root = etree.fromstring(document)
    signature = xmlsec.template.create(
        root, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds"
    )
    root.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri="")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    key_info = xmlsec.template.ensure_key_info(signature)
    xmlsec.template.x509_data_add_certificate(xmlsec.template.add_x509_data(key_info))
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(signer.key_file), xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_file(str(signer.certificate_file), xmlsec.KeyFormat.PEM)
    context.sign(signature)
    return etree.tostring(root)


def test_the_other_accepts_what_we_sign(certificates: Certificates, signer: Issued) -> None:
    signed = sign(etree.fromstring(DOCUMENT), signer.certificate, signer.key)
    assert accepts(signed, certificates)


def test_the_other_refuses_it_once_an_amount_is_changed(
    certificates: Certificates, signer: Issued
) -> None:
    signed = sign(etree.fromstring(DOCUMENT), signer.certificate, signer.key)
    assert not accepts(signed.replace(b"312.44", b"912.44"), certificates)


def test_the_other_refuses_a_signer_whom_it_cannot_trace(certificates: Certificates) -> None:
    stranger = certificates.county
    signed = sign(etree.fromstring(DOCUMENT), stranger.certificate, stranger.key)
    assert not accepts(signed, certificates)


def test_we_accept_what_the_other_signs(certificates: Certificates, signer: Issued) -> None:
    signed = signed_by_the_other(DOCUMENT, signer)
    tree = verify(signed, certificates.services_authority.file, at=datetime.now(UTC))
    assert tree.tag == f"{{{NAMESPACE}}}BenefitReportsFromIR"
    assert tree.findtext("Amount") == "312.44"
    assert tree.findtext("Name") == "Ääkkönen & Öljy"


def test_we_accept_it_in_an_envelope_too(certificates: Certificates, signer: Issued) -> None:
    enveloped = etree.fromstring(ENVELOPE % signed_by_the_other(DOCUMENT, signer))
    document = etree.tostring(enveloped[0][0], with_tail=False)
    tree = verify(document, certificates.services_authority.file, at=datetime.now(UTC))
    assert tree.findtext("Amount") == "312.44"


def test_we_refuse_the_others_once_an_amount_is_changed(
    certificates: Certificates, signer: Issued
) -> None:
    signed = signed_by_the_other(DOCUMENT, signer).replace(b"312.44", b"912.44")
    with pytest.raises(SignatureRefused):
        verify(signed, certificates.services_authority.file, at=datetime.now(UTC))
