"""A table of ten columns from PostgreSQL, to findings, beside `COPY … TO STDOUT` of the same table to nowhere.

Once every row is full of values, once there are none.  Measured by the clock, because a server works meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import Row, sides, wall
from benchmarks.plan import Plan
from benchmarks.postgresql import copied_out, fill, server
from benchmarks.scans import counts, detectors, scan

ASKED = {"klanten": ("full of values", 0.1, 0.3), "artikelen": ("without any", 0.3, 0.6)}


def rows(plan: Plan) -> Iterator[Row]:
    """One table at a time, so that a scan of the database is a scan of that table."""
    for table, (what, least, better) in ASKED.items():
        with server() as url:
            fill(url, table, plan.table_rows)
            chosen = detectors()
            ours, copying = sides(
                [
                    ("pdscan", plan.table_rows, lambda u=url, c=chosen: counts(scan(u, c))),  # type: ignore[misc]
                    ("psql, COPY … TO STDOUT", plan.table_rows, lambda u=url, t=table: _copied(u, t)),  # type: ignore[misc]
                ],
                plan.repeats,
                wall,
            )
        yield Row(
            name=f"table-postgresql-{'full' if table == 'klanten' else 'none'}",
            title=f"Table of {plan.table_rows:,} × 10 from PostgreSQL, {what}: `COPY … TO STDOUT` to nowhere",
            unit="rows/s",
            sides=(ours, copying),
            ratio=ours.pace / copying.pace,
            least=least,
            better=better,
        )


def _copied(url: str, table: str) -> dict[str, int]:
    copied_out(url, table)
    return {}
