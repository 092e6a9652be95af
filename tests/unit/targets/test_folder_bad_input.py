"""What a folder target says of files that can't, or must not, be read."""

from __future__ import annotations

import errno
import os
import resource
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import TargetError
from pdscan.model import Item, Skipped, Unit
from pdscan.protocols import Target, TargetOptions
from pdscan_targets.folder import Folder, LocalFolder
from pdscan_targets.quiet import Directory
from pdscan_targets.volume import Unreadable

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
Unprivileged = Callable[[], AbstractContextManager[None]]
DOT = Unit(".", "directory")


def test_pipes_sockets_and_devices_are_told_and_not_opened(
    tmp_path: Path, options: Options, everything: Everything
) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
    (tmp_path / "ok.txt").write_text("ok")
    expected = [
        ("fifo", "not a regular file", "named pipe"),
        ("ok.txt", b"ok"),
        ("socket", "not a regular file", "socket"),
    ]
    if os.geteuid() == 0:
        os.mknod(tmp_path / "device", 0o20600, os.makedev(1, 5))
        expected.insert(0, ("device", "not a regular file", "character device"))
    assert everything(Folder(str(tmp_path), options())) == {".": expected}


def test_a_pipe_put_in_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(Unreadable) as raised:
        Directory(str(tmp_path)).open("fifo")
    assert (raised.value.reason, raised.value.detail) == ("not a regular file", "named pipe")


def test_a_pipe_as_the_target_itself_is_told(tmp_path: Path, options: Options, everything: Everything) -> None:
    os.mkfifo(tmp_path / "fifo")
    found = everything(Folder(str(tmp_path / "fifo"), options()))
    assert found == {".": [("fifo", "not a regular file", "named pipe")]}


def test_links(tmp_path: Path, options: Options, everything: Everything) -> None:
    root = tmp_path / "root"
    (root / "map").mkdir(parents=True)
    (root / "map/file.txt").write_text("once")
    (tmp_path / "secret.txt").write_text("secret")
    for name, target in {
        "a-to-b": "b-to-a",
        "b-to-a": "a-to-b",
        "dangling": "map/gone.txt",
        "inside": "map/file.txt",
        "inside-directory": "map",
        "out": "../secret.txt",
        "out-absolute": "/etc/hostname",
        "out-and-gone": "../no-such-file",
        "to-itself": ".",
    }.items():
        (root / name).symlink_to(target)
    (root / "map/up").symlink_to("..")
    assert everything(Folder(str(root), options())) == {
        ".": [
            ("a-to-b", "link loop", ""),
            ("b-to-a", "link loop", ""),
            ("dangling", "vanished", "the link leads to nothing"),
            ("out", "link out of the target", ""),
            ("out-absolute", "link out of the target", ""),
            ("out-and-gone", "link out of the target", ""),
            ("to-itself", "link loop", "leads back to a directory that it lies in"),
        ],
        "map": [
            ("file.txt", b"once"),
            ("up", "link loop", "leads back to a directory that it lies in"),
        ],
    }


def test_a_link_through_a_directory_that_may_not_be_entered(
    open_to_all: Path, options: Options, everything: Everything, unprivileged: Unprivileged
) -> None:
    (open_to_all / "share").mkdir()
    (open_to_all / "closed/in").mkdir(parents=True)
    (open_to_all / "share/link").symlink_to("../closed/in")
    (open_to_all / "closed").chmod(0)
    with unprivileged():
        found = everything(Folder(str(open_to_all / "share"), options()))
    (open_to_all / "closed").chmod(0o700)
    assert found == {".": [("link", "link out of the target", "")]}


