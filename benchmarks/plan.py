"""How large the benchmark's data are: wholly, or small enough for a test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sizes in bytes, files and rows; `folder` is where data are made, and removed from afterwards."""

    folder: Path
    text: int
    presidio_text: int
    large: int
    small_files: int
    many_files: int
    table_rows: int
    presidio_rows: int
    repeats: int
    starts: int


def whole(folder: Path, part: float = 1.0) -> Plan:
    """What the performance page tells of, or a part of its size."""
    return Plan(
        folder=folder,
        text=round(part * (16 << 20)),
        presidio_text=round(part * (2 << 20)),
        large=round(part * (1 << 30)),
        small_files=round(part * 100_000),
        many_files=round(part * 10_000),
        table_rows=round(part * 1_000_000),
        presidio_rows=round(part * 400),
        repeats=3,
        starts=9,
    )


def quick(folder: Path) -> Plan:
    """Every row, in seconds: shows that it runs and that both sides find the same, and nothing about speed."""
    return Plan(
        folder=folder,
        text=1 << 19,
        presidio_text=1 << 14,
        large=2 << 20,
        small_files=100,
        many_files=20,
        table_rows=2_000,
        presidio_rows=20,
        repeats=1,
        starts=1,
    )
