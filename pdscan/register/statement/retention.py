"""How long a statement says that data is kept: a length, the end of a service, both, or nothing that can be computed.

Lengths become ISO 8601 durations and keep their unit: 365 days is not one year.

>>> [parse(text).length for text in ("Zes maanden", "365 dagen", "Eén jaar", "anderhalf jaar", "max. 2 weken")]
['P6M', 'P365D', 'P1Y', 'P1Y6M', 'P2W']
>>> [parse(text).length for text in ("1½ jaar", "½ jaar")], parse("tussen 6 en 12 maanden").why
(['P1Y6M', 'P6M'], 'more than one length')
>>> parse("zeven jaar na einde contract")
Reading(kind='end_of_service', length='P7Y', why=None)
>>> parse("Tot einde dienstverlening")
Reading(kind='end_of_service', length=None, why=None)
>>> parse("tot u uw toestemming intrekt")
Reading(kind='undetermined', length=None, why='an event that no data shows')
>>> parse("Afhankelijk van de gebruiker").why
'no length and no event'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import Lexicon, plain

_UNHYPHENED = re.compile(r"(?<=[a-z])-(?=[a-z])")

_FRACTION = re.compile(r"(\d*)\s?([¼½¾])")
_PARTS = {"¼": "25", "½": "5", "¾": "75"}

NEITHER = "no length and no event"
UNKNOWABLE = "an event that no data shows"
UNNAMED = "a length that the statement does not name"
SEVERAL = "more than one length"
LEAST = "a least length, and no most"
CONDITION = "a condition beside the length"
BOTH = "a length and an event, without saying which comes first"
NO_CALENDAR = "a unit that no calendar knows"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a retention text says: `kind` and `length` as in `pdscan.register.Retention`.

    `why` says what a person must look at, None when all is clear.
    """

    kind: str
    length: str | None = None
    why: str | None = None


def parse(text: str) -> Reading:
    """What a retention text says."""
    said = _UNHYPHENED.sub("", " ".join(plain(_FRACTION.sub(_decimal, text)).replace("’", "'").split()))
    rules = _rules()
    if rules.ranges.search(said):
        return Reading("undetermined", why=SEVERAL)
    if rules.iso.fullmatch(text.strip()):
        return Reading("length", text.strip())
    if rules.other_units.search(said):
        return Reading("undetermined", why=NO_CALENDAR)
    lengths = _different(rules.lengths(said))
    event = rules.events.search(said) or rules.endings.find(said)
    if len(lengths) > 1:
        return Reading("undetermined", why=SEVERAL)
    if not lengths:
        return _without_length(said, bool(event))
    if rules.lower_bounds.search(said):
        return Reading("undetermined", why=LEAST)
    why = CONDITION if rules.conditions.search(said) else None
    if event:
        return _with_event(said, lengths[0], why)
    if rules.unknowable.search(said) or (rules.after.search(said) and not rules.record.search(said)):
        return Reading("undetermined", why=UNKNOWABLE)
    return Reading("length", lengths[0], why)


def _decimal(match: re.Match[str]) -> str:
    return f"{match[1] or '0'}.{_PARTS[match[2]]}"


def _different(lengths: Iterable[tuple[Fraction, dict[str, Any]]]) -> list[str]:
    """The lengths as durations, one for those that are the same by the calendar (*12 maanden (1 jaar)*)."""
    found: dict[tuple[str, Fraction], str] = {}
    for number, unit in lengths:
        kind = "months" if "months" in unit else "days"
        size = number * unit.get(kind, Fraction(1, 24))
        found.setdefault((kind, size), _duration(number, unit))
    return list(found.values())


def _with_event(said: str, length: str, why: str | None) -> Reading:
    """A length beside the end of a service: after it, or in its place."""
    if _rules().after.search(said):
        return Reading("end_of_service", length, why)
    return Reading("undetermined", why=BOTH)


