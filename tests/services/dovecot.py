"""A real Dovecot, as Debian packages it: one mail store on disk, read by its owner and by one who may only read."""

from __future__ import annotations

import base64
import grp
import hashlib
import hmac
import imaplib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import quote

import psutil

from tests.services.certificates import certificate
from tests.services.daemon import Daemon, account, folder, free_port

OWNER, READER = "anna@webcircuit.nl", "scanner"
PASSWORD = "Grutto-å-90412"
"""Both users' password: a word that stands nowhere else, so that no leak of it is a coincidence."""

_TOKEN_KEY = b"a key that signs the tokens of the tests"
_FETCHED = re.compile(r"Disconnected: Logged out .* body_count=(\d+)")
_CONFIG = Template(Path(__file__).with_name("dovecot.conf").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server.  `store` is its Maildir, `certificate` that of its TLS; `tls` and `plain` are its ports."""

    daemon: Daemon
    place: Path
    tls: int
    plain: int

    @property
    def store(self) -> Path:
        """The directory that holds all mail."""
        return self.place / "mail"

    @property
    def certificate(self) -> Path:
        """What a client must trust."""
        return self.place / "cert.pem"

    def break_down(self) -> None:
        """End it at once, with every connection; an orderly end would let them come to theirs."""
        processes = psutil.Process(self.daemon.pid).children(recursive=True)
        self.daemon.stop(signal.SIGKILL)
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, 10)

    def fetched(self) -> list[int]:
        """How many messages each session fetched that has logged out; waits for those that are about to be told."""
        time.sleep(0.3)
        return [int(each) for each in _FETCHED.findall((self.place / "log").read_text("utf-8"))]

    @contextmanager
    def delivered(self, folder: str, content: bytes) -> Iterator[None]:
        """A new message lies in a folder of the store, put there as one that delivers mail does; it goes away again."""
        path = self.store / folder / "new" / "1800000000.M1P1.mail"
        path.write_bytes(content)
        _give_away(path)
        yield
        path.unlink()

    def url(self, folder: str = "", user: str = READER, host: str = "localhost", **settings: str) -> str:
        """The address by TLS, with the certificate that belongs to it, unless `settings` name another."""
        settings = {"ca": str(self.certificate), **settings}
        asked = "&".join(f"{name}={quote(value)}" for name, value in settings.items() if value)
        return f"imaps://{quote(user)}@{host}:{self.tls}/{quote(folder)}?{asked}"

    def starttls(self, **settings: str) -> str:
        """The address of the port that is plain at first."""
        return "imap" + self.url(**settings).removeprefix("imaps").replace(str(self.tls), str(self.plain))


@contextmanager
def dovecot(folders: Mapping[str, Mapping[str, bytes]]) -> Iterator[Dovecot]:
    """A server with messages: by folder as it is called on disk, by name of the file in `cur` or `new`.

    :raises FileNotFoundError: when Dovecot isn't installed.
    """
    if not Path("/usr/sbin/dovecot").exists():
        raise FileNotFoundError("there is no Dovecot here: make test installs it from Debian")
    with folder() as place:
        server = Dovecot(
            Daemon(place, _command(place), lambda: _greeted(server.plain), signal.SIGTERM), place, *_ports()
        )
        _write(server, folders)
        for path in (place, *place.rglob("*")):
            _give_away(path)
        server.daemon.start()
        try:
            _settle(server)
            yield server
        finally:
            server.daemon.stop()


def _give_away(path: Path) -> None:
    """To the user that the server runs as."""
    if who := account():
        shutil.chown(path, who["user"], who["group"])


def token(user: str = READER, lifetime: int = 4_000_000_000) -> str:
    """An OAuth2 access token for a user: a JSON Web Token (RFC 7519) that the server can check by itself."""
    head = {"alg": "HS256", "typ": "JWT"}
    body = {"sub": user, "aud": "pdscan", "iat": 1_700_000_000, "exp": lifetime}
    signed = b".".join(_web_safe(json.dumps(each).encode()) for each in (head, body))
    return (signed + b"." + _web_safe(hmac.new(_TOKEN_KEY, signed, hashlib.sha256).digest())).decode()


def _command(place: Path) -> list[str]:
    return ["/usr/sbin/dovecot", "-F", "-c", f"{place}/dovecot.conf"]


def _ports() -> tuple[int, int]:
    return free_port(), free_port()


def _write(server: Dovecot, folders: Mapping[str, Mapping[str, bytes]]) -> None:
    place = server.place
    user = pwd.getpwnam(account()["user"]) if account() else pwd.getpwuid(os.getuid())
    pem, key = certificate("localhost", "127.0.0.1")
    keys = place / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_bytes(base64.b64encode(_TOKEN_KEY))
    for name, content in {
        "cert.pem": pem,
        "key.pem": key,
        "passwd": "".join(f"{each}:{{PLAIN}}{PASSWORD}::::::\n" for each in (OWNER, READER)).encode(),
        "acl": f"* user={READER} lr\n* user={OWNER} lrwstipekxa\nGeheim -user={READER} r\n".encode(),
        "oauth2": f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={place}/keys/\n"
        "username_attribute = sub\n".encode(),
        "dovecot.conf": _CONFIG.substitute(
            place=place, tls=server.tls, plain=server.plain, user=user.pw_name, uid=user.pw_uid, gid=user.pw_gid,
            group=grp.getgrgid(user.pw_gid).gr_name,
        ).encode(),
    }.items():  # fmt: skip
        (place / name).write_bytes(content)
    for name, messages in folders.items():
        for part in ("cur", "new", "tmp"):
            (server.store / name / part).mkdir(parents=True, exist_ok=True)
        for file, content in messages.items():
            (server.store / name / file).write_bytes(content)


def _greeted(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        assert connection.recv(4) == b"* OK"


def _settle(server: Dovecot) -> None:
    """Ask for the folders once: the server writes its own list of rights into the store when it is first asked."""
    with imaplib.IMAP4("127.0.0.1", server.plain) as connection:
        connection.authenticate("PLAIN", lambda _: f"\0{OWNER}\0{PASSWORD}".encode())
        connection.list()


def _web_safe(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