def test_what_may_not_be_read_is_told_and_the_rest_is_read(
    open_to_all: Path, options: Options, everything: Everything, unprivileged: Unprivileged
) -> None:
    for directory in ("closed", "open"):
        (open_to_all / directory).mkdir(mode=0o755)
        (open_to_all / directory / "file.txt").write_text("text")
    (open_to_all / "open/secret.txt").write_text("secret")
    (open_to_all / "open/secret.txt").chmod(0)
    (open_to_all / "closed").chmod(0)
    with unprivileged():
        target = Folder(str(open_to_all), options())
        access = target.check()
        found = everything(target)
    (open_to_all / "closed").chmod(0o755)
    assert found == {
        "": [("closed", "no permission", "")],
        ".": [],
        "open": [("file.txt", b"text"), ("secret.txt", "no permission", "")],
    }
    assert access.readable == 1
    assert access.problems == ("1 of 2 may not be read",)
    if os.geteuid() == 0:
        assert not access.could_write


def test_a_folder_that_may_not_be_read_at_all(open_to_all: Path, options: Options, unprivileged: Unprivileged) -> None:
    (open_to_all / "closed").mkdir()
    (open_to_all / "closed/in").mkdir()
    (open_to_all / "closed").chmod(0)
    try:
        with unprivileged():
            with pytest.raises(TargetError, match=r"/closed can't be read: no permission$"):
                Folder(str(open_to_all / "closed"), options()).check()
            with pytest.raises(TargetError, match=r"/closed/in can't be read: no permission$"):
                Folder(str(open_to_all / "closed/in"), options()).check()
    finally:
        (open_to_all / "closed").chmod(0o755)


def test_another_file_system_is_left_alone(
    tmp_path: Path, options: Options, everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mounted").mkdir()
    (tmp_path / "mounted/file.txt").write_text("elsewhere")
    target = Folder(str(tmp_path), options())
    real = os.fstat
    inode = (tmp_path / "mounted").stat().st_ino

    def fstat(fd: int) -> os.stat_result:
        status = real(fd)
        if status.st_ino != inode:
            return status
        return os.stat_result([*status[:2], status.st_dev + 1, *status[3:]])

    monkeypatch.setattr(os, "fstat", fstat)
    assert everything(target) == {
        ".": [],
        "": [("mounted", "link out of the target", "another file system is mounted here; scan it by itself")],
    }


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc")
def test_proc_under_the_root_is_another_file_system() -> None:
    with pytest.raises(Unreadable) as raised:
        LocalFolder("/", TargetOptions(system="sys")).directory(("proc",))
    assert raised.value.reason == "link out of the target"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc")
def test_other_file_systems_are_read_where_the_config_says_so_but_never_proc() -> None:
    everywhere = LocalFolder("/", TargetOptions(system="sys", other_file_systems=True))
    assert everywhere.directory(("dev", "shm"))
    with pytest.raises(Unreadable) as raised:
        everywhere.directory(("proc",))
    assert raised.value.detail == "a file system of the system itself, which holds no files"


@pytest.mark.parametrize(
    ("spoil", "detail"),
    [
        (lambda path: path.write_bytes(b"x" * 10), "shrank from 100000 to 10 bytes"),
        (lambda path: path.open("ab").write(b"more"), "grew from 100000 to 100004 bytes"),
        (lambda path: os.utime(path, (1, 1)), "was written to"),
    ],
    ids=["truncated", "appended", "written"],
)
def test_a_file_that_changes_while_it_is_read(
    spoil: Callable[[Path], object], detail: str, tmp_path: Path, options: Options
) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * 100_000)
    (tmp_path / "other.txt").write_text("other")
    target = Folder(str(tmp_path), options())
    read = target.read(DOT)
    item = next(read)
    assert isinstance(item, Item)
    with item.open() as stream:
        assert stream.read(1000) == b"x" * 1000
        spoil(path)
        stream.read()
    skipped, other = read
    assert isinstance(skipped, Skipped)
    assert (str(skipped.location), skipped.reason, skipped.detail) == (
        "sys: ./log.txt",
        "changed while reading",
        detail,
    )
    assert isinstance(other, Item)
    again = target.read(DOT, target.cursor(DOT))
    assert [each.path for each in again if isinstance(each, Item)] == ["log.txt"]


