"""Sends a message through the county's mail server, with RPA.Email.ImapSmtp.

The library builds and sends the message; the connection is ours. Its own one asks the server for
STARTTLS without looking at the certificate, and goes on in the open where the server has none: the
password would be anybody's. Nor does it write the Date that mail servers expect (RFC 5322 3.6).
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from robots.casework.errors import ApplicationError
from robots.county.reporting import MailSecurity, MailSettings
from robots.reports.mail import Mail

LONGEST_SECONDS: Final = 30.0


class MailServerUnreachable(ApplicationError):
    """No connection to the mail server, or it broke off."""

    code = "mail_server_unreachable"


class MailServerUntrusted(ApplicationError):
    """The server's certificate is not trusted, or it has no STARTTLS; nothing was sent."""

    code = "mail_server_untrusted"


class MailSignInRefused(ApplicationError):
    """The mail server does not take the account or its password."""

    code = "mail_sign_in_refused"


class MailRefused(ApplicationError):
    """The mail server does not take the message, or not for every recipient."""

    code = "mail_refused"


def send(
    mail: Mail, settings: MailSettings, *, password: str | None, at: datetime, message_id: str
) -> None:
    """Send one message to every recipient.

    Args:
        password: of the account, where there is one.
        at: the moment of sending, with its zone.
        message_id: what makes the message one of a kind; without ``@`` and what follows.

    Raises:
        MailServerUnreachable, MailServerUntrusted, MailSignInRefused, MailRefused
    """
    # Heavy: imported only where mail is sent.
    from RPA.Email.ImapSmtp import ImapSmtp

    logging.getLogger("RPA.Email.ImapSmtp").setLevel(logging.ERROR)
    domain = settings.sender.rpartition("@")[2]
    headers = (
        f"Date: {format_datetime(at)}\r\n"
        f"Message-ID: <{message_id}@{domain}>\r\n"
        "Auto-Submitted: auto-generated\r\n"
    )
    with closing(_Connection(_connected(settings, password), headers)) as connection:
        library = ImapSmtp(smtp_server=settings.server, smtp_port=settings.port)
        library.smtp_conn = connection
        try:
            library.send_message(
                sender=settings.sender,
                recipients=list(settings.recipients),
                subject=mail.subject,
                body=mail.body,
                attachments=[str(one) for one in mail.attachments],
                attachment_position="bottom",
            )
        except (OSError, ValueError) as error:
            if isinstance(
                error.__cause__, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused
            ):
                raise MailRefused(refused=len(settings.recipients)) from None
            raise MailServerUnreachable(trouble=type(error.__cause__ or error).__name__) from None
        finally:
            library.smtp_conn = None  # the connection is ours to close
    if connection.refused:
        raise MailRefused(refused=connection.refused)


class _Connection:
    """What the library needs of a connection, with the headers that it leaves out."""

    def __init__(self, server: smtplib.SMTP, headers: str) -> None:
        self._server = server
        self._headers = headers
        self.refused = 0
        """Recipients that the server did not take, while it took others."""

    def sendmail(self, from_addr: str, to_addrs: Sequence[str], msg: str) -> None:
        """As the library calls it."""
        self.refused = len(self._server.sendmail(from_addr, to_addrs, self._headers + msg))

    def close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._server.quit()


def _connected(settings: MailSettings, password: str | None) -> smtplib.SMTP:
    trusted = settings.trusted_certificates
    try:
        context = ssl.create_default_context(cafile=str(trusted) if trusted else None)
        if settings.security is MailSecurity.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.server, settings.port, timeout=LONGEST_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(settings.server, settings.port, timeout=LONGEST_SECONDS)
        try:
            if settings.security is MailSecurity.STARTTLS:
                server.starttls(context=context)
            if settings.account is not None and password is not None:
                server.login(settings.account, password)
        except BaseException:
            server.close()
            raise
    except (ssl.SSLError, smtplib.SMTPNotSupportedError):
        raise MailServerUntrusted() from None
    except smtplib.SMTPAuthenticationError:
        raise MailSignInRefused() from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerUnreachable(trouble=type(error).__name__) from None
    return server
