"""What a user gets for everything that can't be read: the exact words, the exit code, and the rest of the scan."""

from __future__ import annotations

import io
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pdscan.engine import work
from tests.unit.cli import estate
from tests.unit.cli.conftest import Done, Run, unmeasured
from tests.unit.cli.estate import BSNS, places, records

GOOD = f"BSN {BSNS[0]}\n"
PDSCAN = str(Path(sys.executable).with_name("pdscan"))


def skips(done: Done) -> list[tuple[str, str | None, str, str]]:
    """Unit, item, reason and detail of all that was skipped; the scan went on, and says that it is incomplete."""
    found = [(each["unit"], each["item"], each["reason"], each["detail"]) for each in records(done.stdout, "skipped")]
    assert done.returncode == (3 if found else 0)
    assert {each["complete"] for each in records(done.stdout, "coverage")} == ({False} if found else {True})
    assert done.stderr == ""
    return found


def ndjson(call: Run, *targets: str) -> Done:
    return call("scan", *targets, "--format", "ndjson", "--workers", "1")


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A share with one good file, which must be read whatever lies beside it."""
    estate.write(tmp_path / "share/goed.txt", GOOD)
    return tmp_path / "share"


def test_a_missing_path(call: Run) -> None:
    done = ndjson(call, "weg")
    assert skips(done) == [("", None, "unreachable", "there is no weg; check the path")]
    assert records(done.stdout, "coverage")[0]["units"] == 0
    text = call("scan", "weg")
    assert text.returncode == 3
    assert "Nothing was read, so nothing can be said about what is kept." in text.stdout
    assert "there is no weg; check the path" in text.stdout


@pytest.mark.parametrize("target", ["sqlite:///weg.db", "mbox:weg.db", "maildir:weg.db"])
def test_other_missing_things(call: Run, target: str) -> None:
    assert skips(ndjson(call, target)) == [("", None, "unreachable", "there is no weg.db; check the path")]


def test_one_missing_system_does_not_hinder_the_others(share: Path, call: Run) -> None:
    done = call("scan", "weg", "share", "--format", "ndjson")
    assert done.returncode == 3
    assert [each["complete"] for each in records(done.stdout, "coverage")] == [False, True]
    assert places(done.stdout) == [("share", ".", "goed.txt", None, "bsn", 1)]


def test_an_unreadable_file_and_folder(share: Path, home: Path, unprivileged: tuple[str, ...]) -> None:
    estate.write(share / "dicht.txt", GOOD).chmod(0)
    estate.write(share / "map/a.txt", GOOD)
    (share / "map").chmod(0)
    command = [*unprivileged, PDSCAN, "scan", "share", "--format", "ndjson"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=share.parent, check=False)
    finally:
        (share / "map").chmod(0o700)
    assert skips(done) == [(".", "dicht.txt", "no permission", ""), ("map", None, "no permission", "")]
    assert len(places(done.stdout)) == 1


def test_a_locked_database(tmp_path: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdscan_targets.sqlite_file.BUSY_SECONDS", 0.1)
    path = estate.database(tmp_path / "crm.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM customers")
        done = ndjson(call, "sqlite:///crm.db")
        other.execute("ROLLBACK")
    [(unit, item, reason, detail)] = skips(done)
    assert (unit, item, reason) == ("", None, "unreachable")
    assert detail == "sqlite:///crm.db: refused; locked by another program"
    assert skips(ndjson(call, "sqlite:///crm.db")) == []


def test_a_corrupt_database(tmp_path: Path, call: Run) -> None:
    path = tmp_path / "crm.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("a", "b"):
            connection.execute(f"CREATE TABLE {name} (bsn TEXT)")
            connection.executemany(f"INSERT INTO {name} VALUES (?)", [(BSNS[0],)] * 2000)
    content = bytearray(path.read_bytes())
    content[8192:20000] = b"\xa5" * (20000 - 8192)
    path.write_bytes(content)
    done = ndjson(call, "sqlite:///crm.db")
    assert skips(done) == [("a", None, "damaged", "pages of it are broken")]
    assert places(done.stdout) == [("crm.db", "b", None, "bsn", "bsn", 2000)]


def test_half_a_database(tmp_path: Path, call: Run) -> None:
    path = estate.database(tmp_path / "crm.db")
    path.write_bytes(path.read_bytes()[:5000])
    assert skips(ndjson(call, "sqlite:///crm.db")) == [
        ("", None, "unreachable", "sqlite:///crm.db: damaged; pages of it are broken")
    ]


def test_not_a_database(share: Path, call: Run) -> None:
    assert skips(ndjson(call, "sqlite:///share/goed.txt")) == [
        ("", None, "unreachable", "share/goed.txt is not an SQLite database, or an encrypted one")
    ]
    assert skips(ndjson(call, "sqlite:///share")) == [
        ("", None, "unreachable", "share can't be read: not a regular file (directory)")
    ]


def test_a_truncated_zip(share: Path, call: Run) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", GOOD)
        archive.writestr("b.txt", GOOD * 1000)
    estate.write(share / "half.zip", whole.getvalue()[: len(whole.getvalue()) // 2])
    done = ndjson(call, "share")
    assert skips(done) == [
        (".", "half.zip", "damaged", "the archive's directory is missing"),
        (".", "half.zip!/b.txt", "damaged", "it breaks off"),
    ]
    found = {each[2]: each[5] for each in places(done.stdout)}
    assert found["half.zip!/a.txt"] == 1
    assert 0 < found["half.zip!/b.txt"] < 1000
    assert found["goed.txt"] == 1


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-8-sig", "cp437"])
def test_text_in_another_encoding(share: Path, call: Run, encoding: str) -> None:
    estate.write(share / "a.txt", f"Café, één klant: {GOOD}".encode(encoding))
    done = ndjson(call, "share")
    assert skips(done) == []
    assert [each[2] for each in places(done.stdout)] == ["a.txt", "goed.txt"]


def test_text_that_breaks_its_own_encoding(share: Path, call: Run) -> None:
    """A file that says UTF-8 and isn't is read all the same: what is personal in it, is."""
    estate.write(share / "a.xml", b'<?xml version="1.0" encoding="utf-8"?><a>caf\xe9 \xff ' + GOOD.encode() + b"</a>")
    done = ndjson(call, "share")
    assert skips(done) == []
    assert [each[2] for each in places(done.stdout)] == ["a.xml", "goed.txt"]


