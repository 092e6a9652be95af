"""Text, file to findings, beside Presidio: with the same expressions and checks, and with its own recognisers."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import presidio_same, presidio_stock
from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, sides
from benchmarks.plan import Plan
from benchmarks.scans import counts, detectors, likely, scan
from pdscan import plugins


def rows(plan: Plan) -> Iterator[Row]:
    """Presidio reads a part of what we read, because it takes so long; the pace counts."""
    folder = plan.folder / "presidio"
    folder.mkdir()
    text = write(folder / "text.txt", plan.presidio_text).read_bytes()
    chosen, size = detectors(), len(text) / MIB
    same, bytewise = presidio_same.analyzer(chosen), text.decode("latin-1")
    scan(folder, chosen)
    measured = sides(
        [
            ("pdscan", size, lambda: counts(scan(folder, chosen))),
            ("presidio, the same expressions and checks", size, lambda: presidio_same.found_in(same, bytewise)),
        ],
        plan.repeats,
    )
    yield Row(
        name="text-presidio",
        title="Text, one core: Presidio with the same expressions and checks",
        unit="MiB/s",
        sides=measured,
        ratio=measured[0].pace / measured[1].pace,
        least=30,
        better=60,
        note="Presidio has no labels, and keeps what ours resolve: so it counts more.",
    )
    shared = [plugins.load("detectors", entity) for entity in presidio_stock.SHARED]
    stock, plain = presidio_stock.analyzer(), text.decode()
    measured = sides(
        [
            ("pdscan, the six entities that both know", size, lambda: likely(scan(folder, shared))),
            ("presidio, stock", size, lambda: presidio_stock.found_in(stock, plain)),
        ],
        1,
    )
    yield Row(
        name="text-presidio-stock",
        title="Text, one core: Presidio's own recognisers for the same six entities",
        unit="MiB/s",
        sides=measured,
        ratio=measured[0].pace / measured[1].pace,
    )
