"""Signing in to a mail server, over a way that is safe: TLS first, then a password or an OAuth2 token.

Nothing of what the server says is repeated, for it may hold what was sent; only the code in its answer (RFC 5530).
"""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from pdscan.errors import CredentialError, TargetError, UsageError
from pdscan_targets.imap_address import Address
from pdscan_targets.imap_problems import BUSY, NONSENSE, code_of

if TYPE_CHECKING:
    from pdscan_targets.imap_client import Client

_OTHER_NAME = (62, 64)
"""OpenSSL's numbers (X509_V_ERR_HOSTNAME_MISMATCH, …_IP_ADDRESS_MISMATCH) for a name or address that isn't there."""

_log = logging.getLogger(__name__)


class Busy(TargetError):  # noqa: N818 - a word for what it is
    """Too many connections, or something that passes by itself: another attempt may help."""


def signed_in(address: Address, password: Callable[[], str | None]) -> Client:
    """A new connection to the server, as our user.

    :param password: gives the password or the token; asked only when the URL has none.
    :raises pdscan.errors.CredentialError: when it is missing, or refused.
    :raises pdscan.errors.TargetError: when the server can't be reached, or its certificate isn't trusted.
    """
    secret = address.password or password()
    if not secret:
        what = "password" if address.sign_in == "password" else "OAuth2 token"
        raise CredentialError(f"{address}: there is no {what}; name its source in the config: `password: {{env: …}}`")
    client = _connected(address)
    try:
        _sign_in(client, address, secret)
    except BaseException:
        client.shutdown()
        raise
    return client


def _connected(address: Address) -> Client:
    from pdscan_targets.imap_client import Client

    context = None if address.security == "none" else _context(address)
    try:
        if address.security == "tls":
            return Client(address.host, address.port, context)
        client = Client(address.host, address.port, None)
        if context is not None:
            _secured(client, address, context)
        elif not address.is_here:
            _log.warning("%s: password and mail cross the network unencrypted, because tls=off says so", address)
    except ssl.SSLCertVerificationError as error:
        raise TargetError(f"{address}: {_distrust(error)}") from None
    except ssl.SSLError as error:
        raise TargetError(f"{address}: no TLS there ({error.reason}); port 993 speaks TLS, 143 is for imap:") from None
    except OSError as error:
        raise TargetError(f"{address}: no connection ({error.strerror or type(error).__name__}); is it up?") from None
    except NONSENSE:
        raise TargetError(f"{address}: what answers there is no mail server; check host and port") from None
    return client


def _distrust(error: ssl.SSLCertVerificationError) -> str:
    """What is wrong with a certificate, and the way out."""
    if error.verify_code in _OTHER_NAME:
        return "the server's certificate is made out to another name; use that name in the URL, if it is your server"
    return (
        f"the server's certificate can't be trusted ({error.verify_message}); "
        "give the file with the certificate of its authority, as in ?ca=/etc/ssl/own-ca.pem"
    )


def _context(address: Address) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=address.ca)
    except ssl.SSLError:
        reason = "it holds no certificate in PEM"
    except OSError as error:
        reason = error.strerror or type(error).__name__
    raise UsageError(f"{address}: the file that ?ca= names can't be used: {reason}")


def _secured(client: Client, address: Address, context: ssl.SSLContext) -> None:
    if not client.has_capability("STARTTLS"):
        client.shutdown()
        raise TargetError(
            f"{address}: it offers no TLS (STARTTLS), and no password is sent without; use imaps:, "
            "or say ?tls=off where you trust the whole way to it"
        )
    client.starttls(context)


def _sign_in(client: Client, address: Address, secret: str) -> None:
    try:
        _say_who(client, address, secret)
    except imaplib.IMAP4.abort:
        raise Busy(f"{address}: it ended the connection while {address.user} signed in; try again later") from None
    except imaplib.IMAP4.error as error:
        raise _refusal(address, code_of(error)) from None
    except NONSENSE:
        raise Busy(f"{address}: the connection broke while {address.user} signed in; try again later") from None


def _say_who(client: Client, address: Address, secret: str) -> None:
    way = address.sign_in
    if way == "oauth2":
        way = "oauthbearer" if client.has_capability("AUTH=OAUTHBEARER") else "xoauth2"
    if way == "oauthbearer":
        client.oauthbearer_login(address.user, secret)
    elif way == "xoauth2":
        client.oauth2_login(address.user, secret)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(address.user, secret)
    elif secret.isascii() and secret.isprintable():
        client.login(address.user, secret)
    else:
        raise CredentialError(f"{address}: it takes only passwords of ASCII letters, digits and signs")


def _refusal(address: Address, code: str) -> TargetError:
    if code in BUSY:
        return Busy(f"{address}: it has no room for {address.user} now ({code}); fewer --workers, or try again later")
    if address.sign_in == "password":
        return CredentialError(f"{address}: it refuses {address.user} with this password; check both")
    return CredentialError(f"{address}: it refuses {address.user} with this token; has it expired?")
