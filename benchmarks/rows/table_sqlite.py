"""A table full of values from SQLite, to findings: beside a bare cursor, and beside Presidio cell by cell."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import presidio_same
from benchmarks.measure import Found, Row, sides
from benchmarks.plan import Plan
from benchmarks.scans import counts, detectors, scan
from benchmarks.tables import rows as table_rows
from benchmarks.tables import sqlite_file

TABLE = "klanten"
FETCHED = 1000


def rows(plan: Plan) -> Iterator[Row]:
    """Presidio is given the first rows of the same table; the pace counts."""
    chosen = detectors()
    path = sqlite_file(plan.folder / "klanten.db", TABLE, plan.table_rows)
    ours, cursor = sides(
        [
            ("pdscan", plan.table_rows, lambda: counts(scan(f"sqlite:///{path}", chosen))),
            ("sqlite3, a bare cursor", plan.table_rows, lambda: _fetched(path)),
        ],
        plan.repeats,
    )
    yield Row(
        name="table-sqlite",
        title=f"Table of {plan.table_rows:,} × 10 from SQLite, full of values: a bare cursor",
        unit="rows/s",
        sides=(ours, cursor),
        ratio=ours.pace / cursor.pace,
        least=0.2,
        better=0.5,
    )
    engine = presidio_same.analyzer(chosen)
    (cells,) = sides(
        [("presidio, cell by cell", plan.presidio_rows, lambda: _analysed(engine, plan))],
        1,
    )
    yield Row(
        name="table-presidio",
        title="The same table: Presidio cell by cell, with the same expressions and checks",
        unit="rows/s",
        sides=(ours, cells),
        ratio=ours.pace / cells.pace,
        least=250,
        better=700,
        note=f"Presidio was given {plan.presidio_rows} of the rows.",
    )


def _fetched(path: Path) -> Found:
    connection = sqlite3.connect(path)
    cursor = connection.execute(f"select * from {TABLE}")
    while cursor.fetchmany(FETCHED):
        pass
    connection.close()
    return {}


def _analysed(engine: Any, plan: Plan) -> Found:
    found: Counter[str] = Counter()
    for row in table_rows(TABLE, plan.presidio_rows):
        for cell in row:
            if cell is not None:
                found.update(presidio_same.found_in(engine, str(cell)))
    return found
