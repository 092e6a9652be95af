"""The headers of a message: each a piece of text under its own name, with its encoded words decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from pdscan.model import TextChunk
from pdscan_targets.formats.encoding import to_utf8
from pdscan_targets.formats.header import is_column_name

TECHNICAL = {"mime-version", "content-type", "content-transfer-encoding", "content-length", "lines", "dkim-signature"}
TECHNICAL |= {"x-google-dkim-signature", "domainkey-signature", "arc-seal", "arc-message-signature"}
"""Headers of signatures, boundaries and lengths: they say nothing of people, and look as if they did."""

_WORD = re.compile(r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")

MOST = 2_000
"""So many headers of a message are read one by one; the rest are one field."""


def headers(message: Message, data: bytes) -> Iterator[TextChunk]:
    """Every header with its name as field and label, on its line of the source.

    :param data: the message as it was parsed.
    """
    items = list(message.raw_items())
    lines = _lines(data)
    for (name, value), line in zip(items[:MOST], lines, strict=False):
        text = decoded(value)
        if text.strip() and name.lower() not in TECHNICAL:
            field = name if is_column_name(name) else "header"
            yield TextChunk(text.encode("utf-8", "replace"), field=field, label=field, line=line)
    if len(items) > MOST:
        rest = "\n".join(f"{name}: {decoded(value)}" for name, value in items[MOST:])
        yield TextChunk(rest.encode("utf-8", "replace"), field="header", line=lines[MOST])


def decoded(value: object) -> str:
    """A header's text without its encoded words.

    >>> decoded("=?iso-8859-1?Q?Jos=E9?= Jansen <jose@voorbeeld.nl>")
    'José Jansen <jose@voorbeeld.nl>'
    """
    text = str(value)
    try:
        return "".join(_piece(piece, charset) for piece, charset in decode_header(text))
    except (HeaderParseError, ValueError, LookupError):
        return _plain(_WORD.sub(_word, text))


def file_name(part: Message) -> str | None:
    """The name of an attachment, None when the part has none."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError):
        name = None
    return decoded(name).rsplit("/", 1)[-1].rsplit("\\", 1)[-1].strip() or None if name else None


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return _plain(piece)
    return to_utf8(piece, charset).decode("utf-8", "replace")


def _word(word: re.Match[str]) -> str:
    """One encoded word of a header in which others are broken."""
    try:
        return "".join(_piece(piece, charset) for piece, charset in decode_header(word[0]))
    except (HeaderParseError, ValueError, LookupError):
        return word[0]


def _plain(text: str) -> str:
    """A header that was written without encoding its letters."""
    return to_utf8(text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")


def _lines(data: bytes) -> list[int]:
    """The lines on which headers begin."""
    lines = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            break
        if line[:1] not in b" \t" and not (number == 1 and line.startswith(b"From ")):
            lines.append(number)
    return lines
