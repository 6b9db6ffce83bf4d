"""Where an authority's service stands, which certificates are shown, and how long we wait."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from robots.transport.proxy import WithProxy, plain_address


class ConnectionSettings(WithProxy):
    """The way to one authority. The passphrase of an encrypted key is no setting: it is given to
    :class:`~robots.transport.https.Connection` from the vault; so is the proxy's password, with
    :meth:`~robots.transport.proxy.WithProxy.signing_in`."""

    address: str
    """The https address that every path is put behind."""
    client_certificate: Path
    """PEM, the county's own; with the chain behind it where the authority wants it."""
    client_key: Path
    """PEM; encrypted, or guarded by the file system's rights."""
    trusted_certificates: Path
    """PEM: the authority's issuing CA, or the certificate that the server itself exports."""
    pinned: bool = False
    """Whether ``trusted_certificates`` is the one certificate of the server itself, which is then
    the only one accepted, whatever name is in it: as a security server exports it."""
    expected_host_name: str | None = None
    """The name in the server's certificate, where it is not the address's host."""
    connect_timeout: float = Field(default=10, gt=0)
    """Seconds, also for the TLS handshake."""
    read_timeout: float = Field(default=60, gt=0)
    """Seconds without a byte."""
    longest_exchange: float = Field(default=180, gt=0)
    """Seconds from asking to the reply's last byte, so that nobody can hold us by dripping."""
    largest_reply: int = Field(default=20 * 1024 * 1024, gt=0)
    """Bytes."""
    attempts: int = Field(default=3, ge=1, le=3)

    @property
    def certificate_files(self) -> Mapping[str, Path]:
        """The files whose expiry ends the connection, by the settings' names."""
        return {
            "client_certificate": self.client_certificate,
            "trusted_certificates": self.trusted_certificates,
        }

    @field_validator("address")
    @classmethod
    def _is_plain_https(cls, address: str) -> str:
        return plain_address(address, "https")

    @model_validator(mode="after")
    def _one_way_to_know_the_server(self) -> ConnectionSettings:
        if self.pinned and self.expected_host_name is not None:
            raise ValueError("pinned: the certificate itself is expected, so no host name is")
        return self
