"""What detectors say of a group of cells → lots: cells that are the same things with the same confidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.labels import Label
from pdscan.detection.normalise import Normalised
from pdscan.detection.scanner import Candidate, matches
from pdscan.model import Match, Verdict
from pdscan.protocols import REFUSED, Detector, Many


@dataclass(frozen=True, slots=True)
class Part:
    """What the cells of a lot may be: a match without its value, and the values and texts, a row for each cell."""

    match: Match
    values: NDArray[np.uint8] = field(repr=False)
    texts: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lot:
    """Cells of one column, by their rows, that are all the same things with the same confidence."""

    column: int
    rows: NDArray[np.int64]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many cells of a column have the shape of an entity, and how many pass its check."""

    column: int
    entity: str
    shaped: int
    valid: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one detector says of the cells of a group, and the label that goes for all of them."""

    detector: Detector
    many: Many
    label: Label | None

    def matches(self) -> list[Match | None]:
        """For each verdict the match without its value, None where it comes to nothing under this label."""
        return [_match(self.detector, verdict, self.label) for verdict in self.many.verdicts]


def counted(column: int, opinion: Opinion, sure: NDArray[np.bool_], *, suspected: bool) -> Count:
    """How many of the cells that are sure prove something; only where it was suspected they have its shape."""
    kind = opinion.many.kind[sure]
    proving = [number for number, verdict in enumerate(opinion.many.verdicts) if verdict.proves]
    valid = sum(int(np.count_nonzero(kind == number)) for number in proving)
    shaped = int(np.count_nonzero((kind >= 0) | (kind == REFUSED))) if suspected else 0
    return Count(column, opinion.detector.entity, shaped, valid)


def lots(
    column: int,
    rows: NDArray[np.int64],
    texts: NDArray[np.uint8],
    opinions: Sequence[Opinion],
    sure: NDArray[np.bool_],
) -> Iterator[Lot]:
    """The cells that are anything, those that are not sure left out.

    All that the detectors say of a cell is one number, whose digits are the verdicts: equal numbers make a lot.
    """
    code = np.zeros(len(rows), dtype=np.int64)
    choices: list[list[Match | None]] = []
    for opinion in opinions:
        found = opinion.matches()
        digit = np.array([0, *(0 if match is None else number for number, match in enumerate(found, 1))])
        code = code * (len(found) + 1) + digit[np.maximum(opinion.many.kind, -1) + 1]
        choices.append(found)
    code[~sure] = 0
    for each in _different(code):
        cells = np.flatnonzero(code == each)
        chosen = _decoded(each, choices)
        parts = (Part(match, opinions[number].many.values[cells], texts[cells]) for number, match in chosen.items())
        yield Lot(column, rows[cells], tuple(sorted(parts, key=lambda part: part.match.entity)))


def _different(code: NDArray[np.int64]) -> list[int]:
    """The numbers above 0 that there are; counting is quicker than sorting."""
    small = int(code.max(initial=0)) < len(code) + (1 << 12)
    found: list[int] = (np.flatnonzero(np.bincount(code)) if small else np.unique(code)).tolist()
    return [each for each in found if each]


def _decoded(code: int, choices: Sequence[Sequence[Match | None]]) -> Mapping[int, Match]:
    """The matches that a number stands for, by the place of the detector that says so."""
    found: dict[int, Match] = {}
    for place in range(len(choices) - 1, -1, -1):
        code, number = divmod(code, len(choices[place]) + 1)
        match = choices[place][number - 1] if number else None
        if match is not None:
            found[place] = match
    return found


def _match(detector: Detector, verdict: Verdict, label: Label | None) -> Match | None:
    required = verdict.label_required and (label is None or label.rival)
    if required and detector.chance >= 1:
        return None
    (match,) = matches(Candidate(detector, 0, 0, verdict), label, Normalised(b""), b"")
    return replace(match, confidence=0.0) if required else match
