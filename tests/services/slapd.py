"""A real directory server (OpenLDAP), as Debian packages it."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.daemon import Daemon, certificate, folder, free_port

BASE = "dc=voorbeeld,dc=nl"
OWNER = f"cn=admin,{BASE}"
SCANNER, LIMITED = f"cn=scanner,{BASE}", f"cn=beperkt,{BASE}"
"""The second gets 500 entries at most, as everybody does where nothing else is said."""
PASSWORD = "Zeisloper-7314"
_CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {place}/pid
argsfile {place}/arguments
TLSCertificateFile {place}/certificate
TLSCertificateKeyFile {place}/key
database mdb
suffix "{base}"
rootdn "{owner}"
rootpw {password}
directory {place}
limits dn.exact="cn=scanner,{base}" size=unlimited
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=geheim,{base}" by * none
access to * by users read by * none
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """A running server: in the clear and with TLS."""

    daemon: Daemon
    port: int
    tls_port: int
    certificate: Path

    def url(self, base: str = BASE, user: str = SCANNER) -> str:
        """That of a part of the tree, in the clear, which is allowed to this machine itself."""
        return f"ldap://127.0.0.1:{self.port}/{base}?bind={user}"

    def owner(self) -> Any:
        """A connection that may do everything."""
        import ldap3

        server = ldap3.Server("127.0.0.1", self.port, get_info=None)
        return ldap3.Connection(server, OWNER, PASSWORD, auto_bind=True, raise_exceptions=True)


@contextmanager
def slapd() -> Iterator[Directory]:
    """A server with an organisation and the account of the scanner in it."""
    with folder() as place:
        port, tls_port = free_port(), free_port()
        text = _CONFIGURATION.format(place=place, base=BASE, owner=OWNER, password=PASSWORD)
        (place / "slapd.conf").write_text(text, "utf-8")
        certificate(place)
        urls = f"ldap://127.0.0.1:{port}/ ldaps://127.0.0.1:{tls_port}/"
        command = ["/usr/sbin/slapd", "-f", place / "slapd.conf", "-h", urls, "-d", "0"]
        daemon = Daemon(place, command, lambda: socket.create_connection(("127.0.0.1", port)).close(), signal.SIGINT)
        daemon.start()
        try:
            found = Directory(daemon, port, tls_port, place / "certificate")
            with found.owner() as owner:
                owner.add(BASE, ["dcObject", "organization"], {"o": "Voorbeeld", "dc": "voorbeeld"})
                for name in (SCANNER, LIMITED):
                    owner.add(name, ["organizationalRole", "simpleSecurityObject"], {"userPassword": PASSWORD})
            yield found
        finally:
            daemon.stop()
