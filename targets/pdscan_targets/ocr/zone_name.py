"""The name in a machine readable zone, which no check digit covers, by the names that stand on the page in large print.

>>> spoken("P<NLDVAN<DEN<BERG<<SANNEXLOUISE<<<<<<<<<<<<<", 5, {"VAN", "DEN", "BERG", "SANNE", "LOUISE"})
'P<NLDVAN<DEN<BERG<<SANNE<LOUISE<<<<<<<<<<<<<'
>>> spoken("VAN<DEN<BERG<<SANNE<XLOUISE<<<", 0, {"VAN", "DEN", "BERG", "SANNE", "LOUISE"})
'VAN<DEN<BERG<<SANNE<LOUISE<<<<'
>>> spoken("MARX<<XENIA<<<<<<<<<<<<<<<<<<<", 0, {"MARX", "XENIA"})
'MARX<<XENIA<<<<<<<<<<<<<<<<<<<'
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import product

MOST_DOUBTFUL = 6
_LIKE_FILLER = re.compile("[XKC]")


def spoken(line: str, begin: int, known: Collection[str]) -> str:
    """The line of the zone with the name, each X, K or C in it a filler where only that makes names of the page.

    :param begin: where the name begins.
    :param known: the words on the page, in capitals.
    """
    name = line[begin:]
    doubtful = [place.start() for place in _LIKE_FILLER.finditer(name)]
    if not doubtful or len(doubtful) > MOST_DOUBTFUL:
        return line
    variants = [_filled(name, chosen) for chosen in product((False, True), repeat=len(doubtful))]
    return line[:begin] + max(variants, key=lambda each: _known_parts(each, known))


def _filled(name: str, chosen: tuple[bool, ...]) -> str:
    """The name with fillers in place of the chosen letters; one beside a filler is left out."""
    choices = iter(chosen)
    marked = _LIKE_FILLER.sub(lambda found: "?" if next(choices) else found[0], name)
    return re.sub(r"(?<=<)\?|\?(?=<)", "", marked).replace("?", "<").ljust(len(name), "<")


def _known_parts(name: str, known: Collection[str]) -> float:
    """Which share of the name's parts stands on the page."""
    parts = re.findall("[A-Z]+", name)
    return sum(part in known for part in parts) / max(1, len(parts))