def test_a_file_that_is_replaced_or_deleted_was_read_whole(tmp_path: Path, options: Options) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    found = []
    for item in Folder(str(tmp_path), options()).read(DOT):
        assert isinstance(item, Item)
        with item.open() as stream:
            (tmp_path / item.path).unlink()
            if item.path == "a":
                (tmp_path / "a").write_bytes(b"a new one")
            found.append(stream.read())
    assert found == [b"old", b"old"]


def test_what_vanishes_between_listing_and_reading_is_told(tmp_path: Path, options: Options) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    read = Folder(str(tmp_path), options()).read(DOT)
    next(read)
    (tmp_path / "b").unlink()
    (skipped,) = read
    assert isinstance(skipped, Skipped)
    assert (skipped.location.item, skipped.reason) == ("b", "vanished")


def test_a_directory_that_vanishes_is_told(tmp_path: Path, options: Options) -> None:
    read = list(Folder(str(tmp_path), options()).read(Unit("gone/by", "directory")))
    assert [(each.location.unit, each.reason) for each in read if isinstance(each, Skipped)] == [
        ("gone/by", "vanished")
    ]


def test_a_directory_that_becomes_a_link_is_not_entered(tmp_path: Path, options: Options) -> None:
    (tmp_path / "root/map").mkdir(parents=True)
    target = Folder(str(tmp_path / "root"), options())
    assert target.check().readable == 1
    (tmp_path / "root/map").rmdir()
    (tmp_path / "root/map").symlink_to("/etc")
    (skipped,) = target.read(Unit("map", "directory"))
    assert isinstance(skipped, Skipped)
    assert skipped.reason in ("changed while reading", "vanished")


def test_opening_too_late_is_an_error_of_the_system(tmp_path: Path, options: Options) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (item,) = list(Folder(str(tmp_path), options()).read(DOT))
    assert isinstance(item, Item)
    (tmp_path / "a").unlink()
    with pytest.raises(OSError, match="vanished") as raised:
        item.open()
    assert raised.value.errno == errno.ENOENT


def test_two_gigabytes_of_nothing_take_neither_time_nor_memory(tmp_path: Path, options: Options) -> None:
    path = tmp_path / "sparse.bin"
    with path.open("wb") as file:
        file.write(b"first")
        file.seek(1 << 30)
        file.write(b"middle")
        file.truncate(2 << 30)
    (item,) = Folder(str(path), options()).read(DOT)
    assert isinstance(item, Item)
    assert item.size == 2 << 30
    started, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with item.open() as stream:
        data = stream.read()
    assert len(data) < 1 << 20
    assert data.replace(b"\0", b" ").split() == [b"first", b"middle"]
    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 64 << 10


@pytest.fixture
def shallow() -> Iterator[Path]:
    """A directory to dig down in, which is cleared away by a tool that doesn't mind depth."""
    directory = tempfile.mkdtemp()
    yield Path(directory)
    subprocess.run(["rm", "-rf", directory], check=True)


def test_a_thousand_directories_deep(shallow: Path, options: Options) -> None:
    depth = 1000
    inside = os.open(shallow, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=inside)
        inside, above = os.open("d", os.O_RDONLY, dir_fd=inside), inside
        os.close(above)
    with os.fdopen(os.open("f.txt", os.O_CREAT | os.O_WRONLY, dir_fd=inside), "w") as file:
        file.write("deep")
    os.close(inside)
    target = Folder(str(shallow), options())
    units = [unit for unit in target.units() if isinstance(unit, Unit)]
    assert [unit.name for unit in units] == [".", "/".join(["d"] * depth)]
    fresh = Folder(str(shallow), options())
    (item,) = fresh.read(units[1])
    assert isinstance(item, Item)
    with item.open() as stream:
        assert stream.read() == b"deep"
