"""How well identity documents are read: drawn specimens of several holders, in every way in which copies come.

Of each kind of copy: the share of the facts in its zone that was found, and of how many what was asked of the copy was
told rightly (is it one, of what kind, is the BSN covered, is it marked).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.specimens.drawn import Specimen, specimens
from tests.specimens.holders import Holder
from tests.specimens.looking import Seen, look_at

HOLDERS = (
    Holder(),
    Holder("DE BRUIJN", "WILLEKE", "650310", "F", "BS8C0D2Z5", "310219", "111222333"),
    Holder("OOSTERHUIS", "IZAAK TOBIAS", "581108", "M", "IZ0S1B820", "281201", "123456782"),
)
"""The last one has a number and a name of look-alikes: I and 1, O and 0, S and 5, B and 8, Z and 2."""


@dataclass(slots=True)
class Score:
    """Counts of one kind of copy."""

    pictures: int = 0
    facts: int = 0
    found: int = 0
    told: int = 0
    seconds: float = 0.0

    def add(self, specimen: Specimen, seen: Seen) -> None:
        """Count one picture."""
        self.pictures += 1
        self.facts += len(specimen.facts)
        self.found += len(specimen.facts & seen.facts)
        wanted = {**specimen.attributes, "kind": specimen.kind}
        self.told += any(wanted.items() <= copy.items() for copy in seen.copies)


def measured() -> dict[str, Score]:
    """Every kind of copy, by name."""
    scores: dict[str, Score] = defaultdict(Score)
    for holder in HOLDERS:
        for specimen in specimens(holder):
            content = specimen.content()
            began = time.perf_counter()
            seen = look_at(content, specimen.name)
            scores[specimen.name].seconds += time.perf_counter() - began
            scores[specimen.name].add(specimen, seen)
    return scores


def table(scores: dict[str, Score]) -> Iterator[str]:
    """A row for each kind of copy, and one for all."""
    yield f"{'specimen':<36} {'pictures':>8} {'facts':>6} {'found':>6} {'told':>5} {'seconds':>8}"
    every = Score()
    for name, score in scores.items():
        yield _row(name, score)
        for part in ("pictures", "facts", "found", "told", "seconds"):
            setattr(every, part, getattr(every, part) + getattr(score, part))
    yield _row("together", every)


def _row(name: str, score: Score) -> str:
    return (
        f"{name:<36} {score.pictures:>8} {score.facts:>6} {score.found:>6} {score.told:>5}"
        f" {score.seconds / score.pictures:>8.1f}"
    )


if __name__ == "__main__":
    print("\n".join(table(measured())))
