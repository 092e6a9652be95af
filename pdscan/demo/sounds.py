"""Recordings of a tenth of a second: a tone as an exchange writes it, and silence as an application does.

>>> tone()[:4], tone()[8:12], silence()[:4]
(b'RIFF', b'WAVE', b'OggS')
"""

from __future__ import annotations

import io
import math
import struct
import wave

RATE = 8000
"""Samples a second of a telephone."""


def tone() -> bytes:
    """A WAV file: one channel, 8,000 samples a second."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        wave_form = (int(8000 * math.sin(2 * math.pi * 440 * sample / RATE)) for sample in range(RATE // 10))
        file.writeframes(struct.pack(f"<{RATE // 10}h", *wave_form))
    return out.getvalue()


def silence() -> bytes:
    """An Ogg file with Opus (RFC 7845): its head, its comments, and five packets of silence."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, RATE, 0, 0)
    comments = b"OpusTags" + struct.pack("<I4sI", 4, b"demo", 0)
    return _page(2, 0, 0, [head]) + _page(0, 0, 1, [comments]) + _page(4, 4800, 2, [b"\xf8\xff\xfe"] * 5)


def _page(flags: int, granule: int, number: int, packets: list[bytes]) -> bytes:
    """One page of an Ogg stream (RFC 3533), with its checksum."""
    sizes = bytes(len(packet) for packet in packets)
    page = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 1, number, 0, len(packets))
    page += sizes + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte << 24
        for _ in range(8):
            total = (total << 1 ^ 0x04C11DB7 if total & 0x80000000 else total << 1) & 0xFFFFFFFF
    return total
