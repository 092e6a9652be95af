"""Of what is found with a confidence of 0.8 to 0.9, are 85 in a hundred right?

Every find with any confidence counts, whether it reaches the threshold or not: on lines with answers, where it is right
when entity, beginning and end are; and in ordinary text, where what isn't named on purpose counts as wrong.  What comes
out depends on the mix, which is told beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.answers import Line
from pdscan.detection import Scanner
from pdscan.model import TextChunk

BINS = 10
RIGHT, IDEAL = "#2166ac", "#999999"


@dataclass(slots=True)
class Calibration:
    """By source and tenth of confidence: how many finds there are, how many are right, and their confidences' sum."""

    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * BINS))
    right: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * BINS))
    sums: list[float] = field(default_factory=lambda: [0.0] * BINS)

    def add(self, source: str, confidence: float, *, right: bool) -> None:
        """Count a find."""
        place = min(int(confidence * BINS + 1e-9), BINS - 1)
        self.found[source][place] += 1
        self.right[source][place] += right
        self.sums[place] += confidence

    def add_lines(self, source: str, scan: Scanner, lines: Iterable[Line]) -> None:
        """Count what is found in lines with answers."""
        for line in lines:
            data = line.text.encode()
            wanted = {(each.entity, each.start, each.end) for each in line.answers}
            for _, match in scan.stream([TextChunk(data)]) if not line.open else ():
                if match.confidence > 0:
                    place = len(data[: match.start].decode()), len(data[: match.end].decode())
                    self.add(source, match.confidence, right=(match.entity, *place) in wanted)

    def rows(self) -> Iterator[tuple[int, int, int, float]]:
        """For each tenth with finds: its number, how many there are, how many are right, the mean confidence."""
        for place in range(BINS):
            found = sum(counts[place] for counts in self.found.values())
            if found:
                yield place, found, sum(counts[place] for counts in self.right.values()), self.sums[place] / found


def table(calibration: Calibration) -> str:
    """For the manual, with the mix."""
    sources = sorted(calibration.found)
    lines = [
        f"| confidence | finds | mean | right | {' | '.join(sources)} |",
        "|---|---|---|---|" + "---|" * len(sources),
    ]
    for place, found, right, mean in calibration.rows():
        mix = " | ".join(str(calibration.found[source][place]) for source in sources)
        lines.append(
            f"| {place / BINS:.1f}–{(place + 1) / BINS:.1f} | {found} | {mean:.2f} | {right / found:.2f} | {mix} |"
        )
    return "\n".join(lines)


def plot(calibration: Calibration, path: Path) -> None:
    """The share of right finds over the mean confidence, and the line on which both are the same."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "pdscan"
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 5), layout="constrained")
    axes = figure.add_subplot()
    rows = list(calibration.rows())
    axes.plot([0, 1], [0, 1], color=IDEAL, lw=1, label="as it should be")
    axes.axvline(0.5, color=IDEAL, lw=0.8, ls=":", label="the threshold")
    shares = [right / found for _, found, right, _ in rows]
    axes.plot([mean for *_, mean in rows], shares, "o-", color=RIGHT, label="as it is")
    for _, found, right, mean in rows:
        axes.annotate(f" {found:,}", (mean, right / found), va="top", fontsize=7)
    axes.set_xlabel("confidence (number: finds in this tenth)")
    axes.set_ylabel("share that is right")
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.05)
    axes.legend(loc="upper left", fontsize=8)
    figure.savefig(path, metadata={"Date": None})
