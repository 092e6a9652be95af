"""The URL of a mail server: `imaps://user@host[:port]/folder?ca=FILE`, as RFC 5092 has it, with settings of our own.

`imaps:` is TLS from the first byte on; `imap:` becomes TLS before the password is sent (STARTTLS), but on this machine,
and where `tls=off` says that it may go over the network as it is.

>>> parsed = parse("imaps://jan%40example.nl@mail.example.nl/Archief/2019?ca=/etc/ssl/own.pem")
>>> parsed.user, str(parsed), parsed.folder, parsed.ca
('jan@example.nl', 'imaps://mail.example.nl:993', 'Archief/2019', '/etc/ssl/own.pem')
>>> parse("imap://scan@mail.example.nl").security, parse("imap://scan@127.0.0.1:1143").security
('starttls', 'none')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, cast
from urllib.parse import parse_qsl, unquote

from pdscan.errors import UsageError

Security = Literal["tls", "starttls", "none"]
SignIn = Literal["password", "oauth2", "xoauth2", "oauthbearer"]

PORTS = {"imaps": 993, "imap": 143}
EXAMPLE = "write it as imaps://user@mail.example.nl/INBOX"

_SETTINGS = {"ca": None, "auth": ("password", "oauth2", "xoauth2", "oauthbearer"), "tls": ("on", "off")}
_AUTHORITY = re.compile(r"(?:(?P<userinfo>.*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@\s]+)(?::(?P<port>\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, who we are there, and how the way to it is kept safe.

    `folder` is the one to read, with those below it; all when it is empty.  `ca` is the file with the only
    certificates to trust, None for those that the system trusts.  `password` is one that stood in the URL.
    """

    scheme: str
    host: str
    port: int
    user: str
    folder: str
    security: Security
    sign_in: SignIn = "password"
    ca: str | None = None
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine, so that nothing crosses a network."""
        return is_loopback(self.host)


def parse(url: str, ca: Path | None = None, encrypt: bool = True) -> Address:
    """The address that a URL names.

    :param ca: the file with the certificates to trust, where the URL names none.
    :param encrypt: false is as good as `tls=off` in the URL.
    :raises pdscan.errors.UsageError: when it can't be understood; nothing of it is shown.
    """
    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    place, _, query = rest.partition("?")
    authority, _, folder = place.partition("/")
    found = _AUTHORITY.fullmatch(authority)
    if found is None or scheme not in PORTS:
        raise UsageError(f"this is no address of a mail server; {EXAMPLE}")
    user, _, password = (found["userinfo"] or "").partition(":")
    if not user:
        raise UsageError(f"a mail server wants to know who asks; {EXAMPLE}")
    settings = _settings(parse_qsl(query, keep_blank_values=True))
    if ca is not None:
        settings = {"ca": str(ca), **settings}
    if not encrypt and scheme == "imap":
        settings = {"tls": "off", **settings}
    host = found["host"].strip("[]")
    return Address(
        scheme,
        host,
        _port(found["port"], scheme),
        unquote(user),
        unquote(folder).strip("/"),
        _security(scheme, host, settings),
        cast(SignIn, settings.get("auth", "password")),
        settings.get("ca"),
        unquote(password) or None,
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("127.0.0.1.example.nl")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _port(text: str | None, scheme: str) -> int:
    port = int(text or PORTS[scheme])
    if not 0 < port < 1 << 16:
        raise UsageError(f"a port is a number from 1 to 65535; {EXAMPLE}")
    return port


def _settings(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    settings = {}
    for name, value in pairs:
        if name not in _SETTINGS:
            raise UsageError(f"a mail server has no such setting in its URL; there are: {', '.join(_SETTINGS)}")
        allowed = _SETTINGS[name]
        if not value or (allowed and value not in allowed):
            raise UsageError(
                f"“{name}” in the URL of a mail server is {' or '.join(allowed or ['the name of a file'])}"
            )
        settings[name] = value
    return settings


def _security(scheme: str, host: str, settings: dict[str, str]) -> Security:
    off = settings.get("tls") == "off"
    if scheme == "imaps":
        if off:
            raise UsageError("imaps: is TLS; without it the address begins with imap:")
        return "tls"
    nothing_asked = is_loopback(host) and not settings.keys() & {"ca", "tls"}
    return "none" if off or nothing_asked else "starttls"
