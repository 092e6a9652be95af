"""Logging in to an SMB server: signed at least, encrypted unless the config says otherwise, never as a guest.

A user is written `user`, `DOMAIN;user` or `user@domain`; the password goes through NTLM, or Kerberos where there is a
ticket.  With SMB 3 the keys of signing and encryption come from the login, so that nobody in between can read or change
anything.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from pdscan.errors import CredentialError, PluginError, TargetError
from pdscan.protocols import TargetOptions
from pdscan_targets.remote import Lost
from pdscan_targets.server_url import ServerUrl

CONNECT_SECONDS, SILENT_SECONDS = 10, 30

_LOGIN = ("LogonFailure", "WrongPassword", "PasswordExpired", "AccessDenied", "SMBAuthenticationError")


@dataclass(slots=True)
class Login:
    """A session: `options` are those that every call of the library takes, so that all use this one connection."""

    user: str
    options: dict[str, Any] = field(repr=False)
    protection: str

    def close(self) -> None:
        """End it."""
        import smbclient

        smbclient.reset_connection_cache(fail_on_error=False, connection_cache=self.options["connection_cache"])


def logged_in(where: ServerUrl, options: TargetOptions) -> Login:
    """A session with the server.

    :raises pdscan.errors.PluginError: when the library is missing.
    :raises pdscan.errors.CredentialError: when we are not let in.
    :raises pdscan.errors.TargetError: when the server can't encrypt.
    :raises Lost: when it can't be reached.
    """
    try:
        import smbclient
        from smbprotocol.exceptions import SMBException
    except ImportError:
        raise PluginError("smb: targets need the package smbprotocol; get it with: pip install 'pdscan[smb]'") from None
    for name in ("smbprotocol", "smbclient", "spnego"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told by us
    user = windows_name(where.user)
    common: dict[str, Any] = {
        "username": user,
        "password": where.password or options.password(),
        "port": where.port,
        "connection_timeout": CONNECT_SECONDS,
        "connection_cache": {},
    }
    try:
        session = smbclient.register_session(where.host, encrypt=options.encrypt or None, **common)
    except SMBException as error:
        raise _refused(where, error) from None
    except ValueError:
        raise Lost("the server can't be reached; check host and port, and whether it is running") from None
    except (OSError, ImportError):
        raise CredentialError(
            f"{where}: no user and password, and no Kerberos ticket; name a user in the URL"
        ) from None
    session.connection._receive_timeout = SILENT_SECONDS
    common.pop("connection_timeout")
    protection = "the connection is encrypted" if session.encrypt_data else "the connection is signed, not encrypted"
    return Login(user or session.username or "", common, protection)


def windows_name(user: str | None) -> str | None:
    r"""A user as Windows writes it.

    >>> windows_name("KANTOOR;piet"), windows_name("piet@kantoor.nl"), windows_name("piet")
    ('KANTOOR\\piet', 'piet@kantoor.nl', 'piet')
    """
    return None if user is None else user.replace(";", "\\", 1)


def _refused(where: ServerUrl, error: Exception) -> Exception:
    kinds = {each.__name__ for each in type(error).__mro__}
    if kinds & set(_LOGIN):
        message = "the server refuses user or password; check both (DOMAIN;user@ for a domain's)"
        return CredentialError(f"{where}: {message}")
    if "guest" in str(error):
        message = "the server takes us for a guest, whose connection can't be protected; check user and password"
        return CredentialError(f"{where}: {message}")
    if "encryption" in str(error):
        message = "the server can't encrypt; upgrade it to SMB 3, or write `encrypt: false` into the config"
        return TargetError(f"{where}: {message}")
    return Lost("the server breaks off the login; is this an SMB 2 or 3 server?")