def test_bytes_that_are_no_text(share: Path, call: Run) -> None:
    estate.write(share / "a.dat", bytes(range(256)) * 20)
    assert skips(ndjson(call, "share")) == [(".", "a.dat", "unknown format", "application/octet-stream")]


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.zip", "a.xlsx", "a.eml", "a.json", "a.pdf"])
def test_an_empty_file(share: Path, call: Run, name: str) -> None:
    estate.write(share / name, b"")
    done = ndjson(call, "share")
    assert skips(done) == []
    assert records(done.stdout, "coverage")[0]["items"] == 2


def test_a_sparse_file_of_two_gigabytes(share: Path, home: Path) -> None:
    with (share / "leeg.img").open("wb") as file:
        file.truncate(2 << 30)
    with (share / "log.txt").open("wb") as file:
        file.write(GOOD.encode() * 1000)
        file.truncate(2 << 30)
    done, memory = measured(share.parent, "share")
    assert (".", "leeg.img", "unknown format", "application/octet-stream") in skips(done)
    assert {each[2]: each[5] for each in places(done.stdout)} == {"goed.txt": 1, "log.txt": 1000}
    assert memory < 300 << 20


def test_much_text_and_a_long_table_in_little_memory(share: Path, home: Path) -> None:
    line = f"2026-01-02 INFO verwerkt order=123456789 klant Jansen; {GOOD}" + "gewone tekst zonder getallen\n" * 150
    count = (64 << 20) // len(line)
    with (share / "groot.log").open("w") as file:
        for _ in range(count):
            file.write(line)
    with closing(sqlite3.connect(share.parent / "crm.db")) as connection, connection:
        connection.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, bsn TEXT, note TEXT)")
        rows = ((n, BSNS[n % 12], "een opmerking van enige lengte " * 4) for n in range(30_000))
        connection.executemany("INSERT INTO customers VALUES (?, ?, ?)", rows)
    done, memory = measured(share.parent, "share", "sqlite:///crm.db")
    assert skips(done) == []
    assert [(each[0], each[5]) for each in places(done.stdout)] == [
        ("crm.db", 30_000),
        ("share", 1),
        ("share", count),
    ]
    assert memory < 256 << 20


