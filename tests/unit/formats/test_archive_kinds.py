"""7z, RAR, ISO, CPIO and others, by bsdtar; ZIP and 7z with passwords; what is broken, locked or missing."""

import io
import subprocess
import zipfile
import zlib

import py7zr
import pytest

from pdscan.protocols import Passwords
from pdscan_targets.formats import archive as archive_module
from pdscan_targets.formats import sevenzip as sevenzip_module

TEXT = b"bsn 111222333\n"
RAR5 = b"Rar!\x1a\x07\x01\x00"


def packed(tmp_path, kind, members):
    """An archive as bsdtar writes it."""
    for name, data in members.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    out = tmp_path / "out"
    subprocess.run(["bsdtar", "-cf", out, f"--format={kind}", "-C", tmp_path / "in", *members], check=True)
    return out.read_bytes()


def vint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def rar5(*members):
    """An archive of RAR 5.0 whose members are stored: https://www.rarlab.com/technote.htm."""

    def block(fields, data=b""):
        header = vint(len(fields)) + fields
        return zlib.crc32(header).to_bytes(4, "little") + header + data

    out = RAR5 + block(b"\x01\x00\x00")
    for name, data in members:
        size = vint(len(data))
        fields = b"\x02\x02" + size + b"\x04" + size + vint(0o100644) + zlib.crc32(data).to_bytes(4, "little")
        out += block(fields + b"\x00\x01" + vint(len(name)) + name, data)
    return out + block(b"\x05\x00\x00")


def sevenzip(*members, **options):
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **options) as archive:
        for name, data in members:
            archive.writestr(data, name)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["7zip", "iso9660", "cpio", "newc", "xar"])
def test_members(read, tmp_path, kind):
    data = packed(tmp_path, kind, {"a.txt": TEXT, "map/b.csv": b"naam;bsn\nx;123456782\n"})
    assert sorted(read(data, "oud.iso" if kind == "iso9660" else "oud")) == sorted(
        [
            (f"{'oud.iso' if kind == 'iso9660' else 'oud'}!/a.txt", None, 1, TEXT.decode()),
            (f"{'oud.iso' if kind == 'iso9660' else 'oud'}!/map/b.csv", "naam", 2, "x"),
            (f"{'oud.iso' if kind == 'iso9660' else 'oud'}!/map/b.csv", "bsn", 2, "123456782"),
        ]
    )


def test_a_disc_without_its_name(read, tmp_path):
    assert read(packed(tmp_path, "iso9660", {"a.txt": TEXT}), "schijf") == [("schijf!/a.txt", None, 1, TEXT.decode())]


def test_nothing_but_zeros_is_no_disc(read):
    assert read(bytes(1 << 16), "a.iso") == [("a.iso", "!", "unknown format")]


def test_rar(read):
    data = rar5((b"a.txt", TEXT), (b"../../b.txt", b"twee\n"))
    assert read(data, "a.rar") == [
        ("a.rar!/a.txt", None, 1, TEXT.decode()),
        ("a.rar!/../../b.txt", None, 1, "twee\n"),
    ]
    assert read(data[:-40], "a.rar")[0] == ("a.rar!/a.txt", None, 1, TEXT.decode())
    assert read(RAR5 + b"\xff" * 200, "a.rar") == [("a.rar", "!", "damaged")]


def test_a_truncated_7z(read):
    data = sevenzip(("a.txt", TEXT * 100))
    assert read(data[:60]) == [("test", "!", "damaged")]


def test_a_bomb_in_7z(read):
    data = sevenzip(("a.txt", b"bsn 111222333\n" * (1 << 20)))
    assert len(data) < 100_000
    assert read(data, expanded=4 << 20)[-1][1:] == ("!", "too large")


@pytest.mark.parametrize("options", [{}, {"header_encryption": True}])
def test_a_7z_with_a_password(read, options):
    data = sevenzip(("a.txt", TEXT), ("map/b.txt", b"twee\n"), password="geheim", **options)
    assert read(data) == [("test", "!", "encrypted")]
    assert read(data, passwords=Passwords(["fout"])) == [("test", "!", "encrypted")]
    assert read(data, passwords=Passwords(["fout", "geheim"])) == [
        ("test!/a.txt", None, 1, TEXT.decode()),
        ("test!/map/b.txt", None, 1, "twee\n"),
    ]


def test_what_is_missing_is_named(decode, monkeypatch):
    monkeypatch.setattr(archive_module.shutil, "which", lambda _: None)
    (found,) = decode(sevenzip(("a.txt", TEXT)))
    assert (found.content.reason, "libarchive-tools" in found.content.detail) == ("needs a package", True)
    monkeypatch.undo()
    monkeypatch.setattr(sevenzip_module, "find_spec", lambda _: None)
    (found,) = decode(sevenzip(("a.txt", TEXT), password="x"))
    assert (found.content.reason, "pdscan[archives]" in found.content.detail) == ("needs a package", True)


def test_a_program_that_never_ends(read, monkeypatch, tmp_path):
    slow = tmp_path / "bsdtar"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(archive_module, "ARGUMENTS", [str(slow)])
    assert read(rar5((b"a", TEXT)), seconds=0.5) == [("test", "!", "time limit")]


def locked_zip(tmp_path, encryption, members, *options):
    """A ZIP file with the password `geheim`, as bsdtar writes it."""
    for name, data in members.items():
        (tmp_path / name).write_bytes(data)
    command = ["bsdtar", "-cf", "-", "--format=zip", f"--options=zip:encryption={encryption}{''.join(options)}"]
    done = subprocess.run([*command, "--passphrase=geheim", "-C", tmp_path, *members], check=True, capture_output=True)
    return done.stdout


@pytest.mark.parametrize("packing", ["", ",zip:compression=store"])
@pytest.mark.parametrize("encryption", ["zipcrypt", "aes128", "aes256"])
def test_a_zip_with_a_password(read, tmp_path, encryption, packing):
    data = locked_zip(tmp_path, encryption, {"a.txt": TEXT * 9000, "b.txt": b"twee\n"}, packing)
    assert read(data) == [("test!/a.txt", "!", "encrypted"), ("test!/b.txt", "!", "encrypted")]
    assert read(data, passwords=Passwords(["fout", "mis"]))[0] == ("test!/a.txt", "!", "encrypted")
    assert read(data, passwords=Passwords(["fout", "geheim"])) == [
        ("test!/a.txt", None, 1, (TEXT * 9000).decode()),
        ("test!/b.txt", None, 1, "twee\n"),
    ]


def test_a_locked_member_that_breaks_off(read, tmp_path):
    data = bytearray(locked_zip(tmp_path, "aes256", {"a.txt": TEXT}))
    extra = data.index(b"\x01\x99\x07\x00", data.index(b"PK\1\2"))
    data[extra + 8] = 9
    assert read(bytes(data), passwords=Passwords(["geheim"])) == [("test!/a.txt", "!", "encrypted")]


def test_open_and_locked_members_in_one_archive(read, tmp_path):
    data = locked_zip(tmp_path, "aes256", {"a.txt": TEXT})
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("b.txt", "twee\n")
    assert read(out.getvalue()) == [("test!/a.txt", "!", "encrypted"), ("test!/b.txt", None, 1, "twee\n")]
