"""Files with holes, read from front to back and elsewhere."""

from __future__ import annotations

import errno
import io
import os
import tarfile
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from pdscan_targets.quiet import Directory, stream_over
from pdscan_targets.sparse import HOLE, SparseFile, is_sparse

MIB = 1 << 20


def holed(path: Path, *pieces: tuple[int, bytes], size: int) -> Path:
    """A file with these pieces of data, by their places, and holes between."""
    with path.open("wb") as file:
        for place, data in pieces:
            file.seek(place)
            file.write(data)
        file.truncate(size)
    return path


def opened(path: Path) -> BinaryIO:
    return stream_over(Directory(str(path.parent)).open(path.name))


def raw(path: Path) -> SparseFile:
    return SparseFile(os.open(path, os.O_RDONLY))


def test_an_ordinary_file_is_not_sparse(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 3 * MIB)
    with opened(tmp_path / "f") as stream:
        assert not isinstance(stream.raw, SparseFile)  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [3 * MIB, 3 * MIB + 1, 3 * MIB + 4095])
def test_a_file_of_nothing_is_its_last_block(tmp_path: Path, size: int) -> None:
    with opened(holed(tmp_path / "f", size=size)) as stream:
        assert stream.read() == b"\0" * ((size - 1) % 4096 + 1)


def test_long_holes_are_one_block_so_that_values_do_not_run_into_one(tmp_path: Path) -> None:
    path = holed(tmp_path / "f", (0, b"1" * 4096), (100 * MIB, b"2" * 5000), size=200 * MIB)
    with opened(path) as stream:
        data = stream.read()
    assert data == b"1" * 4096 + b"\0" * 4096 + b"2" * 5000 + b"\0" * (8192 - 5000) + b"\0" * 4096


def test_short_holes_are_read_as_they_are(tmp_path: Path) -> None:
    path = holed(tmp_path / "f", (0, b"1"), (HOLE // 2, b"2"), (HOLE // 2 + 5 * MIB, b"3"), size=6 * MIB)
    with opened(path) as stream:
        assert stream.read(HOLE // 2 + 1) == b"1" + b"\0" * (HOLE // 2 - 1) + b"2"


def test_going_back_to_the_beginning_starts_anew(tmp_path: Path) -> None:
    path = holed(tmp_path / "f", (0, b"head"), (50 * MIB, b"tail"), size=50 * MIB + 4)
    with opened(path) as stream:
        head = stream.read(8192)
        assert stream.tell() == 8192
        stream.seek(0)
        data = stream.read()
    assert data.startswith(head)
    assert data.endswith(b"\0tail")
    assert len(data) < 20_000


def test_who_goes_to_a_place_reads_the_file_as_it_is(tmp_path: Path) -> None:
    path = holed(tmp_path / "f", (0, b"head"), (50 * MIB, b"tail"), size=50 * MIB + 4)
    with opened(path) as stream:
        assert stream.seek(-4, io.SEEK_END) == 50 * MIB
        assert stream.read() == b"tail"
        assert stream.seek(0) == 0
        assert len(stream.read()) == 50 * MIB + 4
    with raw(path) as file:
        assert file.readable()
        assert file.seekable()
        assert file.seek(10) == 10
        assert file.seek(5, io.SEEK_CUR) == 15
        assert file.seek(-100, io.SEEK_CUR) == 0


def test_a_zip_with_a_hole_in_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "f.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("zeros", b"\0" * 4 * MIB)
        archive.writestr("text", "hallo")
    punched(path)
    with opened(path) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.testzip() is None
        assert archive.read("text") == b"hallo"


def test_a_tar_with_a_hole_in_it_is_whole_even_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "f.tar"
    with tarfile.open(path, "w") as archive:
        for name, data in {"zeros": b"\0" * 4 * MIB, "text": b"hallo"}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    punched(path)
    with opened(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        assert [(member.name, member.size) for member in archive] == [("zeros", 4 * MIB), ("text", 5)]


def punched(path: Path) -> None:
    """Write a file again, with holes where it has blocks of zeros."""
    data = path.read_bytes()
    with path.open("wb") as file:
        for start in range(0, len(data), 4096):
            block = data[start : start + 4096]
            file.seek(start)
            if block.strip(b"\0"):
                file.write(block)
        file.truncate(len(data))
    fd = os.open(path, os.O_RDONLY)
    try:
        assert os.fstat(fd).st_blocks * 512 < len(data) - MIB
    finally:
        os.close(fd)


def test_a_file_system_without_holes_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = holed(tmp_path / "f", (0, b"head"), size=3 * MIB)

    def lseek(fd: int, place: int, whence: int) -> int:
        raise OSError(errno.EINVAL, "no such thing here")

    monkeypatch.setattr(os, "lseek", lseek)
    with raw(path) as file:
        assert file.readall() == b"head" + b"\0" * (3 * MIB - 4)


def test_sparse_is_what_takes_a_mebibyte_less_than_it_is_long(tmp_path: Path) -> None:
    for size, expected in ((HOLE - 1, False), (2 * HOLE, True)):
        fd = os.open(holed(tmp_path / "f", size=size), os.O_RDONLY)
        try:
            assert is_sparse(fd) is expected
        finally:
            os.close(fd)


def test_closing_twice_closes_once(tmp_path: Path) -> None:
    file = raw(holed(tmp_path / "f", size=10))
    fd = file.fileno()
    file.close()
    file.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)
