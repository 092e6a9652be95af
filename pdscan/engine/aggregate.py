"""Matches → findings: here values become counts, dates and masks, and go no further.

Cells that may be several things wait until their whole column has been seen; then the column's verdict
decides what they are.  The outcome does not depend on the order in which matches come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.columns import ColumnVerdict
from pdscan.detection.lots import Lot, Part
from pdscan.detection.placed import ColumnKey
from pdscan.detection.tables import Reading
from pdscan.engine.distinct import Distinct, hashed_many
from pdscan.model import THRESHOLD, Ages, Finding, Location, Match
from pdscan.vocabulary import category_of

EXAMPLES = 3
EPOCH = date(1970, 1, 1)

Shown = tuple[str, str]
"""All that is kept of an example: its mask, and its fingerprint ("" where there is no key)."""
Show = Callable[[Match], Shown]
Ends = Mapping[str, date | None]
VerdictOf = Callable[[ColumnKey, str], ColumnVerdict]


@dataclass(slots=True)
class Clock:
    """The ages of some matches, as they are counted."""

    today: date
    days: Counter[date] = field(default_factory=Counter)
    undated: int = 0
    implausible: int = 0
    ends: dict[str, Counter[date | None]] = field(default_factory=lambda: defaultdict(Counter))
    unknown_customer: int = 0
    histogram: NDArray[np.int64] | None = field(default=None, repr=False)

    def count(self, day: date | None, ends: Ends | None, times: int = 1) -> None:
        """Count a match with the date of its record and its customer's ends of service (None: no such customer)."""
        if day is None:
            self.undated += times
        elif EPOCH <= day <= self.today:
            self.days[day] += times
        else:
            self.implausible += times
        self._count_ends(ends, times)

    def count_many(self, days: NDArray[np.datetime64], ends: Iterable[tuple[Ends | None, int]]) -> None:
        """Count many matches: the date of each (NaT: none), and their customers' ends of service."""
        numbers = days[~np.isnat(days)].astype("datetime64[D]").astype(np.int64)
        last = (self.today - EPOCH).days
        plausible = numbers[(numbers >= 0) & (numbers <= last)]
        self.undated += len(days) - len(numbers)
        self.implausible += len(numbers) - len(plausible)
        counted = np.bincount(plausible, minlength=last + 1)
        self.histogram = counted if self.histogram is None else self.histogram + counted
        for each, count in ends:
            self._count_ends(each, count)

    def _count_ends(self, ends: Ends | None, times: int) -> None:
        if ends is None:
            self.unknown_customer += times
        else:
            for service, end in ends.items():
                self.ends[service][end] += times

    def add(self, other: Clock) -> None:
        """Count all that another has counted."""
        self.days.update(other.days)
        if other.histogram is not None:
            self.histogram = other.histogram if self.histogram is None else self.histogram + other.histogram
        self.undated += other.undated
        self.implausible += other.implausible
        self.unknown_customer += other.unknown_customer
        for service, ends in other.ends.items():
            self.ends[service].update(ends)

    def ages(self) -> Ages:
        """As a finding keeps them."""
        days = self.days.copy()
        if self.histogram is not None:
            for number in np.flatnonzero(self.histogram).tolist():
                days[EPOCH + timedelta(days=number)] += int(self.histogram[number])
        ends = {
            service: dict(sorted(counts.items(), key=lambda each: each[0] or date.max))
            for service, counts in sorted(self.ends.items())
        }
        return Ages(dict(sorted(days.items())), self.undated, self.implausible, ends, self.unknown_customer)


