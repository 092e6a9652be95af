"""Reading the end-of-service source: which customer had which service until when."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from pdscan.engine.connect import connect
from pdscan.engine.ends import EndsOfService
from pdscan.errors import TargetError
from pdscan.protocols import TargetOptions

_WRITTEN = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d")


class Source(Protocol):
    """One source: a query on a system, or a CSV file; each gives customer, service and last day, in that order."""

    system: str | None
    query: str | None
    csv: Path | None
    customer: str
    service: str
    end: str


def ends_of_service(sources: Sequence[Source], systems: Mapping[str, tuple[str, TargetOptions]]) -> EndsOfService:
    """All sources together.

    :param systems: the URL and options of every system, by name.
    :raises TargetError: when a source can't be read, or a date in it can't.
    """
    return EndsOfService.of(row for source in sources for row in _rows(source, systems))


def _rows(source: Source, systems: Mapping[str, tuple[str, TargetOptions]]) -> Iterator[tuple[str, str, date | None]]:
    where = str(source.csv or source.system)
    rows = _csv_rows(source) if source.csv is not None else _query_rows(source, systems)
    for number, row in enumerate(rows, 1):
        if len(row) < 3:
            raise TargetError(f"end of service in {where}: row {number} has no customer, service and end date")
        customer, service, end = row[:3]
        yield str(customer), str(service), _day(end, where, number)


def _csv_rows(source: Source) -> Iterator[Sequence[object]]:
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


def _query_rows(source: Source, systems: Mapping[str, tuple[str, TargetOptions]]) -> Iterable[Sequence[object]]:
    if source.system not in systems:
        raise TargetError(f"end of service: no system is called “{source.system}”; add it to the config's systems")
    target = connect(*systems[source.system])
    try:
        query = getattr(target, "query", None)
        if query is None:
            raise TargetError(f"end of service: “{source.system}” is no database, so it can't be asked a query")
        yield from query(source.query)
    finally:
        target.close()


def _day(value: object, where: str, number: int) -> date | None:
    """A date as databases and people write it; nothing means that the service goes on."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()[:10]
    for written in _WRITTEN:
        try:
            return datetime.strptime(text, written).date()
        except ValueError:
            continue
    raise TargetError(f"end of service in {where}: row {number} has no date that can be read; write 2026-11-24")
