r"""Sound recordings, and which of them are of telephone calls.

Exchanges and call centres record calls as WAV, GSM, MP3 or Ogg: in folders named so (Asterisk's `monitor`), under
names made of numbers and times (`in-0851234567-0612345678-20260131-142233-1769865753.12.wav`), in the quality of a
telephone, 8,000 samples a second on one channel.  The date in the name is that of the call.

Sound of which none of this is true may be anything: music, a jingle, a film's track.  It is kept as possible; so is
music whose name or tags say that it is.  Nobody listens to it.

Sources: the naming of recordings in Asterisk and FreePBX; RFC 3551 (codings); the formats' own specifications.

>>> [each.confidence >= 0.5 for each in inspect(Glimpse(path="gesprekken/20260131-142233.mp3", head=b"ID3"))]
[True]
>>> [each.confidence >= 0.5 for each in inspect(Glimpse(path="marketing/zomerhit.mp3", head=b"ID3"))]
[False]
>>> day_in_name("q-501-0612345678-20260131-142233-1769865753.12.wav"), day_in_name("1769865753.wav")
(datetime.date(2026, 1, 31), datetime.date(2026, 1, 31))
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, date, datetime

from pdscan.protocols import Glimpse, Recognition, Structure

SOUND = 0.3
"""What sound is worth of which nothing else is known."""
MUSIC = 0.1

_CALLS = re.compile(
    r"""gesprek | opnam(e|es|en)(?![a-z]) | recordings?(?![a-z])
      | (?<![a-z])calls?(?![a-z]) | (?<![a-z])monitor(?![a-z]) | voice-?mail | voice-?rec | voicelog | call-?rec
      | call-?cent | telefon | phone | pbx | asterisk | msg\d{4} | inkomend | uitgaand
      | (?<![a-z])(in|out|inbound|outbound|incoming|outgoing|external|internal|exten|rg|q)-\d{3,}""",
    re.VERBOSE | re.IGNORECASE,
)
_MUSIC = re.compile(
    r"music|muziek|(?<![a-z])moh(?![a-z])|jingle|podcast|ringtone|beltoon|album|soundtrack|audiobook|luisterboek"
    r"|karaoke|(?<![a-z])prompts?(?![a-z])|(?<![a-z])sounds?(?![a-z])|lied(je)?s?(?![a-z])|playlist|reclame|commercial",
    re.IGNORECASE,
)
_MUSIC_TAGS = re.compile(r"(?mi)^(TPE1|TALB|TCON|IART|IGNR|IPRD|ARTIST|ALBUM|GENRE): ")
_NUMBER = re.compile(r"(?<!\d)(0[1-9]\d{8}|(?:00|\+)?31[1-9]\d{8}|(?:\+|00)[1-9]\d{8,13})(?!\d)")
_STAMP = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)([01]\d)\2([0-3]\d)(?=\D|$|[012]\d[0-5]\d)")
_TIME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?[01]\d[-_.]?[0-3]\d[-_. T]{0,2}[012]\d[-_.:h]?[0-5]\d")
_EPOCH = re.compile(r"(?<!\d)(1[0-9]{9})(?:\.\d+)?(?!\d)")


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Any sound, with what speaks for a call."""
    signs = dict(_signs(glimpse))
    doubt = 1.0
    for worth in signs.values():
        doubt *= 1 - worth
    music = bool(_MUSIC.search(glimpse.path) or _MUSIC_TAGS.search(glimpse.text))
    confidence = MUSIC if music else 1 - (1 - SOUND) * doubt
    kind = "sound" if confidence < 0.5 else "voicemail" if re.search(r"voice-?mail", glimpse.path, re.I) else "call"
    yield Recognition(
        entity="recording",
        confidence=round(confidence, 4),
        reasons=("audio", *(("music",) if music else signs)),
        attributes={"kind": kind},
        day=day_in_name(glimpse.path),
    )


def _signs(glimpse: Glimpse) -> Iterator[tuple[str, float]]:
    """What speaks for a call, and by how much."""
    name = glimpse.path.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]
    if _CALLS.search(glimpse.path):
        yield "named-call", 0.6
    if _NUMBER.search(name):
        yield "number-in-name", 0.6
    if _TIME.search(name) or _EPOCH.search(name):
        yield "time-in-name", 0.3
    if is_telephone(glimpse.head):
        yield "telephone-quality", 0.35
    if _CALLS.search(glimpse.text) or _NUMBER.search(glimpse.text):
        yield "tagged-call", 0.5


def is_telephone(head: bytes) -> bool:
    r"""Whether sound has the quality of a telephone: one channel, 8,000 samples a second, or a coding of its own.

    >>> is_telephone(b"#!AMR\n"), is_telephone(b"fLaC")
    (True, False)
    >>> is_telephone(b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0")
    True
    """
    if head.startswith((b"#!AMR", b"#!SILK")):
        return True
    if head.startswith(b"RIFF") and (found := head.find(b"fmt ", 12)) > 0 and len(head) >= found + 16:
        coding, channels, rate = struct.unpack_from("<HHI", head, found + 8)
        return bool(coding == 0x31 or (channels == 1 and rate == 8000))
    if (found := head.find(b"Speex   ", 0, 128)) > 0 and len(head) >= found + 40:
        return bool(struct.unpack_from("<I", head, found + 36)[0] == 8000)
    return len(head) >= 165 and all(mark >> 4 == 0xD for mark in head[::33])


def day_in_name(path: str) -> date | None:
    """The day in a recording's name: a date, or seconds since 1970; None where there is none."""
    name = path.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]
    for year, _, month, day in _STAMP.findall(name):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    found = _EPOCH.search(name)
    return datetime.fromtimestamp(int(found[1]), UTC).date() if found else None


STRUCTURE = Structure(entity="recording", inspect=inspect, media_types=("audio/",))
