"""A real Samba server, as Debian packages it: the share `bestanden` read-only, `schrijfbaar` not."""

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

from tests.services.daemon import Daemon, folder, free_port

PASSWORD = "Zeisloper-2286"

CONFIG = """
[global]
  server role = standalone server
  workgroup = KANTOOR
  netbios name = NAS
  interfaces = lo
  bind interfaces only = yes
  disable netbios = yes
  smb ports = {port}
  server min protocol = SMB2_10
  server smb encrypt = {encrypt}
  private dir = {place}/private
  state directory = {place}/state
  cache directory = {place}/cache
  lock directory = {place}/lock
  pid directory = {place}/run
  ncalrpc dir = {place}/ncalrpc
  log file = {place}/log.%m
  passdb backend = tdbsam:{place}/private/passdb.tdb
  map to guest = {guests}
  guest account = {user}
  load printers = no
  printing = bsd
  printcap name = /dev/null
  disable spoolss = yes
  wide links = no
  unix extensions = no
  host msdfs = yes
[bestanden]
  path = {place}/files
  read only = yes
  guest ok = yes
[schrijfbaar]
  path = {place}/files
  read only = no
[dfs]
  path = {place}/dfs
  msdfs root = yes
  read only = yes
"""


@dataclass(frozen=True, slots=True)
class Samba:
    """A running server; its one user is whoever runs the tests."""

    daemon: Daemon
    place: Path
    port: int
    user: str

    def url(self, path: str = "", share: str = "bestanden", user: str | None = None) -> str:
        """A path on a share of it."""
        return f"smb://{user or self.user}@127.0.0.1:{self.port}/{share}/{path}"


@contextmanager
def samba(*, encrypt: str = "default", guests: str = "never") -> Iterator[Samba]:
    """A server whose files stand in `files`.

    :param encrypt: `off` for a server that can't.
    :param guests: `bad user` for a server that takes unknown users for guests.
    """
    with folder() as place:
        os.chown(place, os.geteuid(), os.getegid())
        for name in ("private", "state", "cache", "lock", "run", "ncalrpc", "files", "dfs"):
            (place / name).mkdir(mode=0o755)
        (place / "private").chmod(0o700)
        port, user = free_port(), pwd.getpwuid(os.geteuid()).pw_name
        config = place / "smb.conf"
        config.write_text(CONFIG.format(place=place, port=port, user=user, encrypt=encrypt, guests=guests))
        add = ("pdbedit", "-s", config, "-a", "-t", "-u", user)
        subprocess.run(add, input=f"{PASSWORD}\n{PASSWORD}\n", text=True, check=True, capture_output=True)
        command = ["/usr/sbin/smbd", "--foreground", "--no-process-group", "--debug-stdout", "-s", config]
        answers = lambda: socket.create_connection(("127.0.0.1", port)).close()  # noqa: E731
        # When it ends, it ends its process group, in which we are not to be.
        daemon = Daemon(place, command, answers, signal.SIGTERM, who={"start_new_session": True})
        daemon.start()
        try:
            yield Samba(daemon, place, port, user)
        finally:
            daemon.stop()
