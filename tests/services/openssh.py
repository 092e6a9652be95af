"""A real OpenSSH server, as Debian packages it, which serves files by SFTP and nothing else."""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.daemon import Daemon, folder, free_port

CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {place}/host
PidFile none
AuthorizedKeysFile {place}/client.pub
StrictModes no
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PermitRootLogin yes
AllowUsers {user}
AllowTcpForwarding no
X11Forwarding no
PermitTTY no
MaxStartups 100
LogLevel VERBOSE
Subsystem sftp internal-sftp
ForceCommand exec /usr/lib/openssh/sftp-server {flags} -e -l VERBOSE 2>>{place}/requests
"""


@dataclass(frozen=True, slots=True)
class Openssh:
    """A running server; `place` holds its keys, those of its one user, and its logs."""

    daemon: Daemon
    place: Path
    port: int
    user: str

    def url(self, path: Path | str, user: str | None = None) -> str:
        """A path on it."""
        return f"sftp://{user or self.user}@127.0.0.1:{self.port}{path}"

    @property
    def login(self) -> dict[str, Any]:
        """How to log in, in the words of `TargetOptions`."""
        return {"key_file": self.place / "client", "known_hosts": self.place / "known_hosts"}

    @property
    def log(self) -> str:
        """What it did with files, by its own account."""
        return (self.place / "requests").read_text("utf-8", "replace")


@contextmanager
def openssh(*, read_only: bool = True) -> Iterator[Openssh]:
    """A server that lets in whoever runs the tests, with one key; the key `locked` has the passphrase `Sleutel-91`."""
    with folder() as place:
        port, user = free_port(), pwd.getpwuid(os.geteuid()).pw_name
        for name, passphrase in {"host": "", "client": "", "other": "", "locked": "Sleutel-91"}.items():
            make = ("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", place / name)
            subprocess.run(make, check=True)
        with (place / "client.pub").open("a") as allowed:
            allowed.write((place / "locked.pub").read_text())
        trust(place / "known_hosts", place / "host.pub", port)
        config = CONFIG.format(port=port, place=place, user=user, flags="-R" if read_only else "")
        (place / "sshd_config").write_text(config)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        command = ["/usr/sbin/sshd", "-D", "-e", "-f", place / "sshd_config"]
        daemon = Daemon(place, command, lambda: _banner(port), signal.SIGTERM, who={})
        daemon.start()
        try:
            yield Openssh(daemon, place, port, user)
        finally:
            daemon.stop()


def trust(known_hosts: Path, key: Path, port: int) -> None:
    """Write a host key into a file of known hosts."""
    kind, text, *_ = key.read_text().split()
    known_hosts.write_text(f"[127.0.0.1]:{port} {kind} {text}\n")


def _banner(port: int) -> None:
    """Raises unless an SSH server answers; to log in would count among failed attempts."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        assert connection.recv(4) == b"SSH-"
