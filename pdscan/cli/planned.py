"""What `pdscan scan --plan` prints: every unit that would be read, with its size, and what can't be read already."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pdscan.cli.options import format_by_suffix, write_output
from pdscan.cli.style import quiet
from pdscan.engine.run import SystemPlan
from pdscan.errors import UsageError

FORMATS = {".txt": "text", ".json": "json", ".ndjson": "ndjson"}
"""The formats of a plan by suffix."""


def write_plans(plans: Sequence[SystemPlan], output_format: str | None, output: Path | None) -> None:
    """Write plans to a file or standard output.

    :raises pdscan.errors.UsageError: when a plan can't be had in that format, or the file can't be written.
    """
    name = format_by_suffix(output_format, output, FORMATS, "text")
    if name not in FORMATS.values():
        raise UsageError(f"a plan can't be written as {name}; use one of {', '.join(FORMATS.values())}")
    if name == "text":
        text = "\n".join(_lines(plans))
    elif name == "json":
        text = json.dumps(list(_records(plans)), indent=1, ensure_ascii=False)
    else:
        text = "\n".join(json.dumps(record, ensure_ascii=False) for record in _records(plans))
    write_output(output, text)


def _lines(plans: Sequence[SystemPlan]) -> Iterator[str]:
    for each in plans:
        size = sum(unit.size or 0 for unit in each.units)
        rows = sum(unit.rows or 0 for unit in each.units)
        yield f"{each.system}: {len(each.units)} units, {size:,} bytes" + (f", {rows:,} rows" if rows else "")
        for unit in () if quiet() else each.units:
            amount = f"{unit.rows:,} rows" if unit.rows is not None else f"{unit.size or 0:,} bytes"
            yield f"  {unit.kind:<8} {amount:>18}  {unit.name}"
        for skipped in each.skipped:
            where = f"{skipped.location}: " if skipped.location.unit else ""
            yield f"  not read: {where}{skipped.reason}" + (f": {skipped.detail}" if skipped.detail else "")


def _records(plans: Sequence[SystemPlan]) -> Iterator[dict[str, Any]]:
    for each in plans:
        for unit in each.units:
            amounts = {"bytes": unit.size, "rows": unit.rows}
            yield {"type": "unit", "system": each.system, "unit": unit.name, "kind": unit.kind, **amounts}
        for skipped in each.skipped:
            place = {"system": each.system, "unit": skipped.location.unit, "item": skipped.location.item}
            yield {"type": "skipped", **place, "reason": skipped.reason, "detail": skipped.detail}
