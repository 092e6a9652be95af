"""Cases as data: what a detector must find in a text or a table, each with its reason.

The same runner serves the built-in detectors and those of third parties:

    problems = [each for case in load("cases/bsn.yaml") for each in check(scanner, case)]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from pdscan.detection.scanner import Scanner
from pdscan.detection.tables import TableScan
from pdscan.model import THRESHOLD, Match, TableChunk, TextChunk


@dataclass(frozen=True, slots=True)
class Case:
    """One case: in `text` or `table`, exactly the spans `finds` are likely, and at least `possible` are possible."""

    entity: str
    why: str
    finds: tuple[str, ...]
    text: str | None = None
    table: Mapping[str, Any] | None = None
    possible: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


def load(path: Path) -> list[Case]:
    """The cases of one file."""
    document = yaml.safe_load(path.read_text("utf-8"))
    return [
        Case(
            entity=document["entity"],
            why=each["why"],
            finds=tuple(each.get("finds", ())),
            text=each.get("text"),
            table=each.get("table"),
            possible=tuple(each.get("possible", ())),
            attributes=each.get("attributes", {}),
        )
        for each in document["cases"]
    ]


def check(scanner: Scanner, case: Case) -> Iterator[str]:
    """What is wrong with a case, in words; nothing when all is well."""
    found = [match for match in matches(scanner, case) if match.entity == case.entity]
    likely = [match for match in found if match.confidence >= THRESHOLD]
    if [match.text for match in likely] != list(case.finds):
        yield f"found {_shown(likely)} instead of {list(case.finds)}; all: {_shown(found)}"
    unlikely = [match.text for match in found if match.confidence < THRESHOLD]
    if missing := [text for text in case.possible if text not in unlikely]:
        yield f"{missing} is not merely possible: {_shown(found)}"
    if case.attributes and likely:
        wrong = {key: value for key, value in case.attributes.items() if likely[0].attributes.get(key) != value}
        if wrong:
            yield f"attributes {dict(likely[0].attributes)} lack {wrong}"


def _shown(found: Sequence[Match]) -> str:
    return ", ".join(f"“{match.text}” {match.confidence:.2f} {'+'.join(match.reasons)}" for match in found) or "nothing"


def matches(scanner: Scanner, case: Case) -> list[Match]:
    """Everything that is found in the text or table of a case, above the threshold or below."""
    if case.table is None:
        return [match for _, match in scanner.stream([TextChunk((case.text or "").encode())])]
    scan = TableScan(scanner)
    readings = list(scan.readings(table(case.table["header"], case.table["rows"])))
    judged = (reading.judged(scan.verdict) for reading in readings)
    return [match for match in judged if match is not None]


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> TableChunk:
    r"""A table chunk of a few rows, row by row.

    >>> table(["a", "b"], [[1, "x"], [2, None]]).data
    b'1;x\n2;\n'
    """
    data, starts, ends, columns, numbers = bytearray(), [], [], [], []
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            text = b"" if value is None else str(value).encode()
            if text:
                starts.append(len(data))
                ends.append(len(data) + len(text))
                columns.append(column)
                numbers.append(number)
            data += text + (b";" if column < len(row) - 1 else b"\n")
    return TableChunk(
        columns=tuple(header),
        data=bytes(data),
        starts=np.array(starts, dtype=np.int64),
        ends=np.array(ends, dtype=np.int64),
        column=np.array(columns, dtype=np.int32),
        row=np.array(numbers, dtype=np.int64),
        rows=len(rows),
    )
