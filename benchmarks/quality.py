"""`make eval`: how much of what should be found is found, and how much of what is found should be.

Three sources: the cases that come with the detectors (`tests/cases`), lines with answers written by hand
(`benchmarks/lines`), and lines generated from a seed.  Everything is judged at the default threshold; a find counts
only when entity, beginning and end are right.  The same again on lines at which nobody looks while tuning
(`benchmarks/held_out`); on generated lines as they come out of mail clients, PDFs and scanners (`benchmarks.noisy`);
and on ordinary text, where next to nothing should be found (`benchmarks.ordinary`).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import answers, calibration, generated, noisy, ordinary, quality_page
from benchmarks.answers import Line
from pdscan import plugins
from pdscan.detection import Scanner, cases
from pdscan.model import THRESHOLD, Match, TextChunk

ROOT = Path(__file__).parents[1]
LINES = ROOT / "benchmarks" / "lines"
HELD_OUT = ROOT / "benchmarks" / "held_out"
"""Lines that nobody looks at while tuning."""
HELD_OUT_TEMPLATES = HELD_OUT / "generated" / "templates.yaml"
CASES = ROOT / "tests" / "cases"
CHECKSUMMED = ("bsn", "imei", "iccid", "iban", "vat", "payment_card", "mrz")
NAMES = ("person_name", "address")
SEED, PER_ENTITY, PER_NOISE = 20261124, 200, 40
LEAST_NAMES = 0.85
"""The harmonic mean of both that names and addresses must reach on lines that tuning never looked at."""
LEAST = 0.98
"""Precision and recall that every checksummed entity must reach."""


@dataclass(slots=True)
class Score:
    """Counts by entity: what must be found, lines in which it must not, and how it went."""

    positives: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    def precision(self, entity: str) -> float:
        """The share of finds that are right; 1 where nothing was found."""
        found = self.right[entity] + self.wrong[entity]
        return self.right[entity] / found if found else 1.0

    def recall(self, entity: str) -> float:
        """The share of what must be found that was found; 1 where nothing must."""
        return self.right[entity] / self.positives[entity] if self.positives[entity] else 1.0

    def f1(self, entity: str) -> float:
        """The harmonic mean of precision and recall."""
        precision, recall = self.precision(entity), self.recall(entity)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def add(self, about: str, wanted: Counter[tuple[str, str]], found: Counter[tuple[str, str]], text: str) -> None:
        """Count one text: what was `wanted` and `found`, each as entity and place."""
        self.traps[about] += not any(entity == about for entity, _ in wanted)
        for entity, place in wanted:
            self.positives[entity] += wanted[entity, place]
        for entity, place in wanted & found:
            self.right[entity] += (wanted & found)[entity, place]
        missed, false = wanted - found, found - wanted
        for entity, place in false:
            self.wrong[entity] += false[entity, place]
        self.mistakes += [f"missed {entity} at {place}: {text!r}" for entity, place in missed]
        self.mistakes += [f"false {entity} at {place}: {text!r}" for entity, place in false]


def scanner(matcher: str = "auto") -> Scanner:
    """All built-in detectors together, as users have them."""
    return Scanner(list(plugins.load_all("detectors").values()), matcher)


def judge_lines(scan: Scanner, lines: Iterable[Line], score: Score) -> None:
    """Count lines, each a text of its own; those whose answer is open are left out."""
    for line in lines:
        if line.open:
            continue
        data = line.text.encode()
        wanted = Counter((answer.entity, f"{answer.start}-{answer.end}") for answer in line.answers)
        score.add(line.about, wanted, Counter(_places(scan, data)), line.text)
        tests = {(answer.entity, f"{answer.start}-{answer.end}") for answer in line.answers if answer.test}
        marked = set(_places(scan, data, tests_only=True)) if tests else set()
        score.mistakes += [f"not marked as a test: {entity} at {place}" for entity, place in tests - marked]


def judge_cases(scan: Scanner, folder: Path, score: Score) -> None:
    """Count the cases of every detector, each for its own entity alone; a find is told by its text there."""
    for entity in plugins.names("detectors"):
        path = folder / f"{entity}.yaml"
        for case in cases.load(path) if path.exists() else ():
            found = (match for match in cases.matches(scan, case) if match.entity == entity)
            texts = Counter((entity, match.text) for match in found if match.confidence >= THRESHOLD)
            score.add(entity, Counter((entity, text) for text in case.finds), texts, case.why)


def _places(scan: Scanner, data: bytes, *, tests_only: bool = False) -> Iterator[tuple[str, str]]:
    for match in _likely(scan, data):
        if not tests_only or match.attributes.get("test"):
            start, end = len(data[: match.start].decode()), len(data[: match.end].decode())
            yield match.entity, f"{start}-{end}"


def _likely(scan: Scanner, data: bytes) -> Iterator[Match]:
    return (match for _, match in scan.stream([TextChunk(data)]) if match.confidence >= THRESHOLD)


def table(score: Score) -> Iterator[str]:
    """A row for each entity."""
    yield f"{'entity':<20} {'positives':>9} {'traps':>6} {'found':>6} {'precision':>10} {'recall':>7}"
    for entity in sorted(score.positives.keys() | score.wrong.keys()):
        found = score.right[entity] + score.wrong[entity]
        yield (
            f"{entity:<20} {score.positives[entity]:>9} {score.traps[entity]:>6} {found:>6} "
            f"{score.precision(entity):>10.3f} {score.recall(entity):>7.3f}"
        )
    yield f"{'together':<20} {score.positives.total():>9} {score.traps.total():>6}"


def too_low(score: Score) -> list[str]:
    """The checksummed entities that don't reach `LEAST`."""
    return [each for each in CHECKSUMMED if min(score.precision(each), score.recall(each)) < LEAST]


