"""Detection in one pass: candidates, validation, context, overlaps.

    data ─► matcher: where may something begin ─► exact span ─► check_many ─► validate ─► labels ─► best of overlaps

Nothing here knows a target or a format; nothing is remembered between two calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from string import ascii_letters
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.echoes import Echoes
from pdscan.detection.inserts import column, has_rows
from pdscan.detection.labels import ABOVE, AFTER, BEFORE, Label, Labels, letters
from pdscan.detection.lists import Lists
from pdscan.detection.matcher import Expression, expressions, matcher
from pdscan.detection.normalise import Normalised
from pdscan.detection.readers import read
from pdscan.detection.stream import stream
from pdscan.model import THRESHOLD, Match, TextChunk, Verdict
from pdscan.protocols import Detector


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that its detector accepts, before context; offsets are in the normalised data."""

    detector: Detector
    start: int
    end: int
    verdict: Verdict

    @classmethod
    def of(cls, detector: Detector, start: int, text: str, verdict: Verdict) -> Candidate:
        """What a detector accepts of a text that begins at a byte: the whole of it, or the verdict's span."""
        first, last = verdict.span or (0, len(text))
        begin = start + len(text[:first].encode())
        return cls(detector, begin, begin + len(text[first:last].encode()), verdict)


class Scanner:
    """All enabled detectors, compiled once.

    :param name: `auto`, `hyperscan` or `re`; the findings are the same.
    :param explain: give near misses too, as matches of confidence 0 whose reason is `near:check`, `near:label` or
        `near:overlap:ENTITY`.
    :param lists: what is allowed and denied.
    """

    def __init__(
        self, detectors: Sequence[Detector], name: str = "auto", *, explain: bool = False, lists: Lists | None = None
    ) -> None:
        self.lists = lists or Lists()
        detectors = [self.lists.informed(each) for each in detectors]
        self.detectors = {each.entity: each for each in detectors}
        self.labels = {each.entity: Labels(each, detectors) for each in detectors}
        self.expressions: list[Expression] = expressions(detectors)
        self.matcher = matcher(name, self.expressions)
        longest = max(self.lists.longest, *(each.max_length for each in detectors), 0)
        self.behind, self.ahead = longest + ABOVE + BEFORE, longest + AFTER
        self.explain = explain
        self._readers = tuple(dict.fromkeys(reader for each in detectors for reader in each.readers))
        self._misses: list[tuple[str, int, int, str]] = []

    def candidates(self, data: bytes) -> Iterator[Candidate]:
        """Every candidate of every detector that its own rule accepts, in no particular order.

        A span comes once for each confidence that the detector's expressions give it.
        """
        seen: set[tuple[str, int, int, float]] = set()
        for number, places in self.matcher.places(data).items():
            each = self.expressions[number]
            worth = places if self.explain else arithmetic(each, data, places)
            for candidate in self.accepted(each, data, worth):
                key = candidate.detector.entity, candidate.start, candidate.end, candidate.verdict.confidence
                if key not in seen:
                    seen.add(key)
                    yield candidate

    def accepted(
        self,
        each: Expression,
        data: bytes,
        places: NDArray[np.int64],
        seen: Callable[[Expression, int, int], None] | None = None,
    ) -> Iterator[Candidate]:
        """The candidates at the given places; `seen` is told of each span of the right shape, valid or not."""
        validate = each.detector.validate
        for start, end, value_start, value_end in each.spans(data, places.tolist()):
            if _glued(data, start, end):
                continue
            if seen is not None:
                seen(each, value_start, value_end)
            text = data[value_start:value_end].decode("utf-8", "replace")
            verdict = validate(text)
            if verdict is not None:
                yield Candidate.of(each.detector, value_start, text, verdict)
            elif self.explain:
                self._misses.append((each.detector.entity, value_start, value_end, "check"))

    def text(self, data: bytes, label: str = "", file_name: str = "") -> list[Match]:
        """Everything in one document (UTF-8), ascending, overlaps resolved; positions not filled in.

        `label` names the field that the text stands in, `file_name` the file.
        """
        found = self.window(data, label, file_name)
        echoes = Echoes(self.detectors.values())
        echoes.learn(found)
        return echoes.heard(data, found)

    def window(self, data: bytes, label: str = "", file_name: str = "") -> list[Match]:
        """What stands in a part of a document by itself."""
        text = Normalised(data)
        context = LineContext(self, text.data, label, file_name)
        found: list[Match] = []
        for candidate in (*self.candidates(text.data), *self._read(text.data)):
            required = candidate.verdict.label_required
            doubtful = required or candidate.verdict.confidence < THRESHOLD
            near = context.label(candidate) if not doubtful or context.may_be_labelled(candidate) else None
            if required and (near is None or near.rival):
                self.missed(candidate, "label")
            else:
                found += matches(candidate, near, text, data)
        if self.lists:
            settled = self.lists.settled([*found, *self.lists.written(text, data)], explain=self.explain)
            found = settled.open + settled.decided
        kept = self.best(found)
        return sorted([*kept, *self.near_misses(text, data)], key=_place) if self.explain else kept

    def _read(self, data: bytes) -> Iterator[Candidate]:
        """What the readers of free text find of the entities that are looked for."""
        if self._readers:
            for found, start, end in read(self._readers, data):
                if found.entity in self.detectors:
                    yield Candidate(self.detectors[found.entity], start, end, found.verdict)

    def best(self, found: Iterable[Match]) -> list[Match]:
        """One span gives one entity, the surest; then the longest.  Contained facts stand beside their container."""
        kept: list[Match] = []
        cluster: list[Match] = []
        reach = -1
        for match in sorted(found, key=_place):
            if match.start >= reach:
                kept += self._best_of(cluster)
                cluster = []
            cluster.append(match)
            reach = max(reach, match.end)
        return kept + self._best_of(cluster)

    def _best_of(self, cluster: list[Match]) -> list[Match]:
        """The best of matches that overlap each other, one way or another."""
        if len(cluster) < 2:
            return cluster
        taken: list[Match] = []
        kept: list[Match] = []
        facts: set[tuple[str, int, int]] = set()
        for match in sorted(cluster, key=_surest):
            inside = container(match)
            fact = match.entity, match.start, match.end
            if fact in facts:
                continue
            clashes = (each for each in taken if each.start < match.end and match.start < each.end)
            clash = next((each.entity for each in clashes if each.entity != inside), None)
            if clash is None:
                kept.append(match)
                facts.add(fact)
                if inside is None:
                    taken.append(match)
            elif self.explain:
                kept.append(replace(match, confidence=0.0, reasons=(*match.reasons, f"near:overlap:{clash}")))
        return sorted(kept, key=_place)

    def missed(self, candidate: Candidate, why: str) -> None:
        """Keep a candidate that came to nothing, where near misses are asked for."""
        if self.explain:
            self._misses.append((candidate.detector.entity, candidate.start, candidate.end, why))

    def near_misses(self, text: Normalised, original: bytes) -> Iterator[Match]:
        """The near misses since the last call; offsets in the original data."""
        misses, self._misses = self._misses, []
        for entity, begin, close, why in sorted(set(misses)):
            start, end = text.origin(begin), text.origin(close)
            shown = original[start:end].decode("utf-8", "replace")
            yield Match(entity, start, end, 0.0, shown, shown, (f"near:{why}",))

    def stream(self, chunks: Iterable[TextChunk], file_name: str = "") -> Iterator[tuple[TextChunk, Match]]:
        """Everything in the chunks of one document, with line and column; see `pdscan.detection.stream`."""
        return stream(self, chunks, file_name)


