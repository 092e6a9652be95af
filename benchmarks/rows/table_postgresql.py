"""A table of ten columns from PostgreSQL, to findings, beside `COPY … TO STDOUT` of the same table to nowhere.

Once every row is full of values, once there are none.  Server and client work at the same time: so each side takes as
long as its busiest process, and is charged with the processor time of that one.  The clock says the same where every
process has a processor for itself, and only there; what it said stands in the note.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.measure import Found, Row, Side, processor, wall
from benchmarks.plan import Plan
from benchmarks.postgresql import Server, copied_out, fill, server
from benchmarks.scans import counts, detectors, scan

SETTLED = 0.2
"""Seconds after which the server has taken leave of a connection's process, and counts what it took."""
ASKED = {"klanten": ("full of values", 0.1, 0.3), "artikelen": ("without any", 0.3, 0.6)}


def rows(plan: Plan) -> Iterator[Row]:
    """One table at a time, so that a scan of the database is a scan of that table."""
    for table, (what, least, better) in ASKED.items():
        with server() as running:
            fill(running.url, table, plan.table_rows)
            ours, copying = _measured(running, table, plan)
        yield Row(
            name=f"table-postgresql-{'full' if table == 'klanten' else 'none'}",
            title=f"Table of {plan.table_rows:,} × 10 from PostgreSQL, {what}: `COPY … TO STDOUT` to nowhere",
            unit="rows/s",
            sides=(ours.side, copying.side),
            ratio=ours.side.pace / copying.side.pace,
            least=least,
            better=better,
            note=f"By the clock {ours.clock:.1f} s against {copying.clock:.1f} s.",
        )


@dataclass(frozen=True, slots=True)
class _Measured:
    side: Side
    clock: float


def _measured(running: Server, table: str, plan: Plan) -> list[_Measured]:
    """Both sides by turns, the least of each."""
    chosen = detectors()
    works: dict[str, Callable[[], Found]] = {
        "pdscan": lambda: counts(scan(running.url, chosen)),
        "psql, COPY … TO STDOUT": lambda: _copied(running.url, table),
    }
    best: dict[str, _Measured] = {}
    for _ in range(plan.repeats):
        for name, work in works.items():
            clock, client, backend = wall(), processor(), running.processor()
            found = work()
            clock = wall() - clock
            time.sleep(SETTLED)
            busiest = max(processor() - client, running.processor() - backend)
            known = best.get(name)
            if known is None or busiest < known.side.seconds:
                best[name] = _Measured(Side(name, plan.table_rows, busiest, found), clock)
    return list(best.values())


def _copied(url: str, table: str) -> dict[str, int]:
    copied_out(url, table)
    return {}
