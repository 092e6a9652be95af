"""SFTP from a real OpenSSH server: who it is, who we are, and what must not be followed, opened or written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import CredentialError, TargetError, UsageError
from pdscan.model import Item, Skipped, Unit
from pdscan.protocols import Access, Target, TargetOptions
from pdscan_targets import remote
from pdscan_targets.folder import Folder
from pdscan_targets.sftp import TARGET
from tests.services.openssh import Openssh, openssh, trust
from tests.services.shares import Served, set_traps
from tests.services.ssh_accounts import PASSWORD, USER, Accounts
from tests.untouched import untouched

ASKED = {"stat", "lstat", "realpath", "readlink", "statvfs", "users-groups-by-id:"}
READ = {"open", "close", "opendir", "closedir"}
SAID = {"session", "received", "sent"}
"""What may stand in the server's log, which notes whatever is done."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Openssh]:
    """One that would let us write."""
    with openssh(read_only=False) as made:
        (made.place / "files").mkdir()
        set_traps(made.place / "files")
        yield made


@pytest.fixture
def accounts() -> Iterator[Accounts]:
    """A server with a password for an account that the machine doesn't have."""
    with Accounts() as made:
        yield made


def target(server: Openssh, **options: Any) -> Target:
    return TARGET(server.url(server.place / "files"), TargetOptions(system="s", **(server.login | options)))


def check(server: Openssh, **options: Any) -> Access:
    with closing(target(server, **options)) as made:
        return made.check()


def told(read: Target) -> Mapping[str | None, object]:
    """The content of items, reason and detail of skips."""
    found: dict[str | None, object] = {}
    for each in read.read(Unit(".", "directory")):
        if isinstance(each, Item):
            found[each.path] = each.open().read()
        elif isinstance(each, Skipped):
            found[each.location.item] = each.reason, each.detail
    return found


def test_links_pipes_and_broken_names_are_told_as_of_a_folder(server: Openssh) -> None:
    with closing(target(server)) as share:
        found = told(share)
    assert found == told(Folder(str(server.place / "files"), TargetOptions(system="s")))
    assert found == {
        "buiten": ("link out of the target", ""),
        r"caf\xe9.txt": b"latin 1",
        "gewoon.txt": b"gewoon",
        "kring": ("link loop", ""),
        "nergens": ("vanished", "the link leads to nothing"),
        "omhoog": ("link loop", "leads back to a directory that it lies in"),
        "pijp": ("not a regular file", "named pipe"),
    }


def test_where_we_could_write_we_only_read(server: Openssh) -> None:
    with closing(target(server)) as share:
        told(share)
    begun = len(server.log)
    with untouched(server.place / "files", accessed=False):
        assert check(server).could_write
        with closing(target(server)) as share:
            told(share)
    done = server.log[begun:].splitlines()
    verbs = {line.split()[0] for line in done}
    assert verbs >= READ
    assert verbs <= {*ASKED, *READ, *SAID}
    assert {line.rpartition(" flags ")[2] for line in done if line.startswith("open ")} == {"READ mode 0666"}


def test_an_unknown_host_is_an_error_with_its_fingerprint(server: Openssh, tmp_path: Path) -> None:
    nobody = tmp_path / "known_hosts"
    nobody.touch()
    with pytest.raises(TargetError) as raised:
        check(server, known_hosts=nobody)
    assert fingerprint(server.place / "host.pub") in str(raised.value)
    assert f"ssh-keyscan -p {server.port} 127.0.0.1 >> {nobody}" in str(raised.value)
    assert nobody.read_bytes() == b""


def test_a_host_with_another_key_is_an_error_with_both_fingerprints(server: Openssh, tmp_path: Path) -> None:
    trust(tmp_path / "known_hosts", server.place / "other.pub", server.port)
    with pytest.raises(TargetError, match="not the server that we know") as raised:
        check(server, known_hosts=tmp_path / "known_hosts")
    for key in ("host", "other"):
        assert fingerprint(server.place / f"{key}.pub") in str(raised.value)
    assert f"ssh-keygen -R '[127.0.0.1]:{server.port}'" in str(raised.value)


