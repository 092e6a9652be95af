"""The generated lines, as text is when it has been through mail clients, word processors, PDFs and scanners.

    >>> from benchmarks.answers import read
    >>> noisy("full-width digits", read("BSN ⟦bsn:908301662⟧", "bsn"), random.Random(1)).text
    'BSN ９０８３０１６６２'

A digit that a scanner took for a letter can't be put right where there is no picture any more; how many of those values
are found nevertheless is told, and asked of nobody.
"""

from __future__ import annotations

import io
import quopri
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks.answers import Answer, Line
from pdscan.detection import Scanner
from pdscan.engine.look import Sighting, look
from pdscan.model import THRESHOLD, TextChunk

Spoil = Callable[[str, random.Random], str]


def _spaces(value: str, chance: random.Random) -> str:
    return value.replace(" ", chance.choice("\u00a0\u202f\u2009"))


def _full_width(value: str, _chance: random.Random) -> str:
    return "".join(chr(0xFEE0 + ord(each)) if each.isdigit() else each for each in value)


def _dashes(value: str, chance: random.Random) -> str:
    return value.replace("-", chance.choice("\u2010\u2011\u2013"))


def _broken(value: str, chance: random.Random) -> str:
    """A line break in the place of one of its separators."""
    places = [place for place, each in enumerate(value) if each in " -"]
    place = chance.choice(places) if places else None
    if place is None:
        return value
    return value[:place] + ("\n" if value[place] == " " else "-\n") + value[place + 1 :]


def _invisible(value: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(value))
    return value[:place] + chance.choice("\u200b\u00ad\u2060") + value[place:]


def _scanned(value: str, chance: random.Random) -> str:
    places = [place for place, each in enumerate(value) if each in "0158"]
    if not places:
        return value
    place = chance.choice(places)
    return value[:place] + {"0": "O", "1": "l", "5": "S", "8": "B"}[value[place]] + value[place + 1 :]


NOISE: dict[str, Spoil] = {
    "no-break spaces": _spaces,
    "full-width digits": _full_width,
    "unicode dashes": _dashes,
    "zero-width characters": _invisible,
    "line breaks in numbers": _broken,
    "scanner's letters in numbers": _scanned,
}
FORGIVEN = "scanner's letters in numbers"
"""Of which nothing is asked."""
QUOTED = "quoted-printable mail"


BROKEN = {"bsn", "imei", "iccid", "iban", "payment_card"}
"""What is written in groups, and broken between them."""


def noisy(kind: str, line: Line, chance: random.Random) -> Line | None:
    """A line with one answer, its value spoilt; None where this noise changes nothing."""
    [answer] = line.answers
    if kind == "line breaks in numbers" and answer.entity not in BROKEN:
        return None
    value = line.text[answer.start : answer.end]
    spoilt = NOISE[kind](value, chance)
    if spoilt == value:
        return None
    text = line.text[: answer.start] + spoilt + line.text[answer.end :]
    end = answer.start + len(spoilt)
    return replace(line, text=text, answers=frozenset({Answer(answer.entity, answer.start, end)}))


def measured(scan: Scanner, lines: Iterable[Line], seed: int) -> dict[str, tuple[int, int, int]]:
    """By kind of noise: values, how many of them are found, and what is found of the same entities besides."""
    lines = [line for line in lines if [each.entity for each in line.answers] == [line.about]]
    outcome = {}
    for kind in NOISE:
        chance = random.Random(f"{seed} {kind}")
        counts: Counter[str] = Counter()
        for line in lines:
            spoilt = noisy(kind, line, chance)
            if spoilt is not None:
                _count(counts, _wanted(spoilt), _found(scan, spoilt))
        outcome[kind] = counts["all"], counts["found"], counts["false"]
    counts = Counter()
    for line in lines:
        _count(counts, {line.text[each.start : each.end] for each in line.answers}, _mailed(scan, line))
    outcome[QUOTED] = counts["all"], counts["found"], counts["false"]
    return outcome


def _count(counts: Counter[str], wanted: set[str], found: set[str]) -> None:
    counts["all"] += len(wanted)
    counts["found"] += len(wanted & found)
    counts["false"] += len(found - wanted)


def _wanted(line: Line) -> set[str]:
    return {line.text[each.start : each.end] for each in line.answers}


def _found(scan: Scanner, line: Line) -> set[str]:
    matches = (match for _, match in scan.stream([TextChunk(line.text.encode())]))
    return {match.text for match in matches if match.confidence >= THRESHOLD and match.entity == line.about}


def _mailed(scan: Scanner, line: Line) -> set[str]:
    head = b"From: a@example.com\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    body = quopri.encodestring(f"Café: zie onder.\n{line.text}\n".encode())
    message = head + b"Content-Transfer-Encoding: quoted-printable\n\n" + body
    seen = look(scan, Path("-"), lambda: io.BytesIO(message))
    matches = (each.match for each in seen if isinstance(each, Sighting) and each.field != "From")
    return {match.text for match in matches if match.confidence >= THRESHOLD and match.entity == line.about}
