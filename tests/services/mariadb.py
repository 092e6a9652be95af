"""A real MariaDB server, as Debian packages it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.daemon import Daemon, certificate, folder, free_port, prepared

OWNER = "root"
SCANNER = "scanner"
PASSWORD = "Zeisloper-7314"
"""The scanner's password: a word that stands nowhere else, so that no leak of it is a coincidence."""


@dataclass(frozen=True, slots=True)
class Mariadb:
    """A running server; its owner has no password.  `log` is what it was asked."""

    daemon: Daemon
    port: int
    log: Path
    certificate: Path

    def url(self, user: str = SCANNER, database: str = "", password: str = PASSWORD, scheme: str = "mariadb") -> str:
        """A database of it (all of them where none is named), as an account."""
        secret = "" if user == OWNER else f":{password}"
        return f"{scheme}://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def write(self, statement: str) -> None:
        """Let its owner change something."""
        import pymysql

        with pymysql.connect(host="127.0.0.1", port=self.port, user=OWNER, autocommit=True) as connection:
            connection.cursor().execute(statement)


@contextmanager
def mariadb() -> Iterator[Mariadb]:
    """A server with nothing in it but its owner.

    :raises FileNotFoundError: when MariaDB isn't installed.
    """
    import pymysql

    if not Path("/usr/sbin/mariadbd").exists():
        raise FileNotFoundError("there is no MariaDB server here: make test installs it from Debian")
    with folder() as place:
        port, data = free_port(), place / "data"
        # Elsewhere than here no account is known by name: without a resolver that look-up would take seconds.
        common = ("--no-defaults", f"--datadir={data}", "--skip-name-resolve")
        prepared(
            place, "mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"
        )  # fmt: skip
        certificate(place)
        command = [
            "/usr/sbin/mariadbd", *common, f"--port={port}", "--bind-address=127.0.0.1", f"--socket={place}/socket",
            f"--pid-file={place}/pid", f"--ssl-cert={place}/certificate", f"--ssl-key={place}/key",
            "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M",
            "--general-log", f"--general-log-file={place}/general", "--character-set-server=utf8mb4",
        ]  # fmt: skip
        daemon = Daemon(
            place, command, lambda: pymysql.connect(host="127.0.0.1", port=port, user=OWNER).close(), signal.SIGTERM
        )
        daemon.start()
        try:
            yield Mariadb(daemon, port, place / "general", place / "certificate")
        finally:
            daemon.stop()
