"""Archives and packed files: members as nested items, and everything hostile that an archive can be."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from datetime import UTC, datetime

import lz4.frame
import pytest
import zstandard

from pdscan.model import Item
from pdscan.protocols import Limits, Problem
from pdscan_targets.formats.compressed import FORMAT as COMPRESSED
from pdscan_targets.formats.tar import FORMAT as TAR

TEXT = b"bsn 111222333\n"


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members, mode="w", size=None):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            info.mtime = 1_600_000_000
            if kind == tarfile.REGTYPE:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            else:
                info.linkname = content
                archive.addfile(info)
    return out.getvalue()


def test_members_of_a_zip(read):
    data = zipped(("a.txt", TEXT), ("map/", b""), ("map/b.csv", b"naam;bsn\nx;123456782\n"), ("leeg.txt", b""))
    assert read(data, "oud.zip") == [
        ("oud.zip!/a.txt", None, 1, "bsn 111222333\n"),
        ("oud.zip!/map/b.csv", "naam", 2, "x"),
        ("oud.zip!/map/b.csv", "bsn", 2, "123456782"),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method(read, method):
    data = zipped(("a.txt", TEXT * 1000), method=method)
    assert read(data, "a.zip") == [("a.zip!/a.txt", None, 1, (TEXT * 1000).decode())]


def test_a_member_has_its_own_date(decode):
    (piece,) = decode(zipped((zipfile.ZipInfo("a.txt", (2019, 2, 28, 12, 0, 0)), TEXT)))
    assert piece.item.modified == datetime(2019, 2, 28, 12, tzinfo=UTC)
    assert piece.item.media_type == "text/plain"


def test_written_as_a_stream(read):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", TEXT)
    assert pipe.data[6] & 8
    assert read(pipe.data) == [("test!/a.txt", None, 1, TEXT.decode()), ("test!/b.txt", None, 1, TEXT.decode())]
    cut = pipe.data[: pipe.data.rfind(b"PK\1\2") - 40]
    assert read(cut) == [
        ("test", "!", "damaged"),
        ("test!/a.txt", None, 1, TEXT.decode()),
        ("test!/b.txt", None, 1, TEXT.decode()),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_truncated_zip_gives_what_is_there(read, method):
    noise = bytes(range(32, 127)) * 40
    whole = zipped(("a.txt", TEXT), ("map/", b""), ("b.txt", b"".join(noise[n:] for n in range(900))), method=method)
    found = read(whole[: len(whole) // 2], "a.zip")
    assert found[:2] == [("a.zip", "!", "damaged"), ("a.zip!/a.txt", None, 1, TEXT.decode())]
    assert found[2][0] == "a.zip!/b.txt"
    assert found[2][3].startswith(noise.decode())
    assert found[3:] == [("a.zip!/b.txt", "!", "damaged")]


def test_a_truncated_zip_with_members_that_cannot_be_read(read):
    data = bytearray(zipped(("a.txt", TEXT), ("b.txt", TEXT)))
    data[6] |= 1
    second = data.index(b"PK\3\4", 4)
    data[second + 8] = 9
    assert read(bytes(data[: data.index(b"PK\1\2")])) == [
        ("test", "!", "damaged"),
        ("test!/a.txt", "!", "encrypted"),
        ("test!/b.txt", "!", "damaged"),
    ]
    assert read(b"PK\3\4" + bytes(8)) == [("test", "!", "damaged")]


def test_a_directory_that_is_broken(read):
    data = bytearray(zipped(("a.txt", TEXT)))
    data[data.index(b"PK\1\2") + 6] = 99
    assert read(bytes(data)) == [("test", "!", "damaged"), ("test!/a.txt", None, 1, TEXT.decode())]


def test_a_directory_that_points_elsewhere(read):
    data = zipped(("a.txt", TEXT), ("b.txt", TEXT))
    found = read(data[:50] + b"oeps" + data[50:])
    assert found[0] == ("test", "!", "damaged")
    assert found[-1] == ("test!/b.txt", None, 1, TEXT.decode())


def test_a_member_whose_header_is_elsewhere(read):
    data = zipped(("a", TEXT), ("b", TEXT))
    second = data.rindex(b"PK\3\4")
    broken = data[:second] + b"XX" + data[second + 2 :]
    assert read(broken) == [("test!/a", None, 1, TEXT.decode()), ("test!/b", "!", "damaged")]


def changed(data, offset, value, size=2):
    """A ZIP file whose directory says something else about its first member."""
    data = bytearray(data)
    entry = data.index(b"PK\1\2") + offset
    data[entry : entry + size] = value.to_bytes(size, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("reason", "data", "found"),
    [
        ("a password", changed(zipped(("a", TEXT), ("b", TEXT)), 8, 1), ("test!/a", "!", "encrypted")),
        ("another encryption", changed(zipped(("a", TEXT), ("b", TEXT)), 10, 99), ("test!/a", "!", "encrypted")),
        ("an unknown method", changed(zipped(("a", TEXT), ("b", TEXT)), 10, 9), ("test!/a", "!", "unknown format")),
        (
            "a link",
            changed(zipped(("a", TEXT), ("b", TEXT)), 38, (stat.S_IFLNK | 0o777) << 16, 4),
            ("test!/a", "!", "not a regular file"),
        ),
    ],
)
def test_members_that_cannot_be_read(read, reason, data, found):
    assert read(data) == [found, ("test!/b", None, 1, TEXT.decode())]


@pytest.mark.parametrize("size", [3, 1 << 30])
def test_a_size_that_lies_is_not_believed(read, size):
    data = changed(zipped(("a.txt", TEXT * 100), ("b", TEXT)), 24, size, 4)
    assert read(data) == [("test!/a.txt", None, 1, (TEXT * 100).decode()), ("test!/b", None, 1, TEXT.decode())]


def test_a_wrong_checksum_is_told_after_the_content(read):
    data = changed(zipped(("a.txt", TEXT), ("b", TEXT)), 16, 1, 4)
    assert read(data) == [
        ("test!/a.txt", None, 1, TEXT.decode()),
        ("test!/a.txt", "!", "damaged"),
        ("test!/b", None, 1, TEXT.decode()),
    ]


def test_a_date_that_is_none(decode):
    (piece,) = decode(changed(zipped(("a.txt", TEXT)), 12, 0, 4))
    assert piece.item.modified is None


def test_names_are_only_names(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = zipped(("../../slip.txt", TEXT), ("/abs.txt", TEXT), ("a\nb\u202e.txt", TEXT), ("x" * 400, TEXT))
    paths = [path for path, *_ in read(data)]
    assert paths[:3] == ["test!/../../slip.txt", "test!//abs.txt", "test!/a�b�.txt"]
    assert len(paths[3]) < 220
    assert list(tmp_path.iterdir()) == []


def test_members_of_one_name(read):
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("a.txt", b"een"), ("a.txt", b"twee"))
    assert read(data) == [("test!/a.txt", None, 1, "een"), ("test!/a.txt (2)", None, 1, "twee")]


def test_nested(read):
    inner = zipped(("a.txt.gz", gzip.compress(TEXT)))
    outer = tarred(("map/binnen.zip", tarfile.REGTYPE, inner), mode="w:gz")
    assert read(outer, "buiten.tgz") == [
        ("buiten.tgz!/buiten.tar!/map/binnen.zip!/a.txt.gz!/a.txt", None, 1, TEXT.decode())
    ]


def test_nested_40_levels(read):
    data = TEXT
    for _ in range(40):
        data = zipped(("n.zip", data))
    assert read(data, "n.zip") == [("n.zip" + "!/n.zip" * 12, "!", "too deep")]
    assert read(data, "n.zip", depth=40) == [("n.zip" + "!/n.zip" * 40, None, 1, TEXT.decode())]


def test_too_deep_is_told_once_for_each_container(read):
    data = zipped(("a.zip", zipped(("x", TEXT), ("y", TEXT))), ("b.txt", TEXT))
    assert read(data, depth=1) == [("test!/a.zip", "!", "too deep"), ("test!/b.txt", None, 1, TEXT.decode())]


def bomb(levels, width=16, leaf=20):
    data = zipped(("0.bin", bytes(leaf << 20)))
    for _ in range(levels):
        data = zipped(*((f"{n}.zip", data) for n in range(width)))
    return data


def test_a_zip_bomb_gives_one_problem(decode, peak):
    data = bomb(3)
    assert len(data) < 20_000
    found = decode(data, "bom.zip")
    assert [each.content.reason for each in found if each.content.reason == "too large"] == ["too large"]
    assert found[-1].content == Problem("too large", "unpacks to more than 200 times its size")
    assert peak() < 40


def test_limits_on_size_members_and_time(decode):
    text = zipped(*((f"{n}.txt", TEXT * 10_000) for n in range(20)))
    found = [each.content for each in decode(text, expanded=1 << 20)]
    assert found[-1] == Problem("too large", "more than 1 MiB when unpacked")
    assert sum(isinstance(each, Problem) for each in found) == 1
    found = [each.content for each in decode(text, members=5)]
    assert found[-1] == Problem("too large", "more than 5 members")
    assert len(found) == 6
    (found,) = [each.content for each in decode(text, seconds=-1.0)]
    assert found.reason == "time limit"


def test_members_of_a_tar(read):
    data = tarred(
        ("./a.txt", tarfile.REGTYPE, TEXT),
        ("map", tarfile.DIRTYPE, ""),
        ("uit", tarfile.SYMTYPE, "/tmp"),
        ("hard", tarfile.LNKTYPE, "/etc/passwd"),
        ("pijp", tarfile.FIFOTYPE, ""),
        ("schijf", tarfile.BLKTYPE, ""),
        ("scherm", tarfile.CHRTYPE, ""),
        ("../boven.txt", tarfile.REGTYPE, TEXT),
    )
    refused = "not a regular file"
    assert read(data, "a.tar") == [
        ("a.tar!/a.txt", None, 1, TEXT.decode()),
        *((f"a.tar!/{name}", "!", refused) for name in ("uit", "hard", "pijp", "schijf", "scherm")),
        ("a.tar!/../boven.txt", None, 1, TEXT.decode()),
    ]


def test_a_tar_without_the_newer_mark(read):
    data = bytearray(tarred(("a.txt", tarfile.REGTYPE, TEXT)))
    data[257:265] = bytes(8)
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert read(bytes(data)) == [("test!/a.txt", None, 1, TEXT.decode())]
    assert TAR.recognises(b"x" * 512, "a.tar") == 0
    assert TAR.recognises(b"x", "a.tar") == 0


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_truncated_tar_gives_what_is_there(read, mode):
    noise = bytes(range(32, 127)) * 4000
    data = tarred(("a.txt", tarfile.REGTYPE, TEXT), ("b.txt", tarfile.REGTYPE, noise), mode=mode)
    found = read(data[: len(data) * 3 // 4], "a.tar")
    first, second = [text for _, field, _, *text in found if field is None and text]
    assert first == [TEXT.decode()]
    assert second[0].startswith(noise[:200].decode())
    assert "damaged" in [each[2] for each in found if each[1] == "!"]


def test_a_tar_with_a_broken_header(read):
    data = bytearray(tarred(("a.txt", tarfile.REGTYPE, TEXT), ("b.txt", tarfile.REGTYPE, TEXT)))
    data[1024 + 150] ^= 0xFF
    assert read(bytes(data)) == [("test!/a.txt", None, 1, TEXT.decode()), ("test", "!", "damaged")]


def test_a_tar_cut_in_a_header(read):
    data = tarred(("a.txt", tarfile.REGTYPE, TEXT), ("b.txt", tarfile.REGTYPE, TEXT))[: 1024 + 100]
    assert read(data) == [("test!/a.txt", None, 1, TEXT.decode()), ("test", "!", "damaged")]


PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lz4": lz4.frame.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_packed_files(read, suffix):
    pack = PACKERS[suffix]
    assert read(pack(TEXT), f"a.txt.{suffix}") == [(f"a.txt.{suffix}!/a.txt", None, 1, TEXT.decode())]
    several = pack(TEXT) + pack(b"twee\n")
    assert read(several, "naamloos") == [("naamloos!/naamloos", None, 1, TEXT.decode() + "twee\n")]
    assert read(pack(b""), f"a.{suffix}") == []


@pytest.mark.parametrize("suffix", PACKERS)
def test_truncated_packed_files_give_what_is_there(read, suffix):
    noise = "".join(f"{n * n * n * 7919}\n" for n in range(100_000)).encode()
    packed = PACKERS[suffix](noise)
    found = read(packed[: len(packed) // 2], f"a.{suffix}")
    if suffix != "zst":
        assert found[-1] == (f"a.{suffix}!/a", "!", "damaged")
    assert found[0][3].startswith(noise[:1000].decode())


@pytest.mark.parametrize("suffix", PACKERS)
def test_bombs_of_one_file(decode, suffix):
    text = PACKERS[suffix](b"x" * (40 << 20))
    found = [each.content for each in decode(text, "a", ratio=10)]
    assert found[-1] == Problem("too large", "unpacks to more than 10 times its size")
    assert sum(isinstance(each, Problem) for each in found) == 1


def test_an_xz_that_asks_for_too_much_memory(read):
    packer = lzma.LZMACompressor(lzma.FORMAT_XZ, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096}])
    data = bytearray(packer.compress(TEXT) + packer.flush())
    place = data.index(b"\x21\x01\x00")
    one_gibibyte = 36
    data[place + 2] = one_gibibyte
    header_end = place + 3
    while (header_end - 12) % 4:
        header_end += 1
    data[header_end : header_end + 4] = struct.pack("<I", zlib.crc32(bytes(data[12:header_end])))
    assert read(bytes(data), "a.xz") == [("a.xz!/a", "!", "damaged")]


def test_packed_only_by_its_name(read):
    assert COMPRESSED.recognises(b"tekst", "a.gz") == 0
    (found,) = COMPRESSED.chunks(io.BytesIO(b"tekst"), Item("a.gz", io.BytesIO), Limits())
    assert found.reason == "unknown format"
    assert read(b"gewoon tekst", "a.gz") == [("a.gz", None, 1, "gewoon tekst")]


def test_padding_after_an_xz(read):
    assert read(lzma.compress(TEXT) + bytes(8), "a.xz") == [("a.xz!/a", None, 1, TEXT.decode())]
