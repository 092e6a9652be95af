"""Ways to break a file: blind ones, and one that breaks a member of a ZIP file and packs it again."""

from __future__ import annotations

import io
import random
import zipfile

from tests.fuzz.seeds import zipped

NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
LONGEST = 1 << 20


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file, broken in one to eight ways."""
    if data.startswith(b"PK\3\4") and chance.random() < 0.5:
        return _member(data, chance)
    for _ in range(chance.randint(1, 8)):
        data = chance.choice(WAYS)(data, chance)
    return data[:LONGEST]


def _flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    if out:
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _number(data: bytes, chance: random.Random) -> bytes:
    width, order = chance.choice((1, 2, 4, 8)), chance.choice(("little", "big"))
    number = chance.choice(NUMBERS) % (1 << 8 * width)
    place = chance.randrange(len(data) + 1)
    return data[:place] + number.to_bytes(width, order) + data[place + width :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    begin, end = _span(data, chance)
    return data[:begin] + data[end:]


def _twice(data: bytes, chance: random.Random) -> bytes:
    begin, end = _span(data, chance)
    return data[:end] + data[begin:end] * chance.choice((1, 1, 2, 50)) + data[end:]


def _noise(data: bytes, chance: random.Random) -> bytes:
    begin, end = _span(data, chance)
    return data[:begin] + chance.randbytes(min(end - begin, 64)) + data[end:]


def _shortened(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _digits(data: bytes, chance: random.Random) -> bytes:
    """A number written in digits becomes another."""
    places = [n for n, byte in enumerate(data[:LONGEST]) if 0x30 <= byte <= 0x39]
    if not places:
        return _flip(data, chance)
    place = chance.choice(places)
    return data[:place] + chance.choice((b"-1", b"0", b"99999999999", b"1e999")) + data[place + 1 :]


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    begin = chance.randrange(len(data) + 1)
    return begin, min(len(data), begin + chance.choice((1, 4, 16, 256, 4096)))


def _member(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {each.filename: archive.read(each) for each in archive.infolist()}
    name = chance.choice(sorted(members))
    members[name] = mutated(members[name], chance)
    return zipped(members)


WAYS = (_flip, _number, _cut, _twice, _noise, _shortened, _digits)