MANY = 1000
"""From so many candidates of one entity in one text on, it pays to look through the whole text for its labels."""


class LineContext:
    """Where the labels of one text are found; lines are looked at once."""

    def __init__(self, scanner: Scanner, data: bytes, label: str, file_name: str) -> None:
        self._labels = scanner.labels
        self._data = data
        self._label = label
        self._file_name = file_name
        self._mentioned: dict[str, tuple[bytes, ...]] = {}
        self._asked: Counter[str] = Counter()
        self._names = letters(f"{label} {file_name}".encode())
        self._named: dict[str, bool] = {}

    def may_be_labelled(self, candidate: Candidate) -> bool:
        """Whether it is worth looking for a label: without one of its own a doubtful candidate stays doubtful.

        Where there are many candidates, what the whole text mentions is found out once.
        """
        entity = candidate.detector.entity
        labels, asked = self._labels[entity], self._asked[entity]
        self._asked[entity] += 1
        if asked == MANY:
            self._mentioned[entity] = labels.mentioned(self._letters)
        words = self._mentioned[entity] if asked >= MANY else labels.shortest
        if entity not in self._named:
            self._named[entity] = bool(labels.mentioned(self._names))
        if self._named[entity] or not words:
            return self._named[entity]
        near = letters(self._data[max(0, candidate.start - ABOVE - BEFORE) : candidate.end + AFTER])
        return any(map(near.__contains__, words))

    @cached_property
    def _has_rows(self) -> bool:
        return has_rows(self._data)

    @cached_property
    def _letters(self) -> bytes:
        return letters(self._data)

    def label(self, candidate: Candidate, begin: int = 0, end: int | None = None) -> Label | None:
        """The label that decides about a candidate, looking no further than the bytes `begin` to `end`."""
        labels = self._labels[candidate.detector.entity]
        data, start, stop = self._data, candidate.start, candidate.end
        end = len(data) if end is None else end
        line = max(data.rfind(b"\n", begin, start) + 1, begin)
        tail = _whole_words(data, stop, min(_line_end(data, stop, end), stop + AFTER))
        if bracketed := labels.in_brackets(tail):
            return bracketed
        span = data[start:stop].decode("utf-8", "replace")
        if self._has_rows and (row := self._row(line, start)):
            name, said = row
            return labels.before(said, span) or labels.in_name(name)
        head = _whole_words(data, max(line, start - BEFORE), start)
        return (
            labels.before(head, span)
            or labels.after(tail)
            or (labels.in_name(self._label) if self._label else None)
            or self._above(labels, begin, line)
            or (labels.in_name(self._file_name, "file", 0.5) if self._file_name else None)
        )

    def _row(self, line: int, start: int) -> tuple[str, str] | None:
        return column(self._data[max(line, start - ABOVE - BEFORE) : start].decode("utf-8", "replace"))

    def _above(self, labels: Labels, begin: int, line: int) -> Label | None:
        if line <= begin:
            return None
        window = self._data[max(begin, line - ABOVE) : line - 1].decode("utf-8", "replace")
        return labels.above(window.split("\n")[::-1])


