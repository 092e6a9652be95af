r"""Machine readable zone (MRZ): the two or three lines for machines on a passport, identity card or residence permit.

| format | lines | on |
|---|---|---|
| TD1 | 3 × 30 | identity cards, residence permits |
| TD2 | 2 × 36 | larger, older cards |
| TD3 | 2 × 44 | passports |

It repeats who the document is about: number, name, nationality, birth date, sex, expiry date, each with a check digit
(weights 7 3 1) and one over most of them together.  All must be right.  Dutch documents carried the holder's BSN in the
optional field until 2021 (passports) and in the first line (cards).  The last line of a passport holds every check
digit, so that it is recognised without the first one, too.

Source: ICAO Doc 9303, parts 3 to 6.

>>> found = validate("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
...                  "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
>>> found.attributes["format"], found.attributes["country"], found.attributes["test"]
('TD3', 'UTO', True)
>>> [(fact.entity, fact.verdict.value) for fact in found.contains]
[('id_document_number', 'L898902C3'), ('person_name', 'ANNA MARIA ERIKSSON'), ('date_of_birth', '1974-08-12')]
>>> validate("L898902C36UTO7408122F1204159ZE184226B<<<<<11") is None    # the last check digit
True
>>> validate("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<") is None      # half of it
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pdscan.model import Contained, Verdict
from pdscan.protocols import Detector
from pdscan_detectors.checksums import eleven_test, seven_three_one
from pdscan_detectors.id_document_number import is_specimen

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields of a format stand, as offsets in its lines joined together; a check digit follows its field.

    `optional_checked` says whether the optional field has a check digit of its own; `composite` is what the last one,
    at `final`, is computed over.
    """

    format: str
    number: Span
    nationality: Span
    birth: Span
    expiry: Span
    optional: Span
    final: int
    composite: tuple[Span, ...]
    name: Span | None = None
    header: bool = True
    optional_checked: bool = False


def _two_lines(name: str, width: int, *, header: bool = True) -> Layout:
    """TD2 and TD3, and their last line alone."""
    line = width if header else 0
    passport = width == 44
    return Layout(
        format=name,
        name=(5, width) if header else None,
        header=header,
        number=(line, line + 9),
        nationality=(line + 10, line + 13),
        birth=(line + 13, line + 19),
        expiry=(line + 21, line + 27),
        optional=(line + 28, line + 42 if passport else line + 35),
        optional_checked=passport,
        final=line + width - 1,
        composite=((line, line + 10), (line + 13, line + 20), (line + 21, line + width - 1)),
    )


LAYOUTS = {
    90: Layout(
        format="TD1",
        number=(5, 14),
        optional=(15, 30),
        birth=(30, 36),
        expiry=(38, 44),
        nationality=(45, 48),
        final=59,
        composite=((5, 30), (30, 37), (38, 45), (48, 59)),
        name=(60, 90),
    ),
    88: _two_lines("TD3", 44),
    72: _two_lines("TD2", 36),
    44: _two_lines("TD3", 44, header=False),
    36: _two_lines("TD2", 36, header=False),
}
"""The formats by their number of characters."""

_CHARACTER = re.compile("&lt;|[0-9A-Z<]")


def validate(text: str) -> Verdict | None:
    """A whole zone, or the last line of TD2 or TD3, with all check digits right; `&lt;` counts as `<`."""
    places = [found.span() for found in _CHARACTER.finditer(text)]
    zone = "".join("<" if text[start] == "&" else text[start] for start, _ in places)
    layout = LAYOUTS.get(len(zone))
    if layout is None:
        return None
    number = _document_number(zone, layout)
    if number is None or not _checks(zone, layout):
        return None
    facts = tuple(
        Contained(entity, places[start][0], places[end - 1][1], verdict)
        for entity, start, end, verdict in _facts(zone, layout, number)
    )
    attributes = _attributes(zone, layout)
    if is_specimen(number) or "UTO" in (attributes.get("country"), attributes["nationality"]):
        attributes["test"] = True
    return Verdict(zone, 0.99 if layout.header else 0.9, ("checksum", "structure"), attributes, contains=facts)


def _checks(zone: str, layout: Layout) -> bool:
    checked = [layout.birth, layout.expiry]
    if layout.optional_checked and not (set(_part(zone, layout.optional)) == {"<"} and zone[layout.optional[1]] == "<"):
        checked.append(layout.optional)
    return all(_right(_part(zone, span), zone[span[1]]) for span in checked) and _right(
        "".join(_part(zone, span) for span in layout.composite), zone[layout.final]
    )


def _document_number(zone: str, layout: Layout) -> str | None:
    """The number, its check digit right; one of more than nine characters goes on in the optional field."""
    number, digit = _part(zone, layout.number), zone[layout.number[1]]
    if digit == "<" and not layout.optional_checked:
        rest = _part(zone, layout.optional).split("<")[0]
        number, digit = number + rest[:-1], rest[-1:]
    return number.rstrip("<") or None if _right(number, digit) else None


