"""The county's proxy: where it is, who signs in to it, and how the password gets to it.

The password is no setting. It comes from the vault, by :meth:`WithProxy.signing_in`, lies in no
field, and is in no address: addresses stand in errors, logs and representations.
"""

from __future__ import annotations

import base64
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, field_validator, model_validator
from requests.adapters import HTTPAdapter

from robots.casework.settings import RoomSettings


class WithProxy(RoomSettings):
    """A table of ``county.toml`` with the way to a service that may lead through a proxy."""

    proxy: str | None = None
    """The http address of the county's proxy; what the machine's environment or system says is
    left aside."""
    proxy_user: str | None = Field(default=None, pattern=r"^[^:]+$")
    """Who signs in to it (HTTP Basic, RFC 7617: no colon), where it asks; the password is the
    vault's: ``proxies``."""
    _proxy_password: str = PrivateAttr(default="")

    def signing_in(self, password: str) -> Self:
        """The same, with the password of :attr:`proxy_user`."""
        made = self.model_copy()
        made._proxy_password = password
        return made

    @property
    def proxy_password(self) -> str:
        """Of :attr:`proxy_user`; empty where nobody signs in."""
        return self._proxy_password

    @property
    def proxy_headers(self) -> dict[str, str]:
        """What the proxy is told beside where to go: by HTTP Basic, in UTF-8 (RFC 7617)."""
        if self.proxy_user is None:
            return {}
        pair = f"{self.proxy_user}:{self._proxy_password}".encode()
        return {"Proxy-Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}

    @field_validator("proxy")
    @classmethod
    def _is_plain_http(cls, proxy: str | None) -> str | None:
        return None if proxy is None else plain_address(proxy, "http")

    @model_validator(mode="after")
    def _signs_in_somewhere(self) -> Self:
        if self.proxy_user is not None and self.proxy is None:
            raise ValueError("proxy_user: there is no proxy to sign in to")
        return self


class ProxyAdapter(HTTPAdapter):
    """Signs in to the proxy of the settings; to no other, since a session of ours has no other."""

    def __init__(self, settings: WithProxy) -> None:
        self._to_proxy = settings.proxy_headers
        super().__init__(max_retries=0)

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        return dict(self._to_proxy)


def plain_address(address: str, scheme: str) -> str:
    """The address without its last slash.

    Raises:
        ValueError: it has another scheme, names no host, or has a user, query or fragment.
    """
    parts = urlsplit(address)
    if parts.scheme != scheme or not parts.hostname:
        raise ValueError(f"must start with {scheme}:// and name a host")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("must be a plain address, without user, query or fragment")
    return address.rstrip("/")
