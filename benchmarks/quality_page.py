"""What `make eval EVAL=--write` puts into the manual: tables between marks of `docs/quality.md`, and the plot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import calibration, page
from benchmarks.calibration import Calibration
from benchmarks.ordinary import Found

if TYPE_CHECKING:
    from benchmarks.quality import Score

MANUAL = Path(__file__).parents[1] / "docs"


def write(
    score: Score,
    held_out: Score,
    noise: Mapping[str, tuple[int, int, int]],
    plain: Found,
    calibrated: Calibration,
) -> None:
    """Write everything that was measured in one run."""
    sections = {
        "entities": "\n".join(_entities(score, held_out)),
        "noise": "\n".join(_noise(noise)),
        "ordinary text": "\n".join(_ordinary(plain)),
        "calibration": calibration.table(calibrated),
    }
    for name, text in sections.items():
        page.put(MANUAL / "quality.md", name, text)
    calibration.plot(calibrated, MANUAL / "images" / "calibration.svg")


def _entities(score: Score, held_out: Score) -> Iterator[str]:
    yield "| entity | positives | traps | precision | recall | held out: positives | traps | precision | recall |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for entity in sorted(score.positives.keys() | score.wrong.keys()):
        held = "| | | |"
        if held_out.positives[entity] >= 20:
            held = f"| {held_out.positives[entity]} | {held_out.traps[entity]} {_both(held_out, entity)}"
        yield f"| `{entity}` | {score.positives[entity]} | {score.traps[entity]} {_both(score, entity)} {held} |"
    yield f"| together | {score.positives.total()} | {score.traps.total()} | | | {held_out.positives.total()} | | | |"


def _both(score: Score, entity: str) -> str:
    return f"| {score.precision(entity):.3f} | {score.recall(entity):.3f}"


def _noise(noise: Mapping[str, tuple[int, int, int]]) -> Iterator[str]:
    yield "| noise | values | found | recall | found besides |"
    yield "|---|---|---|---|---|"
    for kind, (values, found, false) in noise.items():
        yield f"| {kind} | {values} | {found} | {found / values:.3f} | {false} |"


def _ordinary(plain: Found) -> Iterator[str]:
    yield f"{plain.size / 1e6:.0f} MB:"
    yield ""
    yield "| entity | found | left out, MB | found in the rest | a MB of the rest |"
    yield "|---|---|---|---|---|"
    for entity, count in plain.all.most_common():
        left_out, false = plain.left_out[entity] / 1e6, plain.false[entity]
        yield f"| `{entity}` | {count} | {left_out:.1f} | {false} | {plain.per_mb(entity):.2f} |"
