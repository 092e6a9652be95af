"""Members of a ZIP file that need a password: PKWARE's old cipher, and AES as WinZip writes it.

The old cipher tells one wrong password in 256 from the right one at once; the rest show when the content is rubbish.
AES: https://www.winzip.com/en/support/aes-encryption/ (salt, two bytes that verify the password, content, checksum).
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import BinaryIO, cast

from pdscan_targets.formats.zip_member import HEADER, inflating, stored

AES = 99
AES_FIELD = 0x9901
"""The number of the extra field that says how a member is encrypted."""

SALTS = {1: 8, 2: 12, 3: 16}
"""Bytes of salt by strength; the key has twice as many."""
VERIFIER, SEAL = 2, 10
ROUNDS = 1000
TRIED = 1 << 20
"""So many bytes of a member are read to see whether a password fits."""

WRONG = (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error)


def unlocked(
    archive: zipfile.ZipFile, source: BinaryIO, member: zipfile.ZipInfo, passwords: Sequence[str]
) -> str | None:
    """The password that opens a member, None when none does."""
    return next((each for each in passwords if _fits(archive, source, member, each)), None)


def decrypted(archive: zipfile.ZipFile, source: BinaryIO, member: zipfile.ZipInfo, password: str) -> BinaryIO:
    """The content of a member that a password opens.

    :raises zipfile.BadZipFile: when it doesn't, or the member is broken.
    """
    if member.compress_type == AES:
        return _aes(source, member, password)
    try:
        return cast(BinaryIO, archive.open(member, pwd=password.encode()))
    except (RuntimeError, NotImplementedError) as error:
        raise zipfile.BadZipFile from error


def _fits(archive: zipfile.ZipFile, source: BinaryIO, member: zipfile.ZipInfo, password: str) -> bool:
    try:
        with decrypted(archive, source, member, password) as stream:
            left = TRIED
            while left > 0 and (data := stream.read(min(left, 1 << 16))):
                left -= len(data)
    except WRONG:
        return False
    return True


def _aes(source: BinaryIO, member: zipfile.ZipInfo, password: str) -> BinaryIO:
    strength, method = _strength(member.extra)
    salt_size = SALTS[strength]
    source.seek(member.header_offset)
    *_, name_size, extra_size = HEADER.unpack(source.read(HEADER.size))
    begin = member.header_offset + HEADER.size + name_size + extra_size
    source.seek(begin)
    salt, verifier = source.read(salt_size), source.read(VERIFIER)
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, ROUNDS, 4 * salt_size + VERIFIER)
    if keys[-VERIFIER:] != verifier:
        raise zipfile.BadZipFile
    size = member.compress_size - salt_size - VERIFIER - SEAL
    plain = cast(BinaryIO, _Aes(stored(source, begin + salt_size + VERIFIER, size), keys[: 2 * salt_size]))
    return inflating(plain, 0) if method == zipfile.ZIP_DEFLATED else plain


def _strength(extra: bytes) -> tuple[int, int]:
    """How strong the encryption is, and how the member is packed inside it.

    >>> _strength(bytes.fromhex("019907000200414503 0800"))
    (3, 8)
    """
    place = 0
    while place + 4 <= len(extra):
        number, size = struct.unpack_from("<HH", extra, place)
        if number == AES_FIELD and size >= 7 and place + 11 <= len(extra):
            strength, method = struct.unpack_from("<BH", extra, place + 8)
            if strength in SALTS and method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                return strength, method
        place += 4 + size
    raise zipfile.BadZipFile


class _Aes(io.RawIOBase):
    """Counter mode with a counter whose first byte counts fastest, from 1 on."""

    def __init__(self, packed: BinaryIO, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        self._packed = packed
        self._cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - the counter is ours
        self._count = 1
        self._waiting = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Nobody goes anywhere but on."""
        return offset

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Some more of the plain bytes."""
        if not self._waiting:
            self._waiting = self._more()
        data, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _more(self) -> bytes:
        packed = b""
        while len(packed) < 1 << 16 and (piece := self._packed.read((1 << 16) - len(packed))):
            packed += piece
        blocks = -(-len(packed) // 16)
        counters = b"".join(struct.pack("<QQ", self._count + n, 0) for n in range(blocks))
        self._count += blocks
        pad = self._cipher.update(counters)[: len(packed)]
        return (int.from_bytes(packed, "big") ^ int.from_bytes(pad, "big")).to_bytes(len(packed), "big")
