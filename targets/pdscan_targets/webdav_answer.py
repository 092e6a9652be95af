"""What a WebDAV server says of its files: the answer to `PROPFIND` (RFC 4918, sections 9.1 and 14).

>>> answer = b'''<d:multistatus xmlns:d="DAV:"><d:response><d:href>/map/caf%C3%A9%20%231.txt</d:href>
... <d:propstat><d:prop><d:getcontentlength>7</d:getcontentlength></d:prop></d:propstat></d:response>
... </d:multistatus>'''
>>> [(name, status.kind, status.size) for name, status in statuses(answer, "/map/")]
[('café #1.txt', 'regular file', 7)]
>>> list(statuses(b"<html>", "/"))
Traceback (most recent call last):
    ...
pdscan_targets.volume.Unreadable: [Errno 0] damaged
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes, urlsplit

from lxml import etree

from pdscan_targets.volume import DIRECTORY, FILE, Status, Unreadable

ASKED = b"""<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>
<resourcetype/><getcontentlength/><getlastmodified/><getetag/></prop></propfind>"""

LARGEST = 256 << 20
"""Bytes of such an answer at most: some million names."""

_DAV = "{DAV:}"


def statuses(answer: bytes, url: str) -> Iterator[tuple[str, Status]]:
    """What an answer says, by the names below the URL that was asked about; "" stands for that itself.

    :raises Unreadable: when it is no such answer.
    """
    asked = unquote_to_bytes(url).rstrip(b"/")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(answer, parser)
    except etree.XMLSyntaxError:
        raise Unreadable(0, "damaged", "the server's listing is no XML") from None
    for response in root.iter(f"{_DAV}response"):
        path = unquote_to_bytes(urlsplit((response.findtext(f"{_DAV}href") or "").strip()).path).rstrip(b"/")
        name = path.removeprefix(asked).lstrip(b"/") if path.startswith(asked) else path.rpartition(b"/")[2]
        if b"/" not in name:
            yield os.fsdecode(name), _status(response)


def _status(response: etree._Element) -> Status:
    said = {
        fact.tag: fact
        for kept in response.iter(f"{_DAV}propstat")
        if " 200" in (kept.findtext(f"{_DAV}status") or " 200")
        for fact in kept.iterfind(f"{_DAV}prop/*")
    }
    texts = {tag: (fact.text or "").strip() for tag, fact in said.items()}
    folder = said.get(f"{_DAV}resourcetype")
    kind = FILE if folder is None or folder.find(f"{_DAV}collection") is None else DIRECTORY
    length = texts.get(f"{_DAV}getcontentlength", "")
    size = int(length) if length.isdecimal() else 0
    modified = _nanoseconds(texts.get(f"{_DAV}getlastmodified", ""))
    return Status(kind, size, modified, (size, modified, texts.get(f"{_DAV}getetag")))


def _nanoseconds(date: str) -> int | None:
    """A date of HTTP in nanoseconds since 1970.

    >>> _nanoseconds("Thu, 01 Jan 1970 00:00:07 GMT"), _nanoseconds("gisteren")
    (7000000000, None)
    """
    try:
        return int(parsedate_to_datetime(date).timestamp()) * 10**9
    except (ValueError, OverflowError):
        return None
