"""A message that was saved from Outlook: MSG (MS-OXMSG), properties as streams of a compound file."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.encoding import to_utf8
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.mapi import Attachment, OutlookMessage, Value, filetime
from pdscan_targets.formats.message import FORMAT as MAIL

if TYPE_CHECKING:
    from olefile import OleFileIO

Path = tuple[str, ...]

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARK = "__properties_version1.0".encode("utf-16-le")
LARGEST = 256 << 20
"""The library holds a file in memory."""

DEEPEST = 12
"""So many messages in messages."""

TEXT, OLD_TEXT, BYTES, TIME = 0x001F, 0x001E, 0x0102, 0x0040
DATA, NAME, SHORT_NAME, KIND = 0x3701, 0x3707, 0x3704, 0x370E
LABEL = 0x3001
FIXED = "__properties_version1.0"
"""The stream with the properties that need no stream of their own."""

_OWN_HEAD, _INNER_HEAD, _HEAD = 32, 24, 8
"""Bytes before the first of them: in the file's own message, in one inside it, in attachments and recipients."""

_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})", re.IGNORECASE)


class Msg:
    """Outlook's messages, contacts, appointments, one a file."""

    media_types = ("application/vnd.ms-outlook",)
    suffixes = (".msg", ".oft")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the names in the directory, where that stands at the beginning; else by the file's name."""
        if not head.startswith(COMPOUND):
            return 0.0
        return 0.95 if MARK in head else 0.9 if name.lower().endswith(self.suffixes) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Headers and bodies as text, attachments as nested items."""
        data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            yield Problem("too large", f"more than {LARGEST >> 20} MiB")
            return
        yield from isolated(lambda: _contents(data, item, limits), limits)


def _contents(data: bytes, item: Item, limits: Limits) -> Iterator[Decoded]:
    import olefile

    try:
        file = _File(olefile.OleFileIO(io.BytesIO(data)))
    except (OSError, ValueError, IndexError):
        yield Problem("damaged", "its directory can't be read")
        return
    found = file.message((), 0)
    if not found.values:
        yield Problem("damaged", "there is no message in it")
        return
    attached, found.attachments = found.attachments, []
    for each in MAIL.chunks(io.BytesIO(found.as_mail()), item, limits):
        yield dataclasses.replace(each, line=1) if isinstance(each, TextChunk) else each
    for attachment in attached:
        is_message = attachment.media_type == "message/rfc822"
        yield Item(
            attachment.name,
            open=partial(io.BytesIO, attachment.content),
            size=len(attachment.content),
            recorded=None if is_message else found.date,
            media_type=attachment.media_type,
        )


class _File:
    """The storages of a compound file, each with the properties in it."""

    def __init__(self, file: OleFileIO) -> None:
        self._file = file
        self._streams = _by_place(file.listdir(streams=True, storages=False))
        self._storages = _by_place(file.listdir(streams=False, storages=True))

    def message(self, place: Path, depth: int) -> OutlookMessage:
        """The message in one storage, with those in it."""
        found = OutlookMessage(self._values(place, _OWN_HEAD if not place else _INNER_HEAD))
        for name in self._storages[place]:
            below = (*place, name)
            if name.lower().startswith("__recip_version1.0_"):
                found.recipients.append(self._values(below, _HEAD))
            elif name.lower().startswith("__attach_version1.0_") and depth < DEEPEST:
                found.attachments += self._attachment(below, depth)
        return found

    def _attachment(self, place: Path, depth: int) -> Iterator[Attachment]:
        values = OutlookMessage(self._values(place, _HEAD))
        name = values.text(NAME, SHORT_NAME, LABEL) or "attachment"
        content = values.values.get(DATA)
        if isinstance(content, bytes):
            yield Attachment(name, content, values.text(KIND) or "application/octet-stream")
        for embedded in self._storages[place]:
            if FIXED in self._streams[(*place, embedded)]:
                yield Attachment(f"{name}.eml", self.message((*place, embedded), depth + 1).as_mail(), "message/rfc822")

    def _values(self, place: Path, head: int) -> dict[int, Value]:
        """The properties of one storage: each text in a stream of its own, times in one list behind a head."""
        values: dict[int, Value] = {}
        for name in self._streams[place]:
            found = _STREAM.fullmatch(name)
            value = found and _value(int(found[2], 16), self._read((*place, name)))
            if found and value is not None:
                values[int(found[1], 16)] = value
        fixed = self._read((*place, FIXED)) if FIXED in self._streams[place] else b""
        for start in range(head, len(fixed) - 15, 16):
            tag = int.from_bytes(fixed[start : start + 4], "little")
            time = filetime(int.from_bytes(fixed[start + 8 : start + 16], "little"))
            if tag & 0xFFFF == TIME and time is not None:
                values[tag >> 16] = time
        return values

    def _read(self, place: Path) -> bytes:
        """One stream; empty where it can't be read."""
        try:
            with self._file.openstream(list(place)) as stream:
                return bytes(stream.read())
        except (OSError, ValueError, IndexError, TypeError):
            return b""


def _value(kind: int, data: bytes) -> Value | None:
    """What a stream holds, None where it is of a kind that says nothing of people."""
    if kind == TEXT:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    if kind == OLD_TEXT:
        return to_utf8(data).decode("utf-8", "replace").rstrip("\0")
    return data if kind == BYTES else None


def _by_place(names: Sequence[Sequence[str]]) -> defaultdict[Path, list[str]]:
    """The names right below each storage."""
    below: defaultdict[Path, list[str]] = defaultdict(list)
    for name in names:
        below[tuple(name[:-1])].append(name[-1])
    return below


FORMAT = Msg()
