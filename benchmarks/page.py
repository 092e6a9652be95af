"""The benchmark's results in the manual: a table between two marks, written by the run that measured everything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Row


def update(page: Path, measured: Sequence[Row], machine: str) -> None:
    """Put the table into the page, in the place of the one before."""
    put(page, "results", f"{machine}\n\n{table(measured)}")


def put(page: Path, name: str, content: str) -> None:
    """Put a text between a page's marks of that name, in the place of the one before."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = page.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\n{content}\n\n{end}{after}", "utf-8")


def table(measured: Sequence[Row]) -> str:
    """One line for each row."""
    lines = ["| row | ratio | asked | better | | ours | the other side |", "|---|---|---|---|---|---|---|"]
    return "\n".join(lines + [_line(row) for row in measured])


def _line(row: Row) -> str:
    sign = "≤" if row.lower else "≥"
    asked = ("", "") if row.least is None else (f"{sign} {row.least:g}", f"{sign} {row.better:g}")
    judged = (
        "" if row.reached is None else "better" if row.excelled else "reached" if row.reached else "**not reached**"
    )
    paces = [f"{side.pace:,.{0 if side.pace >= 100 else 2}f} {row.unit}" for side in row.sides]
    other = paces[1] if len(paces) > 1 else ""
    return f"| `{row.name}` | {row.ratio:,.3g} | {asked[0]} | {asked[1]} | {judged} | {paces[0]} | {other} |"
