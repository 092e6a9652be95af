r"""Machine readable zones as OCR reads them → as they stand on the document.

OCR takes O for 0, 5 for S, K for <, loses or adds a <.  What a place in the zone may hold says what was meant: a date
has digits, a name has letters.  Where a place may hold both, the check digits decide: nothing is changed unless all
of them hold afterwards, and only in one way.

>>> read = ["P<NLDVAN<DEN<BERG<<SANNE<LOUISE<<<<<<<<<KKK<<E", "NXSR3K7L27NLD87O3145F2906117790830176<<<<<58"]
>>> print("\n".join(corrected(read)))
P<NLDVAN<DEN<BERG<<SANNE<LOUISE<<<<<<<<<<<<<
NX5R3K7L27NLD8703145F2906117790830176<<<<<58
>>> corrected(["P<NLDVAN<DEN<BERG<<SANNE<LOUISE", "NX5R3K7L27NLD8703145F2906117790830176<<<<<57"])     # a wrong digit
[]

Source: ICAO Doc 9303, parts 3 to 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

FILLER = "<"
TO_DIGIT = str.maketrans("OQDILZSBGTA", "00011258674")
TO_LETTER = str.maketrans("01258640", "OIZSBGAO")
SWAPS = {
    "X": {"0": "OQD", "O": "0", "Q": "0", "D": "0", "1": "I", "I": "1", "2": "Z", "Z": "2", "5": "S", "S": "5"}
    | {"8": "B", "B": "8"},
    "M": {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"},
}
"""What may be meant where letters and digits may stand.  G and 6, or L and 1, have the same check digit."""

_DUTCH = re.compile("[A-NP-Z]{2}[A-NP-Z0-9]{6}[0-9]")

WEIGHTS = (7, 3, 1)
MOST_SWAPS = 2
LOST = 2
"""A line may have so many characters too many or too few."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """What each place of each line may hold, and what is checked where.

    `lines` say of each place: `L` letter or filler, `D` digit, `X` any, `M` any, mostly a digit, `N` the holder's name,
    to the end of the line.  `dates` is where the birth date begins; sex and expiry follow it.  `checks` are what check
    digits are computed over, and where they stand (offsets in the lines joined); of an empty field it may be a filler.
    """

    lines: tuple[str, ...]
    dates: int
    checks: tuple[tuple[tuple[Span, ...], int], ...]

    @property
    def kinds(self) -> str:
        """What each place of the joined lines may hold."""
        return "".join(self.lines)

    @property
    def width(self) -> int:
        """Characters a line."""
        return max(map(len, self.lines))


_DATES = "D" * 7 + "L" + "D" * 7
_POSSIBLE = re.compile(r"\d\d(?:0\d|1[0-2]|<<)(?:[0-2]\d|3[01]|<<)\d[MFX<]\d\d(?:0\d|1[0-2]|<<)(?:[0-2]\d|3[01]|<<)\d")
"""A birth date, the holder's sex, and a date of expiry."""
PASSPORT = Layout(
    lines=("LXLLL".ljust(44, "N"), "X" * 9 + "D" + "LLL" + _DATES + "M" * 14 + "DD"),
    dates=57,
    checks=(
        (((44, 53),), 53),
        (((57, 63),), 63),
        (((65, 71),), 71),
        (((72, 86),), 86),
        (((44, 54), (57, 64), (65, 87)), 87),
    ),
)
LARGE_CARD = Layout(
    lines=("LXLLL".ljust(36, "N"), "X" * 9 + "D" + "LLL" + _DATES + "M" * 7 + "D"),
    dates=49,
    checks=(
        (((36, 45),), 45),
        (((49, 55),), 55),
        (((57, 63),), 63),
        (((36, 46), (49, 56), (57, 71)), 71),
    ),
)
CARD = Layout(
    lines=("LXLLL" + "X" * 9 + "D" + "M" * 15, _DATES + "LLL" + "M" * 11 + "D", "N" * 30),
    dates=30,
    checks=(
        (((5, 14),), 14),
        (((30, 36),), 36),
        (((38, 44),), 44),
        (((5, 30), (30, 37), (38, 45), (48, 59)), 59),
    ),
)
LAYOUTS = (PASSPORT, CARD, LARGE_CARD)


def corrected(lines: Sequence[str]) -> list[str]:
    """The lines of the zone among these, all check digits right; none when there is no such zone, or more than one."""
    compact = [re.sub(r"[«‹]", FILLER, re.sub(r"\s", "", line)).upper() for line in lines]
    for layout in LAYOUTS:
        height = len(layout.lines)
        for first in range(len(compact) - height + 1):
            found = _zones(compact[first : first + height], layout)
            if len(found) == 1:
                zone = found.pop()
                return [zone[at : at + layout.width] for at in range(0, len(zone), layout.width)]
    return []


