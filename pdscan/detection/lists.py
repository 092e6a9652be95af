r"""What the user knows better: values that are no personal data (allowed), and values that are always found (denied).

>>> from pdscan.protocols import Detector
>>> from pdscan.model import Verdict
>>> code = Detector(entity="code", candidates=(r"K-\d{3}",), validate=lambda text: Verdict(text[2:], 0.6))
>>> lists = Lists([code], allowed=[Entries("code", values=("K-123",))], denied=[Entries("code", values=("Zilver 7",))])
>>> found = [Match("code", place, place + 5, 0.6, f"12{place}", f"K-12{place}") for place in (3, 9)]
>>> [match.value for match in lists.settled(found).open]
['129']
>>> [(match.text, match.confidence) for match in lists.written(Normalised(b"project zilver  7!"))]
[('zilver  7', 1.0)]

A listed value is compared as its detector writes it: `06-12345678` on a list speaks of `+31 6 12345678` in a text.
A *hashed* entry is the fingerprint of that, made with the user's key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.matcher import Expression, expressions
from pdscan.detection.normalise import Normalised
from pdscan.detection.phrases import Phrases
from pdscan.model import Match, Verdict
from pdscan.protocols import UNSURE, ColumnRule, Detector, Many

DENIED, ALLOWED = "denied", "near:allowed"
"""The reasons of what stands on a list."""
CERTAIN = 1.0
"""What a denied value is worth, whatever stands beside it."""

Fingerprint = Callable[[str, str], str]
"""Of an entity and a value."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What one list says of an entity (None: of any).

    `hashes` are fingerprints; `prefixes` and `domains` stand for all values that begin or (e-mail addresses) end so.
    """

    entity: str | None
    values: tuple[str, ...] = field(default=(), repr=False)
    hashes: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = field(default=(), repr=False)
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """Matches of one place: those that no list speaks of, and those that are what a list says they are."""

    open: list[Match] = field(repr=False)
    decided: list[Match] = field(repr=False)


class Lists:
    """All lists of a configuration.

    :param detectors: those whose way of writing a value counts.
    :param fingerprint: how hashed entries were made; needed where there are any.
    """

    def __init__(
        self,
        detectors: Iterable[Detector] = (),
        allowed: Sequence[Entries] = (),
        denied: Sequence[Entries] = (),
        fingerprint: Fingerprint | None = None,
    ) -> None:
        self._said = (*allowed,), (*denied,)
        written = _Notations(detectors)
        self._allowed = [_Known(each, written, fingerprint) for each in allowed]
        self._denied = [_Known(each, written, fingerprint) for each in denied]
        self._phrases = Phrases((value, str(each.entity)) for each in denied for value in each.values)
        self.longest = self._phrases.longest

    def __bool__(self) -> bool:
        return bool(self._allowed or self._denied)

    def digest(self, key: bytes) -> str:
        """The same for the same lists; nobody can tell without the key what stands on them."""
        content = repr([(each.entity, each.values, each.hashes, each.prefixes, each.domains)
                        for entries in self._said for each in (*entries, Entries(""))])  # fmt: skip
        return hmac.digest(key, content.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()

    def denies(self, entity: str, value: str, text: str) -> bool:
        """Whether a value must always be found."""
        return any(each.speaks_of(entity, value, text) for each in self._denied)

    def allows(self, entity: str, value: str, text: str) -> bool:
        """Whether a value is no personal data."""
        return any(each.speaks_of(entity, value, text) for each in self._allowed)

    def settled(self, found: Sequence[Match], *, explain: bool = False) -> Settled:
        """What the lists say of matches that overlap or stand apart.

        Within an allowed value nothing else is found either, nor what it would have pushed aside.

        :param explain: keep what is allowed as a near miss.
        """
        still_open: list[Match] = []
        decided: list[Match] = []
        for cluster in _clusters(found):
            allowed: list[Match] = []
            rest: list[Match] = []
            for each in cluster:
                if self.denies(each.entity, each.value, each.text):
                    decided.append(replace(each, confidence=CERTAIN, reasons=_with_denied(each)))
                else:
                    rest.append(each)
                    if self.allows(each.entity, each.value, each.text):
                        allowed.append(each)
            still_open += [each for each in rest if not any(_gives_way(each, other) for other in allowed)]
            if explain:
                decided += [replace(each, confidence=0.0, reasons=(*each.reasons, ALLOWED)) for each in allowed]
        return Settled(still_open, decided)

    def written(self, text: Normalised, original: bytes | None = None) -> list[Match]:
        """The denied values that are written out in a text as they stand on the list; offsets in the original."""
        original = text.data if original is None else original
        found = []
        for entity, begin, close in self._phrases.places(text.data):
            start, end = text.beginning(begin), text.origin(close)
            shown = original[start:end].decode("utf-8", "replace")
            found.append(Match(entity, start, end, CERTAIN, folded(shown), shown, (DENIED,)))
        return found

    def marks(self, data: bytes, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For each cell of a table (that begins at one of `starts`), whether a denied value is written in it."""
        mask = np.zeros(len(starts), dtype=np.bool_)
        places = np.array([place for _, place, _ in self._phrases.places(data)], dtype=np.int64)
        at = np.searchsorted(starts, places, side="right") - 1
        mask[at[at >= 0]] = True
        return mask

    def informed(self, detector: Detector) -> Detector:
        """A detector that needs no label for what is denied, and is unsure in bulk of all that is listed."""
        if not any(each.about(detector.entity) for each in (*self._allowed, *self._denied)):
            return detector
        echoes = detector.echoes
        return replace(
            detector,
            validate=self._informed(detector.entity, detector.validate),
            column=self._column(detector.entity, detector.column),
            read_many=self._many(detector.entity, detector.read_many),
            echoes=echoes and (lambda text: [each for each in echoes(text) if not self._is_allowed(detector, each)]),
        )

    def _is_allowed(self, detector: Detector, phrase: str) -> bool:
        return self.allows(detector.entity, folded(phrase), phrase)

    def _informed(self, entity: str, validate: Callable[[str], Verdict | None]) -> Callable[[str], Verdict | None]:
        def informed(text: str) -> Verdict | None:
            verdict = validate(text)
            if verdict is not None and verdict.label_required and self.denies(entity, verdict.value, text):
                return replace(verdict, label_required=False)
            return verdict

        return informed

    def _column(self, entity: str, rule: ColumnRule | None) -> ColumnRule | None:
        return rule and replace(rule, validate=self._informed(entity, rule.validate))

    def _many(
        self, entity: str, read: Callable[[NDArray[np.uint8]], Many | None] | None
    ) -> Callable[[NDArray[np.uint8]], Many | None] | None:
        """What is on a list is looked at cell by cell."""

        def informed(texts: NDArray[np.uint8]) -> Many | None:
            many = read(texts) if read is not None else None
            if many is None:
                return None
            listed = [
                number
                for number in np.flatnonzero(many.kind >= 0).tolist()
                if self._listed(entity, _text(many.values[number]), _text(texts[number]))
            ]
            kind = many.kind.copy()
            kind[listed] = UNSURE
            return replace(many, kind=kind)

        return read and informed

    def _listed(self, entity: str, value: str, text: str) -> bool:
        return self.allows(entity, value, text) or self.denies(entity, value, text)