def _without_length(said: str, event: bool) -> Reading:
    rules = _rules()
    if event and not rules.unknowable.search(said):
        return Reading("end_of_service", why=CONDITION if rules.conditions.search(said) else None)
    if rules.unknowable.search(said):
        return Reading("undetermined", why=UNKNOWABLE)
    if rules.unnamed.search(said):
        return Reading("undetermined", why=UNNAMED)
    if not rules.vague.search(said) and re.search(r"\b(?:tot|totdat|until|till|na|nadat|after)\b", said):
        return Reading("undetermined", why=UNKNOWABLE)
    return Reading("undetermined", why=NEITHER)


def _duration(number: Fraction, unit: dict[str, Any]) -> str:
    """A number of units as an ISO 8601 duration in the unit's own terms; part of a day counts as a day.

    >>> units = read_data("retention.yaml", __package__)["units"]
    >>> _duration(Fraction(3), units["years"]), _duration(Fraction(5, 2), units["years"])
    ('P3Y', 'P2Y6M')
    >>> _duration(Fraction(36), units["hours"])
    'P2D'
    """
    if "months" in unit:
        months = number * unit["months"]
        if months.denominator == 1:
            years, left = divmod(int(months), 12) if unit["months"] == 12 else (0, int(months))
            return "P" + (f"{years}Y" if years else "") + (f"{left}M" if left else "")
        return f"P{-(-months * 30 // 1)}D"
    if unit.get("days") == 7 and number.denominator == 1:
        return f"P{number}W"
    days = number * unit["days"] if "days" in unit else number / 24
    return f"P{-(-days // 1)}D"


class _Rules:
    """The expressions that `retention.yaml` gives."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._numbers = {
            _UNHYPHENED.sub("", word): Fraction(str(number))
            for number, words in data["numbers"].items()
            for word in words
        }
        self._units = {word: unit for unit in data["units"].values() for word in unit["words"]}
        self._length = re.compile(
            rf"(?<![\w,.])(?P<number>\d+(?:[.,]\d+)?|{_any(self._numbers)})"
            rf"(?:\s*\(\s*(?:\d+|{_any(self._numbers)})\s*\))?[\s-]*(?P<unit>{_any(self._units)})(?!\w)"
            rf"(?:\s+(?:en|and)\s+(?P<more>\d+|{_any(self._numbers)})\s+(?P<less>{_any(self._units)})(?!\w))?"
        )
        number = rf"(?:\d+(?:[.,]\d+)?|{_any(self._numbers)})"
        self.ranges = re.compile(
            rf"(?<![\w,.])(?:{number}\s*(?:-|–|/|tot|t/m|of|to|or)\s*{number}|(?:tussen|between)\s+{number}\s+(?:en|and)"
            rf"\s+{number})\s*{_any(self._units)}(?!\w)"
        )
        slots = {"service": _any(data["service"]), "end": _any(data["end"]), "end_verb": _any(data["end_verbs"])}
        # The same words where a narrow column has cut one in two.
        self.endings = Lexicon({"end": [f"{end} {service}" for end in data["end"] for service in data["service"]]})
        self.iso = re.compile(r"P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")
        self.events = _joined(event.format(**slots) for event in data["events"])
        self.after = _joined(rf"(?<!\w){word}(?!\w)" for word in data["after"])
        self.record = _joined(data["record"])
        self.unknowable = _joined(data["unknowable"])
        self.unnamed = _joined(data["unnamed"])
        self.vague = _joined(data["vague"])
        self.lower_bounds = _joined(data["lower_bounds"])
        self.conditions = _joined(data["conditions"])
        self.other_units = re.compile(rf"(?<!\w){_any(data['other_units'])}(?!\w)")

    def lengths(self, said: str) -> Iterable[tuple[Fraction, dict[str, Any]]]:
        """Every number of units in a text, two joined ones (*2 jaar en 6 maanden*) added up."""
        for match in self._length.finditer(said):
            number, unit = self._number(match["number"]), self._units[match["unit"]]
            if match["more"]:
                less = self._units[match["less"]]
                if "months" in unit and "months" in less:
                    number += self._number(match["more"]) * less["months"] / unit["months"]
                else:
                    yield self._number(match["more"]), less
            yield number, unit

    def _number(self, word: str) -> Fraction:
        return self._numbers[word] if word in self._numbers else Fraction(word.replace(",", "."))


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _joined(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


@cache
def _rules() -> _Rules:
    return _Rules(read_data("retention.yaml", __package__))
