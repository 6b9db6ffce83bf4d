"""Certificates made at start, for one run of the stand-ins, in a folder that goes with it."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: The made-up county's business id (Y-tunnus); the check digit is right, nobody has the number.
COUNTY_BUSINESS_ID = "9990000-8"
COUNTY_NAME = "Kuusirannan hyvinvointialue"

#: The name in the security server's self-signed certificate: as in life, not its address's host.
SECURITY_SERVER_NAME = "liityntapalvelin.kuusiranta.example"

_LIFETIME = timedelta(days=365)
_SLACK = timedelta(hours=1)
"""Clocks differ."""


@dataclass(frozen=True)
class Issued:
    """A certificate with its key, loaded and as PEM files."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    certificate_file: Path
    key_file: Path

    @property
    def common_name(self) -> str:
        return common_name(self.certificate)


class Authority:
    """A certificate authority: its own certificate, and what it issues."""

    def __init__(self, folder: Path, name: str, issuer: Authority | None = None) -> None:
        self._folder = folder
        self.own = _make(folder, _name(name), issuer=issuer and issuer.own, is_authority=True)

    @property
    def file(self) -> Path:
        """Its certificate as PEM: what the other end trusts."""
        return self.own.certificate_file

    def issue(
        self,
        name: str,
        *,
        organisation: str | None = None,
        hosts: Sequence[str] = (),
        file: str | None = None,
        begins: timedelta = -_SLACK,
        lifetime: timedelta = _LIFETIME,
    ) -> Issued:
        """A leaf for a server (with ``hosts``), a client or a signer; ``file`` names its files.

        It is good from ``begins`` after now, for ``lifetime``.
        """
        return _make(
            self._folder,
            _name(name, organisation),
            issuer=self.own,
            hosts=hosts,
            file=file,
            begins=begins,
            lifetime=lifetime,
        )


class Certificates:
    """Everybody's certificates in the made-up world."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.server_authority = Authority(folder, "Standin Server CA")
        self.server = self.server_authority.issue("localhost", hosts=("localhost", "127.0.0.1"))

        self.security_server = _make(
            folder, _name(SECURITY_SERVER_NAME), issuer=None, hosts=(SECURITY_SERVER_NAME,)
        )

        self.data_user_authority = Authority(folder, "IR Test Income Data Users Issuing CA v1")
        self.county = self.data_user_authority.issue(
            COUNTY_BUSINESS_ID, organisation=COUNTY_NAME, file="county"
        )

        self.services_root = Authority(folder, "IR Services Test Root CA v1")
        self.services_authority = Authority(
            folder, "IR Services Test Issuing CA v1", self.services_root
        )
        self.services_signer = self.services_authority.issue(
            "Tulorekisteri (standin)", organisation="Verohallinto"
        )

        self.vero_authority = Authority(folder, "Vero Test Issuing CA")
        self.county_at_vero = self.vero_authority.issue(
            COUNTY_BUSINESS_ID, organisation=COUNTY_NAME, file="county-at-vero"
        )


def common_name(certificate: x509.Certificate) -> str:
    """The subject's common name."""
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _name(name: str, organisation: str | None = None) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "FI")]
    if organisation:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, name))
    return x509.Name(attributes)


def _make(
    folder: Path,
    subject: x509.Name,
    *,
    issuer: Issued | None,
    is_authority: bool = False,
    hosts: Sequence[str] = (),
    file: str | None = None,
    begins: timedelta = -_SLACK,
    lifetime: timedelta = _LIFETIME,
) -> Issued:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signing_key = issuer.key if issuer else key
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + begins + lifetime)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
        .add_extension(_usage(is_authority), critical=True)
    )
    if not is_authority:
        purposes = [ExtendedKeyUsageOID.CLIENT_AUTH]
        if hosts:
            purposes.append(ExtendedKeyUsageOID.SERVER_AUTH)
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if hosts:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False
        )
    certificate = builder.sign(signing_key, hashes.SHA256())
    stem = file or common_name(certificate).replace(" ", "-").lower()
    issued = Issued(certificate, key, folder / f"{stem}.pem", folder / f"{stem}-key.pem")
    issued.certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    issued.key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return issued


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=not is_authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