MEASURE = (
    "import os, resource, subprocess, sys\n"
    "done = subprocess.run(sys.argv[1:])\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=open('peak', 'w'))\n"
    "sys.exit(done.returncode)"
)
"""A small process between: what a process forks begins with the memory of its parent, in the kernel's count."""


def measured(folder: Path, *targets: str) -> tuple[Done, int]:
    """A scan in one process, and how many bytes of memory it took."""
    command = [sys.executable, "-c", MEASURE, PDSCAN, "scan", *targets, "--format", "ndjson", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=unmeasured(), check=False)
    return done, int((folder / "peak").read_text()) * 1024


def test_links_that_lead_round_or_away(share: Path, call: Run) -> None:
    (share / "rond").symlink_to(".")
    (share / "x").symlink_to("y")
    (share / "y").symlink_to("x")
    (share / "weg").symlink_to("/etc/passwd")
    (share / "nergens").symlink_to("verdwenen")
    done = ndjson(call, "share")
    assert skips(done) == [
        (".", "nergens", "vanished", "the link leads to nothing"),
        (".", "rond", "link loop", "leads back to a directory that it lies in"),
        (".", "weg", "link out of the target", ""),
        (".", "x", "link loop", ""),
        (".", "y", "link loop", ""),
    ]
    assert len(places(done.stdout)) == 1


def test_a_named_pipe_does_not_block(share: Path, call: Run) -> None:
    os.mkfifo(share / "pijp")
    assert skips(ndjson(call, "share")) == [(".", "pijp", "not a regular file", "named pipe")]
    assert skips(ndjson(call, "share/pijp")) == [(".", "pijp", "not a regular file", "named pipe")]


@contextmanager
def while_reading(monkeypatch: pytest.MonkeyPatch, path: str, happens: object) -> Iterator[None]:
    """Something happens when the first chunk of a file has been decoded."""
    decode = work.Decoder.decode

    def disturbed(self: work.Decoder, item: work.Item) -> Iterator[work.Decoded]:
        for number, piece in enumerate(decode(self, item)):
            if item.path == path and number == 0:
                happens()  # type: ignore[operator]
            yield piece

    with monkeypatch.context() as patched:
        patched.setattr(work.Decoder, "decode", disturbed)
        yield


