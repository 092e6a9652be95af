r"""The lines of contacts and calendars: `NAME;PARAMETER=value:value`, long ones folded (RFC 6350 section 3, RFC 5545).

>>> note, fax = properties([b"NOTE:Belt\\, graag\n  terug\nitem1.TEL;TYPE=fax:020\n"])
>>> (note.line, note.name, note.text()), (fax.line, fax.name, fax.parameters["TYPE"], fax.value)
((1, 'NOTE', 'Belt, graag terug'), (3, 'TEL', 'fax', '020'))

Contacts of before 2000 (vCard 2.1) are quoted-printable where they aren't ASCII, and break lines with it.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pdscan_targets.formats.encoding import to_utf8

LONGEST = 32 << 20
"""Bytes of one line, folded parts included; what is longer (an attached film) is cut."""

_NAME = re.compile(r"(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})")
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,40})(?:=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*))?')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """One line, unfolded: `line` is where it begins, `name` and the names of parameters are upper case."""

    line: int
    name: str
    parameters: Mapping[str, str]
    value: str = field(repr=False)

    def text(self) -> str:
        r"""The value without escapes.

        >>> Property(1, "NOTE", {}, r"een\, twee\ndrie").text()
        'een, twee\ndrie'
        """
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)

    def parts(self) -> list[str]:
        r"""The parts between semicolons, without escapes.

        >>> Property(1, "N", {}, r"Vries;Jan;;de\;").parts()
        ['Vries', 'Jan', '', 'de;']
        """
        whole = re.split(r"(?<!\\);", self.value)
        return [Property(self.line, self.name, {}, part).text().strip() for part in whole]

    def attached(self) -> bytes | None:
        """The file that the value is, in base64; None where it is text or an address."""
        encoding = self.parameters.get("ENCODING", "").upper()
        head, _, data = self.value.partition(";base64,")
        if encoding not in ("B", "BASE64") and not (data and head.startswith("data:")):
            return None
        try:
            return binascii.a2b_base64((data or self.value).encode("ascii", "ignore"))
        except binascii.Error:
            return b""


def properties(blocks: Iterable[bytes]) -> Iterator[Property]:
    """The properties in blocks of UTF-8; lines that are none belong to no property, and are given as `TEXT`."""
    for number, line in _unfolded(_lines(blocks)):
        text = line.decode("utf-8", "replace")
        name = _NAME.match(text)
        end, parameters = _parameters(text, name.end()) if name else (0, {})
        if name is None or text[end : end + 1] != ":":
            if text.strip():
                yield Property(number, "TEXT", {}, text)
            continue
        yield Property(number, name[1].upper(), parameters, _decoded(text[end + 1 :], parameters))


def _parameters(text: str, end: int) -> tuple[int, dict[str, str]]:
    """The parameters from a place on, and where they end; one without a value (vCard 2.1) is a type."""
    parameters: dict[str, str] = {}
    while found := _PARAMETER.match(text, end):
        end = found.end()
        name, value = (found[1].upper(), found[2]) if found[2] is not None else _bare(found[1].upper())
        value = value.replace('"', "")
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return end, parameters


def _bare(word: str) -> tuple[str, str]:
    return ("ENCODING", word) if word in ("QUOTED-PRINTABLE", "BASE64") else ("TYPE", word)


def _decoded(value: str, parameters: Mapping[str, str]) -> str:
    if parameters.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return value
    data = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
    return to_utf8(data, parameters.get("CHARSET")).decode("utf-8", "replace")


def _unfolded(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Lines with those that go on in the next joined: what follows begins with a blank, or this one ends with an =."""
    begun, held = 0, bytearray()
    for number, line in lines:
        if begun and line[:1] in (b" ", b"\t") and len(held) < LONGEST:
            held += line[1:]
        elif begun and held.endswith(b"=") and b"QUOTED-PRINTABLE" in bytes(held[:200]).upper() and len(held) < LONGEST:
            held = held[:-1] + line
        else:
            if begun:
                yield begun, bytes(held)
            begun, held = number, bytearray(line)
    if begun:
        yield begun, bytes(held)


def _lines(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their ends; one without end comes in pieces."""
    number, rest = 1, b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield number, line.removesuffix(b"\r")
            number += 1
        if len(rest) > LONGEST:
            yield number, rest
            rest = b""
    if rest:
        yield number, rest.removesuffix(b"\r")