def _right(field: str, digit: str) -> bool:
    return digit.isdigit() and seven_three_one(field) == int(digit)


def _part(zone: str, span: Span) -> str:
    return zone[span[0] : span[1]]


def _attributes(zone: str, layout: Layout) -> dict[str, object]:
    attributes: dict[str, object] = {"format": layout.format, "kind": _kind(zone, layout)}
    if layout.header:
        attributes["country"] = zone[2:5].rstrip("<")
    attributes["nationality"] = _part(zone, layout.nationality).rstrip("<")
    return attributes


def _kind(zone: str, layout: Layout) -> str:
    if not layout.header:
        return "passport" if layout.format == "TD3" else "unknown"
    if zone[0] == "P":
        return "passport"
    return "residence_permit" if zone[1] == "R" or zone[0] == "R" else "identity_card"


def _facts(zone: str, layout: Layout, number: str) -> Iterator[tuple[str, int, int, Verdict]]:
    """What the zone says about its holder: entity, where it stands in the zone, and what it is worth."""
    start = layout.number[0]
    shown = min(len(number), 9)
    kind = {"kind": _kind(zone, layout)}
    yield "id_document_number", start, start + shown, Verdict(number, 0.98, ("checksum",), kind)
    if layout.name and (name := _part(zone, layout.name).rstrip("<")):
        yield "person_name", layout.name[0], layout.name[0] + len(name), Verdict(_spoken(name), 0.95, ("mrz",))
    if born := _birth(zone, layout):
        yield "date_of_birth", *layout.birth, Verdict(born, 0.98, ("checksum",))
    dutch = (zone[2:5] if layout.header else _part(zone, layout.nationality)) == "NLD"
    optional = _part(zone, layout.optional)
    if dutch and re.fullmatch(r"[0-9]{9}<*[0-9<]?", optional) and eleven_test(optional[:9]):
        begin = layout.optional[0]
        yield "bsn", begin, begin + 9, Verdict(optional[:9], 0.95, ("checksum",))


def _spoken(name: str) -> str:
    """The name in the order in which it is spoken.

    >>> _spoken("DE<BRUIJN<<WILLEKE<LISELOTTE")
    'WILLEKE LISELOTTE DE BRUIJN'
    """
    last, _, first = name.partition("<<")
    return f"{first} {last}".replace("<", " ").strip()


def _expiry(zone: str, layout: Layout) -> str:
    digits = _part(zone, layout.expiry)
    return ("20" if digits < "70" else "19") + digits


def _birth(zone: str, layout: Layout) -> str | None:
    """The birth date, in the latest century that lies before the document's expiry."""
    digits = _part(zone, layout.birth)
    return _day(("20" if "20" + digits < _expiry(zone, layout) else "19") + digits)


def _day(digits: str) -> str | None:
    """ISO 8601, or None where month or day are unknown or there is no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return None


_C, _A, _F = "(?:[0-9A-Z<]|&lt;)", "(?:[A-Z<]|&lt;)", "(?:<|&lt;)"
_SEX = f"(?:[MFX]|{_F})"
_DATES = f"[0-9](?:[0-9]|{_F}){{5}}[0-9]{_SEX}[0-9]{{7}}"
_BREAK = r"[ \t]*(?:\r?\n|\\r\\n|\\n|\|)?[ \t>]*"
_LAST_LINE = f"{_C}{{9}}(?:[0-9]|{_F}){_A}{{3}}{_DATES}"
_PASSPORT_LAST, _CARD_LAST = f"{_LAST_LINE}{_C}{{14}}(?:[0-9]|{_F})[0-9]", f"{_LAST_LINE}{_C}{{7}}[0-9]"

DETECTOR = Detector(
    entity="mrz",
    validate=validate,
    candidates=(
        f"P{_C}{_A}{{42}}{_BREAK}{_PASSPORT_LAST}",
        f"[ACIPR]{_C}{_A}{{34}}{_BREAK}{_CARD_LAST}",
        f"[ACIR]{_C}{_A}{{3}}{_C}{{25}}{_BREAK}{_DATES}{_A}{{3}}{_C}{{11}}[0-9]{_BREAK}{_A}{{30}}",
        _PASSPORT_LAST,
        _CARD_LAST,
    ),
    anchors=(r"[0-9][0-9<]{5}[0-9](?:[MFX<]|&lt;)[0-9]{7}",),
    anchor_reach=240,
    max_length=400,
    chance=1e-4,
    labels={"nl": ("mrz", "machineleesbare zone"), "en": ("mrz", "machine readable zone")},
    digits_shown=0,
)
