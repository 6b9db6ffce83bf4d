"""Enveloped XML signatures as the Incomes Register makes and demands them.

One reference to the whole document (``URI=""``), enveloped-signature and exclusive
canonicalisation, RSA with SHA-256, and the signer's certificate in ``X509Data``. Not WS-Security
and not XAdES. What was signed is what may be used: :func:`verify` returns that tree and no other.
"""

from __future__ import annotations

import logging
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from robots.casework.errors import SourceUnusable
from robots.transport.errors import CertificateUnreadable
from robots.transport.xml import Element, parse

# signxml writes every document that it signs or verifies to its debug log.
logging.getLogger("signxml").setLevel(logging.WARNING)

_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_EXCLUSIVE: Final = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
_INCLUSIVE_NAMESPACES: Final = f"{{{_EXCLUSIVE.value}}}InclusiveNamespaces"
_TRANSFORMS: Final = [SignatureConstructionMethod.enveloped.value, _EXCLUSIVE.value]


class SignatureRefused(SourceUnusable):
    """The reply is unsigned, changed after signing, or signed by somebody else: alert people."""

    code = "signature_refused"


def load_certificate(file: Path) -> x509.Certificate:
    """The first certificate of a PEM file: the owner's, where the chain stands behind it.

    Raises:
        CertificateUnreadable: missing, or no certificate.
    """
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError):
        raise CertificateUnreadable(file=file.name) from None


def load_issuing_ca(file: Path) -> x509.Certificate:
    """The one certificate of a PEM file: of the CA that gave the signers theirs.

    Raises:
        CertificateUnreadable: missing, several certificates, or not a CA's.
    """
    try:
        (certificate,) = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        raise CertificateUnreadable(file=file.name) from None
    if not _is_ca(certificate):
        raise CertificateUnreadable(file=file.name)
    return certificate


def load_key(file: Path, passphrase: str | None = None) -> RSAPrivateKey:
    """The private key of a PEM file.

    Args:
        passphrase: of an encrypted key; a key that is not encrypted needs none, and takes one.

    Raises:
        CertificateUnreadable: missing, encrypted otherwise, or no RSA key.
    """
    try:
        content = file.read_bytes()
        encrypted = b"ENCRYPTED" in content
        password = passphrase.encode() if passphrase and encrypted else None
        key = load_pem_private_key(content, password)
    except (OSError, ValueError, TypeError):
        raise CertificateUnreadable(file=file.name) from None
    if not isinstance(key, RSAPrivateKey):
        raise CertificateUnreadable(file=file.name)
    return key


def sign(document: Element, certificate: x509.Certificate, key: RSAPrivateKey) -> bytes:
    """The document with its signature as the root's last child, serialised once and for good.

    Put the bytes into an envelope as they are: whoever serialises them again may break them.
    """
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=_EXCLUSIVE,
    )
    signed = signer.sign(document, key=key, cert=[certificate])
    return etree.tostring(signed, encoding="utf-8", xml_declaration=False)


def verify(document: bytes | Element, issuing_ca: Path, *, at: datetime) -> Element:
    """The tree that was signed, by somebody to whom ``issuing_ca`` itself gave the certificate.

    The result has no signature in it any more, and no comments.

    Args:
        document: one XML document, its signature a child of the root; or such an element of a tree
            that :func:`robots.transport.xml.parse` made, which is taken out of it without its tail.
        issuing_ca: PEM of the authority's issuing CA alone, not of its root: no chain is built.
        at: when the certificates must be valid.

    Raises:
        SignatureRefused: no such signature; nothing of the document may be used.
        ReplyNotUnderstood: no well-formed XML, or with a DOCTYPE.
        CertificateUnreadable: the CA's file.
    """
    issuer = load_issuing_ca(issuing_ca)
    root = parse(document) if isinstance(document, bytes) else document
    root.tail = None
    try:
        # The verifier makes a document of its own of the root, and reads nothing around it.
        result = XMLVerifier().verify(
            root,
            ca_pem_file=str(issuing_ca),
            expect_config=SignatureConfiguration(
                location="./",
                expect_references=1,
                signature_methods=frozenset({SignatureMethod.RSA_SHA256}),
                digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
                verification_time=at,
            ),
        )
        assert isinstance(result, VerifyResult)
        _refuse_other_issuers(result, issuer)
    except Exception:
        # Whatever the verifier stumbles on is not verified; its messages may quote the document.
        raise SignatureRefused(why="not_valid") from None
    _refuse_other_forms(result)
    if (
        result.signed_xml is None
        or next(result.signed_xml.iter(_DS + "Signature"), None) is not None
    ):
        raise SignatureRefused(why="more_than_one")
    return result.signed_xml


def _refuse_other_forms(result: VerifyResult) -> None:
    """The reference must be the whole document, transformed as agreed: see what is signed.

    No id is ever looked up, so two elements of one id cannot be mistaken for each other.
    """
    signature = result.signature_xml
    canonicalisation = signature.find(f"{_DS}SignedInfo/{_DS}CanonicalizationMethod")
    reference = signature.find(f"{_DS}SignedInfo/{_DS}Reference")
    if reference is None or reference.get("URI") != "":
        raise SignatureRefused(why="part_of_document")
    transforms = list(reference.iter(_DS + "Transform"))
    if (
        canonicalisation is None
        or canonicalisation.get("Algorithm") != _EXCLUSIVE.value
        or [one.get("Algorithm") for one in transforms] != _TRANSFORMS
        # Such as an XPath that leaves a part of the document out.
        or any(child.tag != _INCLUSIVE_NAMESPACES for one in transforms for child in one)
    ):
        raise SignatureRefused(why="form")


def _refuse_other_issuers(result: VerifyResult, issuer: x509.Certificate) -> None:
    """A CA below the issuing CA, or the CA itself, may not speak for the authority."""
    signing_key = load_pem_public_key(result.signature_key)
    certificates = result.signature_xml.iter(_DS + "X509Certificate")
    signer = next(
        certificate
        for certificate in (_certificate(one.text or "") for one in certificates)
        if certificate.public_key() == signing_key
    )
    signer.verify_directly_issued_by(issuer)
    if signer == issuer or _is_ca(signer):
        raise ValueError("signed by a CA")
    if not _may_sign(signer):
        raise ValueError("signed with a certificate for something else")


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    """Whether the certificate is for signatures, as far as it says what it is for."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _certificate(text: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(b64decode(text))