@dataclass(slots=True)
class Facts:
    """What is kept of the values of some matches of one entity.

    `examples` are, by their hashes, values as they are written and what may be shown of them; of a value that is
    written in several ways the one whose mask comes first in the alphabet is taken, whichever was met first.
    """

    confidence: float = 0.0
    count: int = 0
    test: int = 0
    distinct: Distinct = field(default_factory=Distinct)
    examples: dict[int, tuple[str, Shown]] = field(default_factory=dict, repr=False)
    reasons: Counter[str] = field(default_factory=Counter)
    attributes: dict[str, Counter[Any]] = field(default_factory=lambda: defaultdict(Counter))

    def count_match(self, match: Match, show: Show, times: int = 1) -> None:
        """Count a match that occurs so many times; one without a value is no example, and not different from others."""
        self.count += times
        self.confidence = max(self.confidence, match.confidence)
        self.test += times * bool(match.attributes.get("test"))
        for reason in match.reasons:
            self.reasons[reason] += times
        for name, value in match.attributes.items():
            if name != "test" and isinstance(value, str | int | bool):
                self.attributes[name][value] += times
        if match.value:
            self._remember(match, show)

    def _remember(self, match: Match, show: Show) -> None:
        number = self.distinct.add(match.value)
        if number in self.examples:
            if match.text != self.examples[number][0]:
                self._take(number, (match.text, show(match)))
        elif len(self.examples) < EXAMPLES or number < max(self.examples):
            self._take(number, (match.text, show(match)))

    def _take(self, number: int, example: tuple[str, Shown]) -> None:
        """An example, where it isn't worse than the one that there is; the text counts for nothing."""
        known = self.examples.get(number)
        if known is None or example[1] < known[1]:
            self.examples[number] = example
            self._keep_few()

    def count_part(self, part: Part, show: Show) -> None:
        """Count the values of a lot."""
        match, number = part.match, len(part.values)
        self.count += number
        self.confidence = max(self.confidence, match.confidence)
        self.test += number * bool(match.attributes.get("test"))
        for reason in match.reasons:
            self.reasons[reason] += number
        for name, value in match.attributes.items():
            if name != "test" and isinstance(value, str | int | bool):
                self.attributes[name][value] += number
        hashes = hashed_many(part.values)
        self.distinct.add_many(hashes)
        few = hashes if len(self.examples) < EXAMPLES else hashes[hashes <= np.uint64(max(self.examples))]
        for least in np.unique(few)[:EXAMPLES].tolist():
            self._example(least, part, np.flatnonzero(hashes == np.uint64(least)), show)

    def _example(self, number: int, part: Part, rows: NDArray[np.int64], show: Show) -> None:
        """Take the values with one hash for an example."""
        value = _text(part.values[rows[0]])
        known = self.examples.get(number, ("", None))[0]
        for text in sorted({_text(part.texts[row]) for row in rows.tolist()} - {known}):
            self._take(number, (text, show(replace(part.match, text=text, value=value))))

    def _keep_few(self) -> None:
        """Keep the examples with the smallest hashes: the same ones in whatever order they came."""
        for number in sorted(self.examples)[EXAMPLES:]:
            del self.examples[number]

    def add(self, other: Facts, confidence: float, reasons: Iterable[str] = ()) -> None:
        """Count all that another has counted, now worth `confidence`, for further `reasons`."""
        self.count += other.count
        self.confidence = max(self.confidence, confidence)
        self.test += other.test
        self.distinct.update(other.distinct)
        for number, example in other.examples.items():
            self._take(number, example)
        self.reasons.update(other.reasons)
        self.reasons.update(dict.fromkeys(reasons, other.count))
        for name, values in other.attributes.items():
            self.attributes[name].update(values)

    def without_texts(self) -> Facts:
        """The same, without the values as they are written."""
        return replace(self, examples={number: ("", shown) for number, (_, shown) in self.examples.items()})


@dataclass(slots=True)
class Group:
    """The cells of one column that may be the same things, each with the same confidence."""

    clock: Clock
    facts: dict[str, Facts] = field(default_factory=dict)

    def add(self, other: Group) -> None:
        """Count all that another has counted."""
        self.clock.add(other.clock)
        for entity, facts in other.facts.items():
            self.facts.setdefault(entity, Facts()).add(facts, facts.confidence)


@dataclass(slots=True)
class Bucket:
    """The likely or the possible matches of one entity at one field."""

    clock: Clock
    facts: Facts = field(default_factory=Facts)


Shape = tuple[tuple[str, float, bool], ...]
GroupKey = tuple[ColumnKey, bool, Shape]
Groups = Mapping[GroupKey, Group]
"""What has been counted of one table, before its columns are judged."""


