"""Reading the end-of-service source: which customer had which service until when."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from pdscan.engine.connect import connect
from pdscan.engine.days import read_day
from pdscan.engine.ends import EndsOfService
from pdscan.errors import TargetError
from pdscan.model import TableChunk, Unit
from pdscan.protocols import Target, TargetOptions
from pdscan.settings import EndOfService


def ends_of_service(sources: Sequence[EndOfService], systems: Mapping[str, tuple[str, TargetOptions]]) -> EndsOfService:
    """All sources together.

    :param systems: the URL and options of every system, by name.
    :raises TargetError: when a source can't be read, or a date in it can't.
    """
    return EndsOfService.of(row for source in sources for row in _rows(source, systems))


def _rows(
    source: EndOfService, systems: Mapping[str, tuple[str, TargetOptions]]
) -> Iterator[tuple[str, str, date | None]]:
    where = str(source.csv or source.system)
    rows = _csv_rows(source) if source.csv is not None else _system_rows(source, systems)
    for number, row in enumerate(rows, 1):
        if len(row) < 3:
            raise TargetError(f"end of service in {where}: row {number} has no customer, service and end date")
        customer, service, end = row[:3]
        yield str(customer), str(service), _day(end, where, number)


def _csv_rows(source: EndOfService) -> Iterator[Sequence[object]]:
    assert source.csv is not None
    try:
        with source.csv.open(encoding="utf-8-sig", newline="") as file:
            sample = file.read(4096)
            file.seek(0)
            dialect = csv.Sniffer().sniff(sample, delimiters=",;\t|") if sample.strip() else csv.excel
            for row in csv.DictReader(file, dialect=dialect):
                try:
                    yield row[source.customer], row[source.service], row[source.end]
                except KeyError as error:
                    raise TargetError(f"end of service in {source.csv}: there is no column {error}") from error
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise TargetError(f"end of service in {source.csv} can't be read: {type(error).__name__}") from error


def _system_rows(source: EndOfService, systems: Mapping[str, tuple[str, TargetOptions]]) -> Iterator[Sequence[object]]:
    if source.system is None or source.system not in systems:
        raise TargetError(f"end of service: no system is called “{source.system}”; add it to the config's systems")
    target = connect(*systems[source.system])
    try:
        if source.table is not None:
            yield from _table_rows(source, target)
        elif (query := getattr(target, "query", None)) is not None:
            yield from query(source.query)
        else:
            raise TargetError(f"end of service: “{source.system}” is no database, so it can't be asked a query")
    finally:
        target.close()


def _table_rows(source: EndOfService, target: Target) -> Iterator[Sequence[object]]:
    wanted = [source.customer, source.service, source.end]
    unit = next((each for each in target.units() if isinstance(each, Unit) and each.name == source.table), None)
    if unit is None:
        raise TargetError(f"end of service: “{source.system}” has no table “{source.table}” that can be read")
    for chunk in target.read(unit):
        if isinstance(chunk, TableChunk):
            if missing := [name for name in wanted if name not in chunk.columns]:
                raise TargetError(f"end of service: “{source.table}” has no column “{missing[0]}”")
            yield from _chosen(chunk, [chunk.columns.index(name) for name in wanted])


def _chosen(chunk: TableChunk, columns: Sequence[int]) -> Iterator[Sequence[object]]:
    rows: list[list[str]] = [[""] * len(columns) for _ in range(chunk.rows)]
    for cell, (row, column) in enumerate(zip(chunk.row.tolist(), chunk.column.tolist(), strict=True)):
        if column in columns:
            value = chunk.data[int(chunk.starts[cell]) : int(chunk.ends[cell])]
            rows[row][columns.index(column)] = value.decode("utf-8", "replace")
    yield from rows


def _day(value: object, where: str, number: int) -> date | None:
    """A date as databases and people write it; nothing means that the service goes on."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    day = read_day(str(value))
    if day is not None:
        return day
    raise TargetError(f"end of service in {where}: row {number} has no date that can be read; write 2026-11-24")
