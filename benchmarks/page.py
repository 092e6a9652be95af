"""The benchmark's results in the manual: a table between two marks, written by the run that measured everything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Row

BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def update(page: Path, measured: Sequence[Row], machine: str) -> None:
    """Put the table into the page, in the place of the one before."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{machine}\n\n{table(measured)}\n\n{END}{after}", "utf-8")


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
