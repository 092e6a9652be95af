"""A GiB in 100,000 files beside the same bytes in one: `BENCH='--part 10 many-files'`; usually a tenth of that."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import Row
from benchmarks.plan import Plan
from benchmarks.rows.small_files import row

SIZE = (1 << 30) // 100_000


def rows(plan: Plan) -> Iterator[Row]:
    """Files of about 10 KiB each."""
    yield row(plan, "many-files", plan.many_files, SIZE, (None, None))