def matches(
    candidate: Candidate, label: Label | None, text: Normalised, original: bytes, cell: int | None = None
) -> Iterator[Match]:
    """The match of a candidate and those of the facts that it contains; offsets in the original data."""
    verdict, entity = candidate.verdict, candidate.detector.entity
    start, end = text.beginning(candidate.start), text.origin(candidate.end)
    attributes: dict[str, Any] = dict(verdict.attributes)
    reasons = verdict.reasons
    confidence = verdict.confidence
    if label is not None:
        confidence = label.applied(confidence)
        reasons = (*reasons, label.reason)
        if not label.rival:
            attributes.update(candidate.detector.label_attributes.get(label.word, {}))
    whole = Match(
        entity, start, end, round(confidence, 4), verdict.value, original[start:end].decode("utf-8", "replace"),
        reasons, attributes, cell,
    )  # fmt: skip
    yield whole
    if not verdict.contains:
        return
    characters = text.data[candidate.start : candidate.end].decode("utf-8", "replace")
    for fact in verdict.contains:
        begin = candidate.start + len(characters[: fact.start].encode())
        close = candidate.start + len(characters[: fact.end].encode())
        first, last = text.origin(begin), text.origin(close)
        yield replace(
            whole,
            entity=fact.entity,
            start=first,
            end=last,
            confidence=fact.verdict.confidence,
            value=fact.verdict.value,
            text=original[first:last].decode("utf-8", "replace"),
            reasons=(*fact.verdict.reasons, f"contained:{entity}"),
            attributes=_inherited(fact.verdict.attributes, verdict.attributes),
        )


def _inherited(own: Any, outer: Any) -> dict[str, Any]:
    return ({"test": True} if outer.get("test") else {}) | dict(own)


MANY_PLACES = 8
"""From so many places on it pays to check their digits together."""


def arithmetic(each: Expression, data: bytes, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the places whose digits pass `check_many`, where the expression is digits of one width."""
    check, width = each.detector.check_many, each.bulk
    if check is None or width is None or len(places) < MANY_PLACES:
        return places
    digits = np.frombuffer(data, dtype=np.uint8)[places[:, None] + np.arange(width)] - 48
    kept: NDArray[np.int64] = places[check(digits)]
    return kept


def _glued(data: bytes, start: int, end: int) -> bool:
    """Whether a letter outside ASCII adjoins the span (the expressions see to those inside)."""
    if start and data[start - 1] >= 0x80 and data[max(0, start - 4) : start].decode("utf-8", "ignore")[-1:].isalpha():
        return True
    return end < len(data) and data[end] >= 0x80 and data[end : end + 4].decode("utf-8", "ignore")[:1].isalpha()


def _whole_words(data: bytes, start: int, end: int) -> str:
    """A part of a line without the words that its edges cut in two, which would be other words.

    >>> _whole_words(b"conversion 10.0.3.14", 3, 11), _whole_words(b"10.0.3.14 (telefoon-van-Jan)", 9, 21)
    (' ', ' (telefoon-')
    """
    text = data[start:end].decode("utf-8", "replace")
    if data[start - 1 : start].isalpha():
        text = text.lstrip(ascii_letters)
    return text.rstrip(ascii_letters) if data[end - 1 : end + 1].isalpha() and end < len(data) else text


def _line_end(data: bytes, start: int, end: int) -> int:
    found = data.find(b"\n", start, end)
    return end if found < 0 else found


def _place(match: Match) -> tuple[int, int, str]:
    return match.start, match.end, match.entity


def _surest(match: Match) -> tuple[bool, float, int, int, str]:
    return (container(match) is not None, -match.confidence, match.start - match.end, match.start, match.entity)


def container(match: Match) -> str | None:
    """The entity inside which a match is a contained fact, else None."""
    last = match.reasons[-1] if match.reasons else ""
    return last.removeprefix("contained:") if last.startswith("contained:") else None
