"""Questions to the tables, each within a session of the caller."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from pdscan.errors import UsageError
from pdscan.model import Coverage, Discrepancy, Location, Sample
from pdscan.store import mapping
from pdscan.store.database import UnusableStoreError
from pdscan.store.tables import (
    CoverageRow,
    DiscrepancyRow,
    FindingRow,
    ItemRow,
    PartRow,
    Reconciliation,
    Scan,
    SkippedRow,
    Table,
    UnitRow,
)

OF_UNITS: tuple[type[ItemRow] | type[FindingRow] | type[SkippedRow], ...] = (ItemRow, FindingRow, SkippedRow)
"""The tables that say what was found in units."""

NEWEST = (Scan.moment.desc(), Scan.id.desc())
"""The order in which the last scan comes first."""

UNREACHABLE = "unreachable"
"""The reason of what may be there again."""


def add(session: Session, table: type[Table], found: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, if there are any."""
    if found:
        session.execute(insert(table), found)


def clear(session: Session, unit_id: int) -> None:
    """Forget what was found in a unit."""
    for table in OF_UNITS:
        session.execute(delete(table).where(table.unit_id == unit_id))


def copy(session: Session, from_unit: int, to_unit: int, scan_id: str) -> None:
    """What was found in a unit in one scan, as what was found in it in another."""
    for table in OF_UNITS:
        new: dict[str, ColumnElement[Any]] = {"unit_id": literal(to_unit), "scan_id": literal(scan_id)}
        columns = [each.name for each in table.__table__.columns if each.name != "id"]
        old = [new.get(name, table.__table__.columns[name]) for name in columns]
        rows = select(*old).where(table.unit_id == from_unit).order_by(table.id)
        session.execute(insert(table).from_select(columns, rows))


def scan(session: Session, scan_id: str | None) -> Scan:
    """The scan of that id; the last finished one (failing that, the last) where none is named.

    :raises UsageError: when there is no scan of that id.
    :raises StoreError: when there is no scan at all.
    """
    if scan_id is not None:
        found = session.get(Scan, scan_id)
        if found is None:
            last = session.scalars(select(Scan.id).order_by(*NEWEST).limit(5)).all()
            raise UsageError(f"the store has no scan “{scan_id}”; the last ones are: {', '.join(last) or 'none'}")
        return found
    found = session.scalars(select(Scan).order_by(Scan.finished.is_(None), *NEWEST).limit(1)).first()
    if found is None:
        raise UnusableStoreError("the store holds no scan yet; run `pdscan scan` first")
    return found


def unreached(scan_id: str) -> Select[Any]:
    """What a scan could not read because a system, or the connection to it, was gone: it may be back by now."""
    return select(SkippedRow.id).where(SkippedRow.scan_id == scan_id, SkippedRow.reason == UNREACHABLE)


def unit_id(session: Session, scan_id: str, system: str, name: str) -> int:
    """The row of a unit, made where it wasn't planned."""
    query = select(UnitRow.id).where(*of_system(scan_id, system), UnitRow.name == name)
    if session.scalar(query) is None:
        add(session, UnitRow, [planned(scan_id, system, name, None)])
    return session.scalars(query).one()


def planned(scan_id: str, system: str, name: str, size: int | None) -> dict[str, Any]:
    """The row of a unit that has not been read yet."""
    counts = {"items": 0, "rows": 0, "bytes": 0, "sampled": False, "finished": False, "cursor": None}
    return {"scan_id": scan_id, "system": system, "name": name, "size": size, **counts}


def forget_unread(session: Session, scan_id: str, system: str, planned: Collection[str]) -> None:
    """Delete the units that were not read; but not those still planned of which parts have been."""
    unread = (*of_system(scan_id, system), UnitRow.finished.is_(False))
    in_parts = session.execute(select(UnitRow.id, UnitRow.name).where(*unread, UnitRow.id.in_(select(PartRow.unit_id))))
    kept = [number for number, name in in_parts if name in planned]
    session.execute(delete(UnitRow).where(*unread, UnitRow.id.not_in(kept)))


def of_system(scan_id: str, system: str) -> tuple[ColumnElement[bool], ...]:
    """The units of one system in one scan."""
    return (UnitRow.scan_id == scan_id, UnitRow.system == system)


def outside_units(scan_id: str) -> tuple[ColumnElement[bool], ...]:
    """What one scan skipped outside of any unit."""
    return (SkippedRow.scan_id == scan_id, SkippedRow.unit_id.is_(None))


def coverage(session: Session, scan: Scan) -> tuple[Coverage, ...]:
    """The coverage by system: as it was when the scan was finished, else as far as it has come."""
    kept = session.scalars(select(CoverageRow).where(CoverageRow.scan_id == scan.id).order_by(CoverageRow.id)).all()
    return tuple(map(mapping.coverage, kept)) if kept else _coverage_so_far(session, scan)


