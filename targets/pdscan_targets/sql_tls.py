"""How a database server over a network proves who it is: by TLS, whose certificate is verified.

Servers on this machine itself, and those reached by a socket, are believed.  A URL that says something about TLS itself
(`sslmode`, `ssl_ca` …) is obeyed: that is the way out for a server that has none, or one with an authority of its own.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import URL

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
"""Where systems keep the authorities that they trust, in one file."""


def verified(url: URL) -> dict[str, Any]:
    """What a driver must be told so that it verifies the server; nothing where that isn't needed, or is said already.

    >>> from sqlalchemy import make_url
    >>> verified(make_url("postgresql://scan@localhost/crm")), verified(make_url("postgresql:///crm"))
    ({}, {})
    >>> verified(make_url("postgresql://scan@db.example/crm"))["sslmode"]
    'verify-full'
    >>> verified(make_url("mysql://scan@db.example/crm?ssl_disabled=true"))
    {}
    """
    said = any(name.startswith("ssl") for name in url.query)
    if said or not url.host or url.host in LOOPBACK or url.host.startswith("/"):
        return {}
    authorities = _authorities()
    if url.get_backend_name() == "postgresql":
        return {"sslmode": "verify-full"} | ({"sslrootcert": authorities} if authorities else {})
    return {"ssl_verify_cert": True, "ssl_verify_identity": True} | ({"ssl_ca": authorities} if authorities else {})


def _authorities() -> str | None:
    """The file with the authorities that this system trusts."""
    paths = ssl.get_default_verify_paths()
    told = (os.environ.get(paths.openssl_cafile_env), paths.cafile, *_AUTHORITIES)
    return next((each for each in told if each and Path(each).is_file()), None)
