"""A WebDAV server (WsgiDAV) that serves files read-only, over TLS, to one account."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme
import yaml

from tests.services.daemon import Daemon, folder, free_port

USER, PASSWORD = "scanner", "Zeisloper-9053"


@dataclass(frozen=True, slots=True)
class Webdav:
    """A running server, whose certificate `ca` vouches for."""

    daemon: Daemon
    place: Path
    port: int
    ca: Path

    def url(self, path: str = "", scheme: str = "webdavs") -> str:
        """A path on it."""
        return f"{scheme}://{USER}@127.0.0.1:{self.port}/{path}"


@contextmanager
def webdav() -> Iterator[Webdav]:
    """A server whose files stand in `files`."""
    with folder() as place:
        (place / "files").mkdir()
        port, authority = free_port(), trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        authority.cert_pem.write_to_path(place / "ca.pem")
        certificate.private_key_pem.write_to_path(place / "key.pem")
        certificate.cert_chain_pems[0].write_to_path(place / "certificate.pem")
        config = {
            "host": "127.0.0.1",
            "port": port,
            "server": "cheroot",
            "ssl_certificate": str(place / "certificate.pem"),
            "ssl_private_key": str(place / "key.pem"),
            "ssl_adapter": "builtin",
            "provider_mapping": {"/": {"root": str(place / "files"), "readonly": True}},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
        }
        (place / "config.yaml").write_text(yaml.safe_dump(config))
        run = "from wsgidav.server.server_cli import run; run()"
        command = [sys.executable, "-c", run, "-c", place / "config.yaml"]
        answers = lambda: socket.create_connection(("127.0.0.1", port)).close()  # noqa: E731
        daemon = Daemon(place, command, answers, signal.SIGINT, who={})
        daemon.start()
        try:
            yield Webdav(daemon, place, port, place / "ca.pem")
        finally:
            daemon.stop()
