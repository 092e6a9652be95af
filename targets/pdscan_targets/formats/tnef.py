"""`winmail.dat`: what Outlook wraps a message's body and attachments in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.encoding import to_utf8
from pdscan_targets.formats.html import stripped
from pdscan_targets.formats.isolated import isolated

MARK = b"\x78\x9f\x3e\x22"
HEADER, CHECKSUM = 9, 2
"""The sizes of what stands before and after the data of each attribute."""

LARGEST = 256 << 20
"""The library, which believes every number in the file, reads the file whole; a larger one is not read."""


class Tnef:
    """The body and the attachments of a message."""

    media_types = ("application/ms-tnef", "application/vnd.ms-tnef")
    suffixes = (".dat",)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes."""
        return 1.0 if head.startswith(MARK) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Properties and bodies as text, attachments as nested items."""
        data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            yield Problem("too large", f"more than {LARGEST >> 20} MiB")
        else:
            yield from isolated(lambda: _contents(data), limits)


def _contents(data: bytes) -> Iterator[Decoded]:
    from tnefparse import TNEF  # type: ignore[import-untyped]

    message = TNEF(data, do_checksum=False)
    yield from _properties(message)
    yield from _bodies(message)
    for number, attachment in enumerate(message.attachments, 1):
        yield _attachment(attachment, number)
    if _breaks_off(data):
        yield Problem("damaged", "the file breaks off")


def _breaks_off(data: bytes) -> bool:
    """Whether the last attribute is shorter than it says; the library doesn't tell."""
    position = 6
    while position + HEADER <= len(data):
        size = int.from_bytes(data[position + 5 : position + HEADER], "little")
        position += HEADER + size + CHECKSUM
    return position > len(data)


def _properties(message: Any) -> Iterator[TextChunk]:
    """Subject, sender and the like, those that are text."""
    for each in message.msgprops:
        if isinstance(each.data, str) and each.data.strip():
            label = each.name_str or "property"
            yield TextChunk(each.data.encode("utf-8", "replace"), field=label, label=label)


def _bodies(message: Any) -> Iterator[Decoded]:
    """The body, in each of the ways in which it is there."""
    if message.body:
        yield TextChunk(_utf8(message.body), field="body")
    if message.htmlbody:
        yield from stripped([_utf8(message.htmlbody)], field="html body")
    rich = message.rtfbody
    if rich:
        yield Item("body.rtf", open=partial(io.BytesIO, rich), size=len(rich))


def _attachment(attachment: Any, number: int) -> Item:
    name = _utf8(attachment.long_filename() or attachment.name).decode().strip("\0 ") or f"attachment {number}"
    return Item(name, open=partial(io.BytesIO, attachment.data), size=len(attachment.data))


def _utf8(text: str | bytes) -> bytes:
    return to_utf8(text) if isinstance(text, bytes) else text.encode("utf-8", "replace")


FORMAT = Tnef()
