"""A real PostgreSQL server, as Debian packages it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.daemon import Daemon, certificate, folder, free_port, prepared

OWNER = "owner"
SCANNER = "scanner"
PASSWORD = "Zeisloper-7314"
"""The scanner's password: a word that stands nowhere else, so that no leak of it is a coincidence."""


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A running server; everybody has one password."""

    daemon: Daemon
    port: int
    log: Path
    certificate: Path

    def url(self, user: str = SCANNER, database: str = "postgres", password: str = PASSWORD) -> str:
        """A database of it, as an account."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def write(self, statement: str) -> None:
        """Let its owner change something."""
        import psycopg

        with psycopg.connect(self.url(OWNER), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgresql(**more: str) -> Iterator[Postgresql]:
    """A server with nothing in it but its owner; `output` in its folder is its log.

    :param more: settings of `postgresql.conf`.
    :raises FileNotFoundError: when PostgreSQL isn't installed.
    """
    import psycopg

    with folder() as place:
        port, data, password = free_port(), place / "data", place / "password"
        password.write_text(PASSWORD + "\n", "ascii")
        programs = _programs()
        authentication = ("-A", "scram-sha-256", f"--pwfile={password}")
        password.chmod(0o644)
        prepared(
            place, programs / "initdb", "-D", data, "-U", OWNER, *authentication, "-E", "UTF8", "--locale=C",
            "--no-sync",
        )  # fmt: skip
        certificate(place)
        settings = {
            "listen_addresses": "127.0.0.1", "unix_socket_directories": str(place), "fsync": "off",
            "ssl": "on", "ssl_cert_file": str(place / "certificate"), "ssl_key_file": str(place / "key"),
            "synchronous_commit": "off", "autovacuum": "off", "shared_buffers": "32MB",
        } | more  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        url = f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        command = [programs / "postgres", "-D", data, "-p", str(port), *options]
        daemon = Daemon(place, command, lambda: psycopg.connect(url).close(), signal.SIGINT)
        daemon.start()
        try:
            yield Postgresql(daemon, port, place / "output", place / "certificate")
        finally:
            daemon.stop()


def _programs() -> Path:
    """Where Debian keeps the server's programs, those of the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise FileNotFoundError("there is no PostgreSQL server here: make test installs it from Debian")
    return found[-1]