class Aggregate:
    """The findings of one item, or of one table, in the making.

    :param today: the day of the scan; records dated later are implausible.
    :param show: gives what may be kept of a match.
    :param name: gives what may be kept of the name of a column or field.
    :param categories: those of entities that the vocabulary doesn't know, or has in another.
    """

    def __init__(
        self,
        today: date,
        show: Show,
        name: Callable[[str], str] = str,
        categories: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._categories = categories
        self._today = today
        self._show = show
        self._name = name
        self._groups: dict[GroupKey, Group] = {}

    def text(self, match: Match, field_name: str | None, day: date | None, ends: Ends | None, times: int = 1) -> None:
        """Count a match in text, or so many records of a whole thing that was recognised."""
        self._count((None, field_name or ""), False, (match,), day, ends, times)

    def reading(self, reading: Reading, day: date | None, ends: Ends | None) -> None:
        """Count what a cell may be."""
        self._count(reading.column, reading.whole, reading.matches, day, ends)

    def _count(
        self,
        column: ColumnKey,
        whole: bool,
        found: tuple[Match, ...],
        day: date | None,
        ends: Ends | None,
        times: int = 1,
    ) -> None:
        group = self._group(column, whole, found)
        group.clock.count(day, ends, times)
        for match in found:
            group.facts.setdefault(match.entity, Facts()).count_match(match, self._show, times)

    def _group(self, column: ColumnKey, whole: bool, found: Sequence[Match]) -> Group:
        key = column, whole, tuple((match.entity, match.confidence, _labelled(match)) for match in found)
        if key not in self._groups:
            self._groups[key] = Group(Clock(self._today))
        return self._groups[key]

    def lot(
        self, column: ColumnKey, lot: Lot, days: NDArray[np.datetime64], ends: Iterable[tuple[Ends | None, int]]
    ) -> None:
        """Count what many cells may be."""
        group = self._group(column, True, [part.match for part in lot.parts])
        group.clock.count_many(days, ends)
        for part in lot.parts:
            group.facts.setdefault(part.match.entity, Facts()).count_part(part, self._show)

    def counted(self) -> Groups:
        """What has been counted so far, for another to add; without a value as it is written."""
        return {
            key: replace(group, facts={entity: facts.without_texts() for entity, facts in group.facts.items()})
            for key, group in self._groups.items()
        }

    def add(self, groups: Groups) -> None:
        """Count all that was counted of another part of the same table."""
        for key, group in groups.items():
            self._groups.setdefault(key, Group(Clock(self._today))).add(group)

    def findings(self, location: Location, verdict_of: VerdictOf, rows: int | None = None) -> list[Finding]:
        """The findings, the columns judged.

        :param location: that of the item or table.
        :param rows: how many rows it has, None when it is no table; entities of one table stand together.
        """
        buckets: dict[tuple[str | None, str, bool], Bucket] = {}
        for (column, whole, shape), group in self._groups.items():
            entity, confidence, reasons = _judged(column, whole, shape, verdict_of)
            if confidence <= 0:
                continue
            key = self._field(column), entity, confidence >= THRESHOLD
            bucket = buckets.setdefault(key, Bucket(Clock(self._today)))
            bucket.clock.add(group.clock)
            bucket.facts.add(group.facts[entity], confidence, reasons)
        together = sorted({entity for _, entity, likely in buckets if likely}) if rows else []
        return [
            _finding(replace(location, field=name), entity, self._categories.get(entity), buckets, together, rows)
            for name, entity in sorted({key[:2] for key in buckets}, key=str)
        ]

    def _field(self, column: ColumnKey) -> str | None:
        table, name = column
        return self._name(f"{table}.{name}" if table else name) or None


def _text(characters: NDArray[np.uint8]) -> str:
    return characters.tobytes().rstrip(b"\0").decode("ascii")


def _labelled(match: Match) -> bool:
    return any(reason.startswith(("header:", "label:")) for reason in match.reasons)


def _judged(column: ColumnKey, whole: bool, shape: Shape, verdict_of: VerdictOf) -> tuple[str, float, tuple[str, ...]]:
    if not whole:
        return shape[0][0], shape[0][1], ()
    best: tuple[float, str, tuple[str, ...]] = (0.0, "", ())
    for entity, confidence, labelled in shape:
        verdict = verdict_of(column, entity)
        judged = round(verdict.applied(confidence, labelled=labelled), 4)
        best = max(best, (judged, entity, (verdict.reason,) if judged != confidence else ()))
    return best[1], best[0], best[2]


def _finding(
    location: Location,
    entity: str,
    category: str | None,
    buckets: Mapping[tuple[str | None, str, bool], Bucket],
    together: list[str],
    rows: int | None,
) -> Finding:
    likely = buckets.get((location.field, entity, True))
    possible = buckets.get((location.field, entity, False))
    shown = likely or possible
    assert shown is not None
    examples = sorted(shown.facts.examples.items())
    attributes = {name: _most(values) for name, values in sorted(shown.facts.attributes.items())}
    return Finding(
        location=location,
        entity=entity,
        category=category or category_of(entity, attributes),
        count=likely.facts.count if likely else 0,
        possible=possible.facts.count if possible else 0,
        confidence=shown.facts.confidence,
        distinct=shown.facts.distinct.estimate(),
        test=shown.facts.test,
        examples=tuple(dict.fromkeys(mask for _, (_, (mask, _)) in examples)),
        fingerprints=tuple(fingerprint for _, (_, (_, fingerprint)) in examples if fingerprint),
        reasons=tuple(reason for reason, _ in sorted(shown.facts.reasons.items(), key=lambda r: (-r[1], r[0]))[:8]),
        attributes=attributes,
        together=tuple(other for other in together if other != entity) if likely else (),
        rows=rows,
        ages=shown.clock.ages(),
    )


def _most(values: Counter[Any]) -> Any:
    """The one value, or how often each of the most frequent occurs."""
    if len(values) == 1:
        return next(iter(values))
    ranked = sorted(values.items(), key=lambda each: (-each[1], str(each[0])))
    return {str(value): count for value, count in ranked[:10]}
