"""Sound: WAV, MP3, Ogg, FLAC, M4A, AMR, GSM and what telephone exchanges write besides.

Nothing listens to it.  What is read are its first bytes, which tell sound from other files, and the tags that say whose
it is or what it is called: a recorder may write the number of the caller there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits
from pdscan_targets.formats.audio_tags import tags
from pdscan_targets.formats.encoding import is_binary

HEAD = 1 << 16
"""So many first bytes are looked through for tags."""

GSM_FRAME = 33
"""Bytes of a GSM 06.10 frame, each of which begins with the four bits 1101 (RFC 3551 section 4.5.8.1)."""

_MAGIC = re.compile(
    rb"""RIFF.{4}WAVE | fLaC | \#!AMR(-WB)?\n | \#!SILK | \.snd\0\0\0 | FORM.{4}AIF[FC] | caff\0\1
       | .{4}ftyp(M4[AB]\x20|3gp|3g2) | OggS.{24,64}?(\x01vorbis|OpusHead|Speex\x20|\x7fFLAC)
       | \x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c   # WMA
       | ID3[\x02-\x04][\0-\x09]""",
    re.DOTALL | re.VERBOSE,
)
_MP4 = re.compile(rb".{4}ftyp(isom|iso2|mp4[12]|dash)", re.DOTALL)
_MPEG_FRAME = re.compile(rb"\xff[\xe2-\xe7\xf2-\xff][\x10-\xeb]")
_RAW = (".alaw", ".al", ".ulaw", ".ul", ".mulaw", ".pcm", ".sln", ".sln16", ".slin", ".g722", ".g729", ".g723", ".vox")
"""Sound without any mark of its own: exchanges name it by its coding."""

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by version of MPEG."""
_LAYER_3 = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second by version, of layer III."""


class Audio:
    """Sound, for its tags."""

    media_types = ("audio/*",)
    suffixes = (".wav", ".mp3", ".ogg", ".opus", ".flac", ".m4a", ".amr", ".gsm", ".aac", ".wma", *_RAW)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by its first bytes; what has no mark of its own by its frames, or by its name."""
        name = name.lower()
        if _MAGIC.match(head):
            return 0.95
        if _MP4.match(head) and name.endswith((".m4a", ".m4b", ".aac")):
            return 0.95
        if is_mpeg(head) or is_gsm(head):
            return 0.9
        return 0.5 if name.endswith(_RAW) and is_binary(head) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Its tags, a line each; empty where there are none."""
        found = tags(stream.read(HEAD))
        text = "\n".join(f"{name}: {value}" for name, value in found)
        yield TextChunk(text.encode("utf-8", "replace"), field="tags" if found else None)


def is_mpeg(head: bytes) -> bool:
    r"""Whether these are frames of MPEG audio, layer III: one after the other, each as long as it says.

    >>> frame = b"\xff\xfb\x90\x00" + bytes(413)
    >>> is_mpeg(frame * 3), is_mpeg(b"\xff\xfb\x90\x00" + bytes(2000))
    (True, False)
    """
    place = 0
    for _ in range(3):
        length = _frame_length(head[place : place + 4])
        if length is None:
            return False
        place += length
        if place >= len(head):
            return place == len(head)
    return True


def _frame_length(header: bytes) -> int | None:
    if not _MPEG_FRAME.match(header) or len(header) < 4:
        return None
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rates, bitrates = _RATES.get(version), _LAYER_3[3 if version == 3 else 2]
    number, rate = header[2] >> 4, header[2] >> 2 & 3
    if layer != 1 or rates is None or rate == 3 or not 1 <= number <= len(bitrates):
        return None
    samples = 144 if version == 3 else 72
    return samples * bitrates[number - 1] * 1000 // rates[rate] + (header[2] >> 1 & 1)


def is_gsm(head: bytes) -> bool:
    r"""Whether these are frames of GSM 06.10, without any header.

    >>> is_gsm((b"\xd3" + bytes(32)) * 8), is_gsm(b"\xd3" + bytes(300))
    (True, False)
    """
    marks = head[::GSM_FRAME]
    return len(marks) >= 5 and all(mark >> 4 == 0xD for mark in marks)


FORMAT = Audio()
