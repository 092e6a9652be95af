"""Distinctive values to plant in what is scanned, and a search for them in all that comes out.

A canary is a valid value of its entity that stands nowhere else, so that a detector finds it and a leak of it is no
coincidence.  Plant `CANARIES[entity]`, run, then `assert_no_canary(folder, standard_output, …)`.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, quote_plus

CANARIES: Mapping[str, str] = MappingProxyType(
    {
        "bsn": "286759457",
        "imei": "356938035643809",
        "iccid": "8931087105620381740",
        "iban": "NL95RABO0397482617",
        "vat": "NL859462317B42",
        "phone": "+31685937146",
        "email": "kanarie.piet@zangvogel-bv.nl",
        "ip": "145.94.237.186",
        "mac": "3c:5a:b4:9e:71:d6",
        "payment_card": "5267381940657282",
        "id_document_number": "NPK7R92C4",
        "license_plate": "GV-748-N",
        "date_of_birth": "17-03-1958",
        "person_name": "Wilhelmina Goudvink-Zwartkop",
    }
)
"""One value by entity: numbers with right check digits, an address of a domain that nobody has."""


def forms(value: str) -> Iterator[bytes]:
    """The value as a leak would hold it: as it is, without separators, and in other encodings."""
    plain = "".join(character for character in value if character.isalnum())
    for text in dict.fromkeys((value, plain, value.lower(), value.upper(), value[::-1])):
        yield from (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode().hex().encode())
        yield from (
            quote(text, safe="").encode(),
            quote_plus(text).encode(),
            _percent(text),
            json.dumps(text)[1:-1].encode(),
        )
        yield from _base64(text.encode())


def assert_no_canary(*where: str | bytes | Path, planted: Iterable[str] = tuple(CANARIES.values())) -> None:
    """None of the values stands in a text, in a file, or in any file of a folder (compressed ones included).

    :raises AssertionError: with where it stands, in which form, and around what.
    """
    wanted = [(value, form) for value in planted for form in dict.fromkeys(forms(value))]
    for place, content in _contents(where):
        for value, form in wanted:
            at = content.find(form)
            if at >= 0:
                raise AssertionError(
                    f"canary {value!r} stands in {place} as {form!r}: …{content[max(0, at - 40) : at + 40]!r}…"
                )


def _contents(where: Iterable[str | bytes | Path]) -> Iterator[tuple[str, bytes]]:
    for number, each in enumerate(where, 1):
        if isinstance(each, Path):
            for file in sorted(each.rglob("*")) if each.is_dir() else [each]:
                yield f"the name of {file}", str(file).encode("utf-8", "surrogateescape")
                if file.is_file():
                    yield from _unpacked(str(file), file.read_bytes())
        else:
            yield f"text {number}", each if isinstance(each, bytes) else each.encode("utf-8", "surrogatepass")


def _unpacked(place: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield place, content
    if content.startswith(b"\x1f\x8b"):
        yield f"{place}, unpacked", gzip.decompress(content)
    elif content[:2] in (b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        yield f"{place}, unpacked", zlib.decompress(content)


def _percent(text: str) -> bytes:
    return "".join(f"%{byte:02X}" for byte in text.encode()).encode()


def _base64(content: bytes) -> Iterator[bytes]:
    """What of the value is the same in base64 wherever it begins among the groups of three bytes."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + content)
        first = (before * 8 + 5) // 6
        last = (before + len(content)) * 8 // 6
        yield whole[first:last]