def _zones(lines: Sequence[str], layout: Layout) -> set[str]:
    """Every zone that the lines may have been, with as few changes as possible; all check digits hold in each."""
    if sum(abs(_surplus(line, kinds)) for line, kinds in zip(lines, layout.lines, strict=True)) > LOST:
        return set()
    readings = [_readings(line, kinds) for line, kinds in zip(lines, layout.lines, strict=True)]
    zones = ["".join(texts) for texts in product(*readings)]
    for swaps in range(MOST_SWAPS + 1):
        if found := {fit for zone in zones for fit in _fits(zone, swaps, layout)}:
            return {fit for fit in found if _looks_dutch(fit, layout)} or found
    return set()


def _looks_dutch(zone: str, layout: Layout) -> bool:
    """Whether the state is the Netherlands, and the number one of theirs: two letters come first, and O is not used."""
    start, _ = layout.checks[0][0][0]
    return zone[2:5] == "NLD" and _DUTCH.match(zone, start) is not None


def _surplus(line: str, kinds: str) -> int:
    """How many characters a line has too many; a line that ends in a name may have any number of fillers."""
    if "N" in kinds:
        return 0 if 2 * len(line) >= len(kinds) else LOST + 1
    return len(line) - len(kinds)


def _readings(line: str, kinds: str) -> list[str]:
    """What the line may be at its right length."""
    if "N" in kinds:
        begin = kinds.index("N")
        name = _name(line[begin:], len(kinds) - begin)
        return [_typed(line[:begin], kinds) + name] if name else []
    return [_typed(text, kinds) for text in _lengths(line, _surplus(line, kinds))]


def _lengths(line: str, surplus: int) -> Iterator[str]:
    """The line with so many characters fewer, or that many more `<` where there are some already."""
    if surplus >= 0:
        for left_out in combinations(range(len(line)), surplus):
            yield "".join(each for place, each in enumerate(line) if place not in left_out)
        return
    for run in re.finditer("<+", line):
        yield line[: run.end()] + FILLER * -surplus + line[run.end() :]


def _name(name: str, width: int) -> str:
    """A name at its full width; empty when it is longer.  What follows the given names is filler, whatever was read."""
    last, _, first = name.partition("<<")
    first = first.lstrip(FILLER).split("<<")[0]
    letters = f"{last}<<{first}".translate(TO_LETTER).rstrip(FILLER)
    if not re.fullmatch("[A-Z<]+", letters) or len(letters) > width:
        return ""
    return letters.ljust(width, FILLER)


def _typed(text: str, kinds: str) -> str:
    """Letters where there must be letters, digits where there must be digits."""
    tables = {"D": TO_DIGIT, "L": TO_LETTER, "X": {}, "M": {}}
    return "".join(each.translate(tables[kind]) for each, kind in zip(text, kinds, strict=False))


def _fits(zone: str, swaps: int, layout: Layout) -> Iterator[str]:
    """The zone with so many look-alikes swapped, where all check digits then hold."""
    for places in combinations(_doubtful(zone, layout) if swaps else (), swaps):
        for each in _swapped(zone, places, layout):
            if _POSSIBLE.match(each, layout.dates) and all(_holds(each, *check) for check in layout.checks):
                yield each


def _doubtful(zone: str, layout: Layout) -> list[int]:
    """Where letter or digit may have been meant: in the fields whose own check digit is wrong, else in all of them.

    None where such a field has no doubtful place: nothing will mend it.
    """
    wrong = [spans for spans, at in layout.checks[:-1] if not _holds(zone, spans, at)] or [layout.checks[-1][0]]
    fields = [[place for start, end in spans for place in range(start, end)] for spans in wrong]
    places = [[place for place in field if _others(zone, place, layout)] for field in fields]
    return [place for field in places for place in field] if all(places) else []


def _others(zone: str, place: int, layout: Layout) -> str:
    """What else may have been meant at a place."""
    return SWAPS.get(layout.kinds[place], {}).get(zone[place], "")


def _swapped(zone: str, places: Sequence[int], layout: Layout) -> Iterator[str]:
    for others in product(*(_others(zone, place, layout) for place in places)):
        characters = list(zone)
        for place, other in zip(places, others, strict=True):
            characters[place] = other
        yield "".join(characters)


def _holds(zone: str, spans: Sequence[Span], at: int) -> bool:
    field, digit = "".join(zone[start:end] for start, end in spans), zone[at]
    if digit == FILLER:
        return not field.strip(FILLER)
    return digit.isdigit() and _check_digit(field) == int(digit)


def _check_digit(field: str) -> int:
    values = (0 if each == FILLER else int(each, 36) for each in field)
    return sum(value * WEIGHTS[place % 3] for place, value in enumerate(values)) % 10
