"""X-Road's own errors, alike in SOAP and REST: a dotted path that tells who failed.

``Client…`` our request; ``Server.ClientProxy…`` the county's own security server;
``Server.ServerProxy…`` the other end's; ``…ServiceFailed…`` the service behind it.

Source: X-Road: Message Protocol v4.0, 2.5; X-Road: Message Protocol for REST, 4.6.
"""

from __future__ import annotations

import re
from typing import Final

from robots.casework.errors import ReplyRefused, SourceUnusable, TryAgain

#: Faults that end in one of these need somebody to change a setting, a right or a certificate.
_NOT_BY_WAITING: Final = frozenset(
    {
        "AccessDenied",
        "InvalidSoapAction",
        "ServiceDisabled",
        "SslAuthenticationFailed",
        "UnknownMember",
        "UnknownService",
    }
)

_FAULT_CODE: Final = re.compile(r"[A-Za-z.]{1,100}")
_FAULT_DETAIL: Final = re.compile(r"[0-9a-fA-F-]{1,36}")


class ReplyToAnotherRequest(ReplyRefused):
    """The reply's id, client, service or request hash is not the request's."""

    code = "reply_to_another_request"


class SecurityServerRefused(SourceUnusable):
    """The security server or the service refuses whatever we send as we send it."""

    code = "security_server_refused"


class SecurityServerFault(TryAgain):
    """The security server, the network behind it or the service failed for the moment."""

    code = "security_server_fault"


def fault_of(code: str, detail: str) -> SecurityServerRefused | SecurityServerFault:
    """The error that a fault's code and detail tell.

    Its text is no argument: it may quote the request. The detail is a UUID that the support asks
    for. What has another form than they is left out, since it could say anything.
    """
    if not _FAULT_CODE.fullmatch(code):
        code = "?"
    if not _FAULT_DETAIL.fullmatch(detail):
        detail = "?"
    parts = code.split(".")
    if parts[0] == "Client" or parts[-1] in _NOT_BY_WAITING:
        return SecurityServerRefused(fault=code, detail=detail)
    return SecurityServerFault(fault=code, detail=detail)
