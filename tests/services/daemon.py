"""A server program for the tests: in a folder and on a port of its own, by an unprivileged user, ended by its id."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

UNPRIVILEGED = "nobody"
PATIENCE = 60.0


class Daemon:
    """One server program, which can be ended and started again.

    :param folder: where it keeps its data; what it says goes to the file `output` there.
    :param ready: raises as long as the server doesn't answer yet.
    :param ending: the signal on which it ends in an orderly way.
    :param who: as whom it runs, in the words of `subprocess.Popen`.
    """

    def __init__(
        self,
        folder: Path,
        command: Sequence[str | Path],
        ready: Callable[[], object],
        ending: signal.Signals,
        who: Mapping[str, Any] | None = None,
    ) -> None:
        self._folder, self._command, self._ready, self._ending = folder, command, ready, ending
        self._who = account() if who is None else who
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The id of its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **self._who
            )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._ready()
            except Exception:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End it as a power cut would, together with the processes that it began."""
        whole = psutil.Process(self.pid)
        for process in (*whole.children(recursive=True), whole):
            process.kill()
        assert self._process is not None
        self._process.wait(PATIENCE)

    def stop(self, how: signal.Signals | None = None) -> None:
        """End it, and wait for its end and that of the processes that it began."""
        if self._process is not None and self._process.poll() is None:
            others = psutil.Process(self.pid).children(recursive=True)
            self._process.send_signal(how or self._ending)
            self._process.wait(PATIENCE)
            _, left = psutil.wait_procs(others, timeout=5)
            for each in left:
                each.kill()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for a server: its path is short, because the paths of sockets may not be long."""
    path = Path(tempfile.mkdtemp(prefix="pdscan-", dir="/tmp"))
    try:
        if who := account():
            shutil.chown(path, who["user"], who["group"])
        yield path
    finally:
        shutil.rmtree(path)


def account() -> dict[str, Any]:
    """As whom a server runs: many refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": UNPRIVILEGED, "group": pwd.getpwnam(UNPRIVILEGED).pw_gid, "extra_groups": []}


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepared(folder: Path, *command: str | Path) -> None:
    """Run a program that must be run before the server."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **account())


def certificate(folder: Path) -> None:
    """A certificate that the server signed itself (`certificate`), with its `key`."""
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    out = ("-keyout", folder / "key", "-out", folder / "certificate")
    prepared(folder, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *out)
