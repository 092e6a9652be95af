"""Text with ten more entities of the user's own, beside the same without: what another detector costs."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, Side, sides
from benchmarks.plan import Plan
from benchmarks.scans import counts, detectors, scan
from pdscan.detection.custom import detector

MORE = 10


def rows(plan: Plan) -> Iterator[Row]:
    """The entities are numbers of ten kinds of contract, as a config defines them."""
    folder = plan.folder / "more"
    folder.mkdir()
    path = write(folder / "text.txt", plan.text)
    size, usual = path.stat().st_size / MIB, detectors()
    more = [detector(f"contract_{kind}", rf"{kind}C-\d{{7}}", {"nl": [f"contract {kind}"]}) for kind in _KINDS]
    measured = sides(
        [
            (f"with {MORE} more", size, lambda: counts(scan(folder, [*usual, *more]))),
            ("the usual ones", size, lambda: counts(scan(folder, usual))),
        ],
        plan.repeats,
    )
    yield Row(
        name="more-detectors",
        title=f"Text, one core: {MORE} more detectors of the user's own",
        unit="MiB/s",
        sides=measured,
        ratio=measured[0].pace / measured[1].pace,
        least=0.8,
        better=0.95,
        same=measured[0].found == measured[1].found,
        note=f"Each of them costs {_each(*measured):.2f} ms a MiB.",
    )


def _each(more: Side, usual: Side) -> float:
    """Milliseconds a MiB."""
    return 1000 * (more.seconds - usual.seconds) / usual.amount / MORE


_KINDS = "ABDEFGHJKL"