def test_a_file_that_grows_while_it_is_read(share: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    log = estate.write(share / "a.log", GOOD * 100)

    def grow() -> None:
        with log.open("a") as file:
            file.write(GOOD * 10)

    with while_reading(monkeypatch, "a.log", grow):
        done = ndjson(call, "share")
    size = len(GOOD)
    detail = f"grew from {100 * size} to {110 * size} bytes"
    assert skips(done) == [(".", "a.log", "changed while reading", detail)]
    assert [each[2] for each in places(done.stdout)] == ["a.log", "goed.txt"]


def test_a_file_that_vanishes_between_listing_and_reading(
    share: Path, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.write(share / "a.txt", GOOD)
    with while_reading(monkeypatch, "a.txt", (share / "goed.txt").unlink):
        done = ndjson(call, "share")
    assert skips(done) == [(".", "goed.txt", "vanished", "")]
    assert [each[2] for each in places(done.stdout)] == ["a.txt"]


def vanish_after_planning(monkeypatch: pytest.MonkeyPatch, happens: object) -> None:
    from pdscan.cli import scanning

    plan = scanning.plan

    def then(setup: work.Setup) -> object:
        found = plan(setup)
        happens()  # type: ignore[operator]
        return found

    monkeypatch.setattr(scanning, "plan", then)


def test_a_target_that_vanishes_after_it_was_listed(share: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    vanish_after_planning(monkeypatch, lambda: shutil.rmtree(share))
    assert skips(ndjson(call, "share")) == [(".", None, "unreachable", "there is no share; check the path")]


def test_a_table_that_vanishes_after_it_was_listed(tmp_path: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    path = estate.database(tmp_path / "crm.db")

    def drop() -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DROP TABLE contracts")

    vanish_after_planning(monkeypatch, drop)
    done = ndjson(call, "sqlite:///crm.db")
    assert skips(done) == [("contracts", None, "vanished", "")]
    assert len(places(done.stdout)) == 1


def test_a_store_that_may_not_be_written(share: Path, home: Path, unprivileged: tuple[str, ...]) -> None:
    folder = share.parent / "vast"
    folder.mkdir(mode=0o555)
    command = [*unprivileged, PDSCAN, "scan", "share", "--store", "sqlite:///vast/pdscan.db"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=share.parent, check=False)
    assert done.returncode == 4
    assert done.stderr == "pdscan: store vast/pdscan.db can't be opened: Permission denied\n"
    assert done.stdout == ""


def limit_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_store_that_may_not_grow(tmp_path: Path, home: Path, call: Run) -> None:
    for number in range(40):
        lines = "".join(f"BSN {bsn}, mail {number}.{n}@bedrijf.nl\n" for n, bsn in enumerate(BSNS))
        for file in range(12):
            estate.write(tmp_path / f"share/{number:02}/{file}.txt", lines)
    command = [PDSCAN, "scan", "share", "--format", "ndjson", "--store", "sqlite:///s.db"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=unmeasured(),
        check=False,
        preexec_fn=limit_files,
        timeout=100,
    )
    assert done.returncode == 4
    assert done.stderr == (
        "pdscan: store sqlite:///s.db can't be read or written: "
        "look at the disk, its quota and the size allowed for files\n"
    )
    resumed = call(*command[1:], "--resume", "--workers", "1")
    assert (resumed.returncode, resumed.stderr) == (0, "")
    undisturbed = call(*command[1:-1], "sqlite:///other.db", "--workers", "1")
    assert resumed.stdout == undisturbed.stdout


def test_a_store_in_use_by_another_process(share: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from pdscan.store import Store

    call("scan", "share", "--store", "sqlite:///s.db")
    open_store = Store.open
    monkeypatch.setattr(Store, "open", lambda url, create: open_store(url, create=create, wait=0.1))
    with closing(sqlite3.connect(share.parent / "s.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = call("scan", "share", "--store", "sqlite:///s.db")
        other.execute("ROLLBACK")
    assert done.returncode == 4
    assert done.stderr == (
        "pdscan: store sqlite:///s.db is in use: another process did not stop writing to it in time; "
        "wait until it is done, or stop it\n"
    )
    assert call("scan", "share", "--store", "sqlite:///s.db").returncode == 0


def test_a_store_that_is_something_else(share: Path, call: Run) -> None:
    done = call("scan", "share", "--store", "sqlite:///share/goed.txt")
    assert done.returncode == 2
    assert done.stderr == (
        "pdscan: store share/goed.txt is damaged, or no store: restore it from a backup, or name another with --store\n"
    )
    assert (share / "goed.txt").read_text() == GOOD


def test_two_scans_at_the_same_time(share: Path, pdscan: Run) -> None:
    for number in range(20):
        estate.write(share / f"{number}/a.txt", GOOD)
    done: list[Done] = []
    threads = [
        threading.Thread(target=lambda: done.append(pdscan("scan", "share", "--format", "ndjson"))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.returncode for each in done] == [0, 0]
    assert done[0].stdout == done[1].stdout
    assert len(places(done[0].stdout)) == 21