def test_known_hosts_may_be_hashed(server: Openssh, tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    trust(path, server.place / "host.pub", server.port)
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", path], check=True, capture_output=True)
    assert "127.0.0.1" not in path.read_text()
    assert check(server, known_hosts=path).readable == 2


def test_a_key_with_a_passphrase(server: Openssh) -> None:
    locked = server.place / "locked"
    assert check(server, key_file=locked, passphrase=lambda: "Sleutel-91").readable == 2
    with pytest.raises(CredentialError, match="has a passphrase; write it into the config"):
        check(server, key_file=locked)
    with pytest.raises(TargetError) as raised:
        check(server, key_file=locked, passphrase=lambda: "Fout-1177")
    assert "Fout-1177" not in str(raised.value)


def test_a_key_that_is_not_taken(server: Openssh) -> None:
    with pytest.raises(CredentialError, match="took neither key nor password"):
        check(server, key_file=server.place / "other")


def test_the_agent_logs_us_in(server: Openssh, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    socket = server.place / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert agent.poll() is None
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        with pytest.raises(CredentialError):
            check(server, key_file=None)
        subprocess.run(["ssh-add", "-q", server.place / "client"], check=True, capture_output=True)
        assert check(server, key_file=None).readable == 2
    finally:
        agent.terminate()
        agent.wait()


def test_a_password_is_asked_for_only_where_no_key_is_taken(
    server: Openssh, accounts: Accounts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    check(server, password=lambda: pytest.fail("asked for"))
    (tmp_path / "in.txt").write_text("in")
    url = f"sftp://{USER}@127.0.0.1:{accounts.port}{tmp_path}"
    options = {"known_hosts": accounts.known_hosts(tmp_path)}
    with closing(TARGET(url, TargetOptions(system="s", password=lambda: PASSWORD, **options))) as share:
        assert share.check().identity == USER
    with closing(TARGET(url, TargetOptions(system="s", password=lambda: "Fout-1177", **options))) as share:
        with pytest.raises(CredentialError) as raised:
            share.check()
        assert "Fout-1177" not in f"{raised.value!r} {share!r}"


def test_the_home_directory(server: Openssh, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(TARGET(server.url("/~/"), TargetOptions(system="s", **server.login))) as home:
        assert next(iter(home.units())).name == "."  # type: ignore[union-attr]


@pytest.mark.parametrize("url", ["sftp:", "sftp:///srv", "sftp://host:port/x", "sftp://host/a%00b"])
def test_what_is_no_url_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="is written as sftp://user@host/path"):
        TARGET(url, TargetOptions(system="s"))


def test_a_question_mark_in_a_path_is_not_cut_off() -> None:
    with pytest.raises(UsageError, match="write a question mark in a path as %3F"):
        TARGET("sftp://host/wat?.txt", TargetOptions(system="s"))


def test_nobody_there(monkeypatch: pytest.MonkeyPatch, sftp_share: Served) -> None:
    monkeypatch.setattr(remote, "PAUSES", ())
    with closing(TARGET("sftp://127.0.0.1:9/x", TargetOptions(system="s", **sftp_share.options))) as nobody:
        with pytest.raises(TargetError, match="the server refuses connections"):
            nobody.check()
        with pytest.raises(TargetError, match="the server refuses connections"):
            list(nobody.units())


def test_an_ordinary_account_may_not_read_everything(sftp_share: Served) -> None:
    with closing(TARGET(sftp_share.url("share"), TargetOptions(system="s", **sftp_share.options))) as share:
        access = share.check()
    assert access.could_write
    assert "unless the server was started read-only" in access.remarks[0]


def fingerprint(key: Path) -> str:
    """As OpenSSH shows it."""
    shown = subprocess.run(["ssh-keygen", "-l", "-f", key], check=True, capture_output=True, text=True)
    return shown.stdout.split()[1]


def test_a_config_says_how_to_log_in(server: Openssh, tmp_path: Path) -> None:
    """From a folder of its own, with paths beside it; the passphrase is seen by nobody."""
    for name in ("locked", "known_hosts"):
        (tmp_path / name).write_bytes((server.place / name).read_bytes())
    (tmp_path / "pdscan.yaml").write_text(
        f"systems:\n  - name: nas\n    target: {server.url(server.place / 'files')}\n"
        "    key: locked\n    known_hosts: known_hosts\n    passphrase: {env: NAS}\n"
    )
    command = [Path(sys.executable).with_name("pdscan"), "systems", "check", "--config", tmp_path / "pdscan.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NAS": "Sleutel-91"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"nas: ok: {server.user} can read 2 units\n")
    wrong = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NAS": "Fout-1177"})
    assert wrong.returncode == 3
    assert "1177" not in wrong.stdout + wrong.stderr