def main(arguments: Sequence[str] = ()) -> int:
    """Measure and print everything; 1 when a gate is not met.  With `--write` the manual is told, too."""
    scan, score, held_out = scanner(), Score(), Score()
    judge_cases(scan, CASES, score)
    judge_lines(scan, answers.load(LINES), score)
    judge_lines(scan, generated.lines(SEED, PER_ENTITY), score)
    print("\n".join([*table(score), *(f"  {mistake}" for mistake in score.mistakes)]))
    judge_lines(scan, answers.load(HELD_OUT), held_out)
    judge_lines(scan, generated.lines(SEED, PER_ENTITY, HELD_OUT_TEMPLATES), held_out)
    print("\non lines that tuning never looked at")
    print("\n".join(table(held_out)))
    noise = noisy.measured(scan, generated.lines(SEED, PER_NOISE), SEED)
    print(f"\n{'noise':<30} {'values':>7} {'found':>7} {'recall':>7} {'besides':>8}")
    for kind, (values, found, false) in noise.items():
        print(f"{kind:<30} {values:>7} {found:>7} {found / values:>7.3f} {false:>8}")
    plain = ordinary.count(scan, ordinary.texts())
    print(f"\nin {plain.size / 1e6:.0f} MB of ordinary text (manuals, change logs, sources)")
    print(f"{'entity':<20} {'found':>7} {'left out, MB':>13} {'of the rest':>12} {'a MB':>6}")
    for entity, count in plain.all.most_common():
        left_out, false = plain.left_out[entity] / 1e6, plain.false[entity]
        print(f"{entity:<20} {count:>7} {left_out:>13.1f} {false:>12} {plain.per_mb(entity):>6.2f}")
    calibrated = calibration.Calibration()
    calibrated.add_lines("written lines", scan, answers.load(LINES))
    calibrated.add_lines("generated lines", scan, generated.lines(SEED, PER_NOISE))
    for confidence in plain.confidences:
        calibrated.add("ordinary text", confidence, right=False)
    print(f"\n{calibration.table(calibrated)}")
    if "--write" in arguments:
        quality_page.write(score, held_out, noise, plain, calibrated)
    missed = gates(score, held_out, noise, plain)
    print("\n" + ("\n".join(f"NOT MET: {each}" for each in missed) or "every gate is met"))
    return 1 if missed else 0


def gates(score: Score, held_out: Score, noise: Mapping[str, tuple[int, int, int]], plain: ordinary.Found) -> list[str]:
    """What is not reached, in words."""
    missed = [f"{each}: precision or recall below {LEAST}" for each in too_low(score)]
    missed += [f"{each}: precision or recall below {LEAST} on held-out lines" for each in too_low(held_out)]
    missed += [f"{each}: F1 below {LEAST_NAMES} on held-out lines" for each in NAMES if held_out.f1(each) < LEAST_NAMES]
    missed += [
        f"{kind}: recall below {LEAST}"
        for kind, (values, found, _) in noise.items()
        if kind != noisy.FORGIVEN and found < LEAST * values
    ]
    return missed + [
        f"{each}: more than {ordinary.MOST_FALSE:g} false finds per MB of ordinary text" for each in plain.too_many()
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