def samples(session: Session, scan_id: str) -> tuple[Sample, ...]:
    """The units of which some rows were read, where it is known of how many."""
    query = select(UnitRow).where(UnitRow.scan_id == scan_id, UnitRow.population > 0)
    found = session.scalars(query.order_by(UnitRow.system, UnitRow.name))
    return tuple(Sample(Location(row.system, row.name), row.rows, row.population) for row in found)


def _coverage_so_far(session: Session, scan: Scan) -> tuple[Coverage, ...]:
    total = (
        select(
            UnitRow.system,
            func.count(),
            func.sum(cast(UnitRow.finished, Integer)),
            func.sum(cast(UnitRow.sampled, Integer)),
            func.sum(UnitRow.items),
            func.sum(UnitRow.rows),
            func.sum(UnitRow.bytes),
        )
        .where(UnitRow.scan_id == scan.id)
        .group_by(UnitRow.system)
    )
    units = {each[0]: tuple(map(int, each[1:])) for each in session.execute(total)}
    counted = select(SkippedRow.system, func.count()).where(SkippedRow.scan_id == scan.id).group_by(SkippedRow.system)
    skips = dict(session.execute(counted).all())
    return tuple(
        _covered(system, units.get(system, (0,) * 6), skips.get(system, 0))
        for system in dict.fromkeys([*scan.systems, *sorted(units), *sorted(skips)])
    )


def _covered(system: str, counts: tuple[int, ...], skipped: int) -> Coverage:
    units, read, sampled, items, rows, size = counts
    return Coverage(
        system=system,
        units=units,
        read=read,
        sampled=sampled,
        skipped=skipped,
        items=items,
        rows=rows,
        bytes=size,
        complete=read == units and not skipped,
    )


def save_discrepancies(session: Session, scan_id: str, as_of: date, found: Iterable[Discrepancy]) -> None:
    """Keep the outcome for one day, in the place of an earlier one for the same day."""
    same = (Reconciliation.scan_id == scan_id, Reconciliation.as_of == as_of.isoformat())
    session.execute(delete(Reconciliation).where(*same))
    made = Reconciliation(scan_id=scan_id, as_of=as_of.isoformat())
    session.add(made)
    session.flush()
    add(session, DiscrepancyRow, [mapping.discrepancy_row(each, made.id) for each in found])


def discrepancies(session: Session, reconciliation: Reconciliation) -> tuple[Discrepancy, ...]:
    """The discrepancies of one outcome, in the order in which they were given."""
    query = select(DiscrepancyRow).where(DiscrepancyRow.reconciliation_id == reconciliation.id)
    return tuple(map(mapping.discrepancy, session.scalars(query.order_by(DiscrepancyRow.id))))


def latest_reconciliation(session: Session, scan_id: str) -> Reconciliation | None:
    """The outcome of a scan that was saved last."""
    query = select(Reconciliation).where(Reconciliation.scan_id == scan_id).order_by(Reconciliation.id.desc())
    return session.scalars(query.limit(1)).first()


def nearest_reconciliation(session: Session, scan: Scan, day: date) -> Reconciliation | None:
    """The outcome of a scan for the day nearest to one; of equally near ones the last."""
    found = session.scalars(select(Reconciliation).where(Reconciliation.scan_id == scan.id)).all()
    return min(found, key=lambda each: (abs((date.fromisoformat(each.as_of) - day).days), -each.id), default=None)


def previous_discrepancies(session: Session, current: Scan, as_of: date) -> tuple[Discrepancy, ...]:
    """What the scans before found: each system's from the last finished scan that covered it.

    A scan that is judged for its own day is compared with what the others gave for theirs: questions about other days
    are no history.  One that is judged for another day is compared with what they gave for that.
    """
    timely = abs((as_of - current.started.date()).days) <= 1  # its start is in UTC, the day is the user's
    earlier = select(Scan).where(Scan.moment < current.moment, Scan.finished.is_not(None)).order_by(*NEWEST)
    wanted = {*current.systems, None}
    found: list[Discrepancy] = []
    for each in session.scalars(earlier):
        day = each.started.date() if timely else as_of
        reconciliation = nearest_reconciliation(session, each, day) if wanted else None
        if reconciliation is None:
            continue
        covered = wanted & {*each.systems, None}
        found += [one for one in discrepancies(session, reconciliation) if _system(one) in covered]
        wanted -= covered
    return tuple(found)


def _system(discrepancy: Discrepancy) -> str | None:
    return discrepancy.location.system if discrepancy.location else None
