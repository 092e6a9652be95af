r"""Which delimiter a text is a table by, if it is a table at all.

A table has the same number of cells in nearly every record.  Prose and logs have commas too, so a file
that isn't called `.csv` must be more even than one that is.

>>> sniff(b"naam;bsn\nJansen;111222333\nSmit;123456782\n", ".csv")
Dialect(delimiter=b';', skip=0, header=0, names=('naam', 'bsn'))
>>> sniff(b"Beste klant, dit is\neen brief.\n", ".txt")
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pdscan_targets.formats.header import find_header, is_value

RECORDS = 60
"""How many records decide."""

DELIMITERS = (b",", b";", b"\t", b"|")
TABLES = (".csv", ".tsv", ".tab", ".psv")
"""Suffixes by which somebody says that the file is a table."""

_DECLARED = re.compile(rb'"?sep=(.)"?\r?\n')
_TOKEN = re.compile(r"\S{1,64}")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    `delimiter` is None for a single column.  `skip` is how many bytes stand before the first record (a line `sep=;`).
    `header` is the index of the record that names the columns, None when none does; `names` are its cells.
    """

    delimiter: bytes | None
    skip: int = 0
    header: int | None = None
    names: tuple[str, ...] = ()


Rating = tuple[tuple[bool, float, int], Dialect | None]
"""How well a delimiter explains a sample (even enough, how even, how many columns), and what it is then."""
_NOTHING: Rating = ((False, 0.0, 0), None)


@lru_cache(maxsize=2)
def sniff(sample: bytes, suffix: str) -> Dialect | None:
    """The dialect of a text that begins with this sample (UTF-8), None when it is no table."""
    declared = _DECLARED.match(sample)
    skip = declared.end() if declared else 0
    sample = _whole_lines(sample[skip:])
    if declared:
        rows = _rows(sample, declared[1])
        return _dialect(declared[1], skip, rows)
    named = suffix in TABLES
    lines = [line for line in sample[:4096].split(b"\n")[:12] if line]
    promising = (each for each in DELIMITERS if _promising(lines, each, uneven=named or b'"' in sample))
    best = max((_rated(sample, each, named) for each in promising), key=lambda rated: rated[0], default=_NOTHING)
    return best[1] or _single_column(sample, named)


def _rated(sample: bytes, delimiter: bytes, named: bool) -> Rating:
    """How well a delimiter explains the sample: even enough, how even, how many columns."""
    rows = _rows(sample, delimiter)
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return _NOTHING
    width, times = max(widths.items(), key=lambda each: (each[1], each[0]))
    even = times / widths.total()
    if width < 2 or even < (0.6 if named else 0.9) or (len(rows) < 3 and not named):
        return _NOTHING
    dialect = _dialect(delimiter, 0, rows)
    if not named and dialect.header is None and _is_prose(rows, delimiter):
        return _NOTHING
    return (even >= 0.9, even, width), dialect


def _dialect(delimiter: bytes | None, skip: int, rows: list[list[str]]) -> Dialect:
    header = find_header(rows)
    return Dialect(delimiter, skip, header, () if header is None else tuple(rows[header]))


def _promising(lines: Sequence[bytes], delimiter: bytes, *, uneven: bool) -> bool:
    """Whether the first lines may be records at all: cheap, because every small file is asked.

    :param uneven: the delimiter may stand inside cells, too, or it is known that this is a table.
    """
    counts = [line.count(delimiter) for line in lines]
    if uneven:
        return sum(map(bool, counts)) * 2 >= max(len(lines), 1)
    most = max(counts, key=counts.count, default=0)
    return most > 0 and counts.count(most) * 4 >= len(counts) * 3


def _is_prose(rows: list[list[str]], delimiter: bytes) -> bool:
    """Whether they read as sentences or log lines: cells of many words, labels, indented lines, blanks after commas."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    spaced = sum(cell.startswith(" ") for row in rows for cell in row[1:]) * 2 > len(cells) - len(rows)
    indented = delimiter == b"\t" and sum(row[:1] == [""] and len(row) == 2 for row in rows) * 2 > len(rows)
    wordy = sum(len(cell.split()) > 6 or ": " in cell for cell in cells) * 4 > len(cells)
    return indented or wordy or (spaced and delimiter in b",;") or not any(map(is_value, cells))


def _single_column(sample: bytes, named: bool) -> Dialect | None:
    """A list of values under a header, one a line; without a telling suffix every line must be a value."""
    lines = [line for line in sample.decode("utf-8", "replace").splitlines() if line.strip()][:RECORDS]
    if len(lines) < 2 or not all(_TOKEN.fullmatch(line.strip().strip('"')) for line in lines[1:]):
        return None
    rows = [[line.strip().strip('"')] for line in lines]
    dialect = _dialect(None, 0, rows)
    if named or (dialect.header == 0 and len(lines) >= 3 and all(is_value(row[0]) for row in rows[1:])):
        return dialect
    return None


def _rows(sample: bytes, delimiter: bytes) -> list[list[str]]:
    """The first records, as the standard library reads them."""
    text = sample.decode("utf-8", "replace").replace("\0", " ")
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter.decode(), skipinitialspace=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == RECORDS:
                break
    except csv.Error:
        return rows
    return rows


def _whole_lines(sample: bytes) -> bytes:
    """The sample without its last line, which may be cut, unless it is the only one."""
    last = sample.rfind(b"\n")
    return sample[: last + 1] if last >= 0 else sample