class _Known:
    """One list, ready to be asked."""

    def __init__(self, entries: Entries, notations: _Notations, fingerprint: Fingerprint | None) -> None:
        self._entity = entries.entity
        spelled = (each for value in entries.values for each in notations.of(value, entries.entity))
        self._values = frozenset(map(folded, (*entries.values, *spelled)))
        self._prefixes = tuple(plain(each) for each in entries.prefixes)
        self._domains = tuple(each.casefold().lstrip("@.") for each in entries.domains)
        self._hashes = frozenset(each.lower() for each in entries.hashes)
        self._fingerprint = lru_cache(maxsize=100_000)(fingerprint) if fingerprint and self._hashes else None

    def about(self, entity: str) -> bool:
        """Whether it says anything of an entity."""
        return self._entity in (None, entity)

    def speaks_of(self, entity: str, value: str, text: str) -> bool:
        """Whether a value, as it is written in a text, stands on it."""
        if not self.about(entity):
            return False
        if folded(value) in self._values or folded(text) in self._values:
            return True
        if self._prefixes and (plain(value).startswith(self._prefixes) or plain(text).startswith(self._prefixes)):
            return True
        if self._domains and "@" in value and self._in_domain(value.casefold().rpartition("@")[2]):
            return True
        return self._fingerprint is not None and self._fingerprint(entity, value) in self._hashes

    def _in_domain(self, host: str) -> bool:
        return any(host == each or host.endswith(f".{each}") for each in self._domains)


class _Notations:
    """How detectors write a value that is given in one of the usual notations."""

    def __init__(self, detectors: Iterable[Detector]) -> None:
        self._expressions: list[Expression] = []
        self._rules: list[Detector] = []
        for each in detectors:
            self._expressions += expressions([each])
            self._rules += [each] if each.column is not None else []

    def of(self, value: str, entity: str | None) -> Iterator[str]:
        """As the detectors of an entity (None: all) write it."""
        for each in self._expressions:
            if entity in (None, each.detector.entity) and (found := each.exact.fullmatch(value.encode())):
                text = found.group(each.detector.value_group or 0).decode()
                if verdict := each.detector.validate(text):
                    yield verdict.value
        for detector in self._rules:
            if entity in (None, detector.entity) and detector.column and (said := detector.column.validate(value)):
                yield said.value


def normal(value: str, detector: Detector) -> str | None:
    """A value as a detector writes it, None where it doesn't accept it."""
    return next(_Notations([detector]).of(value, detector.entity), None)


def folded(text: str) -> str:
    """A value as it is compared: capitals and the width of spaces don't matter.

    >>> folded(" Jan  de WIT ")
    'jan de wit'
    """
    return " ".join(text.casefold().split())


def plain(text: str) -> str:
    """The same without what sets groups of digits apart.

    >>> plain("088 - 123 45.67")
    '0881234567'
    """
    return folded(text).translate(_APART)


_APART = str.maketrans("", "", " -./()")


def _clusters(found: Iterable[Match]) -> Iterator[list[Match]]:
    """Matches that overlap, one way or another, together."""
    cluster: list[Match] = []
    reach = -1
    for match in sorted(found, key=lambda each: each.start):
        if match.start >= reach and cluster:
            yield cluster
            cluster = []
        cluster.append(match)
        reach = max(reach, match.end)
    if cluster:
        yield cluster


def _gives_way(match: Match, allowed: Match) -> bool:
    """Whether a match is an allowed one, stands within it, or would have been pushed aside by it."""
    if allowed.start <= match.start and match.end <= allowed.end:
        return True
    overlaps = match.start < allowed.end and allowed.start < match.end
    within = match.start <= allowed.start and allowed.end <= match.end
    return overlaps and not within and match.confidence <= allowed.confidence


def _with_denied(match: Match) -> tuple[str, ...]:
    """Its reasons; that of a contained fact stays the last."""
    return match.reasons if DENIED in match.reasons else (DENIED, *match.reasons)


def _text(characters: NDArray[np.uint8]) -> str:
    return characters.tobytes().rstrip(b"\0").decode("ascii")
