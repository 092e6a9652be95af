"""A PostgreSQL server of its own for the benchmark: on a free port, by an unprivileged user, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tables import TABLES, rows

USER = "bench"
UNPRIVILEGED = "nobody"
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    url: str
    pid: int

    def processor(self) -> float:
        """The processor seconds that it has taken for all connections that are closed by now."""
        ticks = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:15]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[Server]:
    """A server with nothing in it.

    :raises FileNotFoundError: when PostgreSQL isn't installed.
    """
    # The socket's path may not be long, and the folder must let the server's user in.
    folder = Path(tempfile.mkdtemp(prefix="pdscan-bench-", dir="/tmp"))
    account = _account()
    try:
        if account:
            shutil.chown(folder, account["user"], account["group"])
        binaries, port = _binaries(), _free_port()
        data = folder / "data"
        initdb = [binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)
        settings = {
            "listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "fsync": "off",
            "autovacuum": "off", "max_wal_size": "4GB", "synchronous_commit": "off", "log_min_messages": "fatal",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [binaries / "postgres", "-D", data, "-p", str(port), *options]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, **account) as process:
            try:
                yield Server(_ready(f"postgresql://{USER}@127.0.0.1:{port}/postgres", process), process.pid)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait()
    finally:
        shutil.rmtree(folder)


def fill(url: str, table: str, count: int) -> None:
    """Make a table and copy its rows in."""
    import psycopg

    columns = ", ".join(f"{name} {kind}" for name, kind in TABLES[table].items())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create table {table} ({columns})")
        with connection.cursor().copy(f"copy {table} from stdin") as copy:
            for row in rows(table, count):
                copy.write_row(row)
        connection.execute(f"vacuum analyze {table}")


def copied_out(url: str, table: str) -> None:
    """`COPY … TO STDOUT`, to nowhere: how fast the server and its own client are."""
    subprocess.run(["psql", url, "-qc", f"copy {table} to stdout"], check=True, stdout=subprocess.DEVNULL)


def _account() -> dict[str, Any]:
    """As whom the server runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    group = pwd.getpwnam(UNPRIVILEGED).pw_gid
    return {"user": UNPRIVILEGED, "group": group, "extra_groups": []}


def _binaries() -> Path:
    """Where Debian keeps the server's programs, those of the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise FileNotFoundError("there is no PostgreSQL server here: make bench installs it from Debian")
    return found[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(url: str, process: subprocess.Popen[bytes]) -> str:
    import psycopg

    end = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return url
