"""What can go wrong on the way to an authority and back, by what the caller does next."""

from __future__ import annotations

from robots.casework.errors import CannotStart, ReplyRefused, SourceUnusable, TryAgain


class CertificateUnreadable(CannotStart):
    """A certificate or key file of the settings is missing or is no certificate or key."""

    code = "certificate_unreadable"


class CertificateRefused(SourceUnusable):
    """One end does not accept the other's certificate, or answers HTTP 401 or 403."""

    code = "certificate_refused"
    refuses_us = True


class ProxyRefused(SourceUnusable):
    """The county's own proxy answers HTTP 407: it does not accept who signs in to it, or nobody
    does."""

    code = "proxy_refused"
    refuses_us = True


class ServiceUnavailable(TryAgain):
    """No connection, no reply in time, a broken reply, or HTTP 502, 503 or 504."""

    code = "service_unavailable"


class TooManyRequests(TryAgain):
    """HTTP 429: the authority asks for fewer requests."""

    code = "too_many_requests"


class ReplyTooLarge(ReplyRefused):
    """The reply is larger than the setting ``largest_reply`` allows."""

    code = "reply_too_large"


class ReplyNotUnderstood(ReplyRefused):
    """The reply is not the message that the protocol describes."""

    code = "reply_not_understood"
