"""A real Redis server, as Debian packages it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.services.daemon import Daemon, folder, free_port

SCANNER = "scanner"
PASSWORD = "Zeisloper-7314"


@dataclass(frozen=True, slots=True)
class Redis:
    """A running server; `owner` may do everything."""

    daemon: Daemon
    port: int
    owner: Any

    def url(self, user: str = SCANNER, password: str = PASSWORD, database: str = "") -> str:
        """That of the server, as an account."""
        return f"redis://{user}:{password}@127.0.0.1:{self.port}/{database}"


@contextmanager
def redis_server() -> Iterator[Redis]:
    """A server with nothing in it but the account of the scanner, who may read."""
    import redis

    port = free_port()
    owner = redis.Redis(port=port)
    with folder() as place:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(place), "--save", ""]
        daemon = Daemon(place, command, owner.ping, signal.SIGTERM)
        daemon.start()
        try:
            rights = ("+@read", "+@connection", "+scan", "+info", "+acl|whoami", "+multi", "+discard", "-@write", "~*")
            owner.execute_command("ACL", "SETUSER", SCANNER, "on", f">{PASSWORD}", *rights)
            yield Redis(daemon, port, owner)
        finally:
            owner.close()
            daemon.stop()
