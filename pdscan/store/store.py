"""Where scans, findings and discrepancies are kept: written unit by unit, each wholly or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from pdscan.credentials import safe_url
from pdscan.errors import StoreError
from pdscan.model import Coverage, Discrepancy, Finding, ScanResult, Skipped
from pdscan.store import mapping, queries
from pdscan.store.database import WAIT, engine, plainly
from pdscan.store.migrations import bring_up_to_date
from pdscan.store.tables import CoverageRow, FindingRow, ItemRow, PartRow, Property, Scan, SkippedRow, UnitRow
from pdscan.store.texts import StoredText, texts

_KEY_ID = "key_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSummary:
    """One line about a scan: `findings` of it are kept; `complete` is None while it isn't finished."""

    id: str
    started: datetime
    finished: datetime | None
    complete: bool | None
    systems: tuple[str, ...]
    scope: Mapping[str, Any]
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """All that one scan keeps of one unit, in the words of `Store.record_unit`."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    items: int
    rows: int
    bytes: int
    sampled: int
    cursor: str | None
    by_item: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class Store:
    """The store behind a URL.

    Every method that writes is one transaction: after a crash it has happened wholly or not at all, and doing it
    again gives the same rows.  All of them raise StoreError when the database is locked, full, damaged or gone.
    """

    def __init__(self, url: str, made: Engine) -> None:
        self.url = safe_url(url)
        self._engine = made
        self._writer = made.execution_options(writes=True)

    @classmethod
    def open(cls, url: str, *, create: bool = True, wait: float = WAIT) -> Self:
        """The store at a URL, its tables brought up to date.

        :param create: make it where there is none.
        :param wait: seconds to wait for another process that is writing.
        :raises UsageError: when the URL names no store.
        :raises StoreError: when it is missing, locked, damaged, made by a newer version, or not ours.
        """
        made = engine(url, create=create, wait=wait)
        try:
            with plainly(url):
                bring_up_to_date(made, f"store {safe_url(url)}")
        except BaseException:
            made.dispose()
            raise
        return cls(url, made)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin_scan(self, systems: Sequence[str], *, started: datetime, scope: Mapping[str, Any]) -> str:
        """A new scan's id, which sorts by time: `20261124-022500-ab12`.

        :param started: an aware time.
        :param scope: what was asked for, in plain values; kept for those who resume or compare.
        """
        second = f"{started.astimezone(UTC):%Y%m%d-%H%M%S}"
        asked = {"systems": list(systems), "scope": dict(scope)}
        with self._write() as session:
            scan_id = f"{second}-{secrets.token_hex(2)}"
            while session.get(Scan, scan_id) is not None:
                scan_id = f"{second}-{secrets.token_hex(2)}"
            session.add(Scan(id=scan_id, moment=started.timestamp(), started=started, **asked))
        return scan_id

    def finish_scan(self, scan_id: str, *, finished: datetime, complete: bool, coverage: Sequence[Coverage]) -> None:
        """Close a scan, with its coverage by system."""
        with self._write() as session:
            session.execute(update(Scan).where(Scan.id == scan_id).values(finished=finished, complete=complete))
            session.execute(delete(CoverageRow).where(CoverageRow.scan_id == scan_id))
            queries.add(session, CoverageRow, [mapping.coverage_row(each, scan_id) for each in coverage])

    def reopen_scan(self, scan_id: str) -> None:
        """Go on with a scan, though it may have been closed."""
        with self._write() as session:
            session.execute(update(Scan).where(Scan.id == scan_id).values(finished=None, complete=None))
            session.execute(delete(CoverageRow).where(CoverageRow.scan_id == scan_id))

    def unfinished_scan(self, systems: Sequence[str]) -> str | None:
        """The scan of just these systems that can be resumed: the last one, where it wasn't finished.

        One that ended although something could not be reached is not finished in this sense.
        """
        with self._read() as session:
            for each in session.scalars(select(Scan).order_by(*queries.NEWEST)):
                if set(each.systems) == set(systems):
                    lost = session.scalar(queries.unreached(each.id).limit(1)) is not None
                    return each.id if each.finished is None or lost else None
        return None

    def scans(self) -> tuple[ScanSummary, ...]:
        """Every scan, oldest first."""
        counted = select(UnitRow.scan_id, func.count().label("findings")).join(FindingRow).group_by(UnitRow.scan_id)
        findings = counted.subquery().c
        query = select(Scan, findings.findings).outerjoin(findings.scan_id.table, findings.scan_id == Scan.id)
        with self._read() as session:
            found = session.execute(query.order_by(Scan.moment, Scan.id))
            return tuple(_summary(scan, count or 0) for scan, count in found)

    def scan(self, scan_id: str | None = None) -> ScanResult:
        """One scan with all that was found; the last finished one (failing that, the last) where none is named.

        :raises UsageError: when there is no scan of that id.
        :raises StoreError: when there is no scan at all.
        """
        with self._read() as session:
            scan = queries.scan(session, scan_id)
            found = select(FindingRow).join(UnitRow).where(UnitRow.scan_id == scan.id).order_by(FindingRow.id)
            skips = select(SkippedRow).where(SkippedRow.scan_id == scan.id)
            return ScanResult(
                id=scan.id,
                started=scan.started,
                finished=scan.finished,
                findings=mapping.in_order(map(mapping.finding, session.scalars(found))),
                skipped=mapping.skipped_in_order(map(mapping.skipped, session.scalars(skips))),
                coverage=queries.coverage(session, scan),
                samples=queries.samples(session, scan.id),
                **mapping.narrowed(scan.scope),
            )

    def coverage(self, scan_id: str) -> tuple[Coverage, ...]:
        """What a scan has read, by system: as it was finished, or so far."""
        with self._read() as session:
            return queries.coverage(session, queries.scan(session, scan_id))

    def record_units(self, scan_id: str, system: str, units: Sequence[tuple[str, int | None]]) -> None:
        """The plan for one system: names and sizes of the units to read.

        It replaces an earlier plan: units that are gone and weren't read are forgotten, as is what could not be
        listed then.
        """
        with self._write() as session:
            of_system = queries.of_system(scan_id, system)
            queries.forget_unread(session, scan_id, system, dict(units))
            read = set(session.scalars(select(UnitRow.name).where(*of_system)))
            new = [each for each in dict(units).items() if each[0] not in read]
            queries.add(session, UnitRow, [queries.planned(scan_id, system, *each) for each in new])
            session.execute(delete(SkippedRow).where(*queries.outside_units(scan_id), SkippedRow.system == system))

    def record_unit(
        self,
        scan_id: str,
        system: str,
        unit: str,
        *,
        findings: Sequence[Finding],
        skipped: Sequence[Skipped],
        items: int,
        rows: int,
        bytes: int,  # noqa: A002
        sampled: int,
        cursor: str | None,
        by_item: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        """One unit is done: everything that was found and skipped in it.  Replaces what was recorded of it before.

        :param sampled: of how many rows only a sample was read; 0 where the unit was read whole.
        :param by_item: rows and bytes of each item that a later scan may take over.
        """
        counts = {"items": int(items), "rows": int(rows), "bytes": int(bytes)}
        with self._write() as session:
            number = queries.unit_id(session, scan_id, system, unit)
            queries.clear(session, number)
            read = [
                {"unit_id": number, "path": path, "rows": n, "bytes": size}
                for path, (n, size) in (by_item or {}).items()
            ]
            queries.add(session, ItemRow, read)
            queries.add(session, FindingRow, [mapping.finding_row(each, number) for each in findings])
            queries.add(session, SkippedRow, [mapping.skipped_row(each, scan_id, number) for each in skipped])
            done = update(UnitRow).where(UnitRow.id == number)
            session.execute(
                done.values(finished=True, sampled=bool(sampled), population=int(sampled), cursor=cursor, **counts)
            )
            session.execute(delete(PartRow).where(PartRow.unit_id == number))

    def record_parts(self, scan_id: str, system: str, unit: str, contents: Sequence[bytes]) -> None:
        """A planned unit will be read in parts; each content says which part it is, sealed.  Replaces earlier ones."""
        with self._write() as session:
            number = queries.unit_id(session, scan_id, system, unit)
            session.execute(delete(PartRow).where(PartRow.unit_id == number))
            rows = [{"unit_id": number, "number": part, "content": each} for part, each in enumerate(contents)]
            queries.add(session, PartRow, rows)

    def record_part(self, scan_id: str, system: str, unit: str, part: int, content: bytes) -> None:
        """A part has been read: what was counted in it, sealed.  It is kept until the unit is done."""
        with self._write() as session:
            number = queries.unit_id(session, scan_id, system, unit)
            row = update(PartRow).where(PartRow.unit_id == number, PartRow.number == part)
            session.execute(row.values(content=content))

    def parts(self, scan_id: str, system: str) -> dict[str, list[bytes]]:
        """The contents of the parts of a system's unfinished units, in order."""
        query = select(UnitRow.name, PartRow.content).join(PartRow, PartRow.unit_id == UnitRow.id)
        of_system = query.where(*queries.of_system(scan_id, system)).order_by(PartRow.unit_id, PartRow.number)
        found: dict[str, list[bytes]] = {}
        with self._read() as session:
            for unit, content in session.execute(of_system):
                found.setdefault(unit, []).append(content)
        return found

    def record_skipped(self, scan_id: str, skipped: Collection[Skipped]) -> None:
        """What could not be read outside of any unit, such as a system that can't be reached; each is kept once."""
        with self._write() as session:
            kept = session.scalars(select(SkippedRow).where(*queries.outside_units(scan_id)))
            known = set(map(mapping.skipped, kept))
            new = [each for each in dict.fromkeys(skipped) if each not in known]
            queries.add(session, SkippedRow, [mapping.skipped_row(each, scan_id, None) for each in new])

    def finished_units(self, scan_id: str, system: str) -> set[str]:
        """The units of a system that this scan has read; one that could not be reached, wholly or in part, is not."""
        lost = queries.unreached(scan_id).where(SkippedRow.unit_id == UnitRow.id).exists()
        query = select(UnitRow.name).where(*queries.of_system(scan_id, system), UnitRow.finished, ~lost)
        with self._read() as session:
            return set(session.scalars(query))

    def unit(self, scan_id: str, system: str, unit: str) -> UnitRecord | None:
        """What a scan keeps of one unit; None when it hasn't read it."""
        with self._read() as session:
            query = select(UnitRow).where(*queries.of_system(scan_id, system), UnitRow.name == unit, UnitRow.finished)
            row = session.scalars(query).first()
            if row is None:
                return None
            found = session.scalars(select(FindingRow).where(FindingRow.unit_id == row.id).order_by(FindingRow.id))
            skips = session.scalars(select(SkippedRow).where(SkippedRow.unit_id == row.id).order_by(SkippedRow.id))
            items = session.execute(select(ItemRow.path, ItemRow.rows, ItemRow.bytes).where(ItemRow.unit_id == row.id))
            return UnitRecord(
                findings=tuple(map(mapping.finding, found)),
                skipped=tuple(map(mapping.skipped, skips)),
                items=row.items,
                rows=row.rows,
                bytes=row.bytes,
                sampled=row.population or int(row.sampled),
                cursor=row.cursor,
                by_item={path: (rows, size) for path, rows, size in items},
            )

    def carry_over(self, scan_id: str, from_scan: str, system: str, unit: str) -> bool:
        """A unit has not changed: record what an earlier scan found in it.  False when that scan hasn't read it."""
        with self._write() as session:
            query = select(UnitRow).where(*queries.of_system(from_scan, system), UnitRow.name == unit, UnitRow.finished)
            old = session.scalars(query).first()
            if old is None:
                return False
            number = queries.unit_id(session, scan_id, system, unit)
            queries.clear(session, number)
            queries.copy(session, old.id, number, scan_id)
            counts = {
                name: getattr(old, name) for name in ("sampled", "population", "cursor", "items", "rows", "bytes")
            }
            session.execute(update(UnitRow).where(UnitRow.id == number).values(finished=True, **counts))
        return True

    def cursors(self, system: str) -> dict[str, str]:
        """Up to where the last finished scan of a system has read each unit, where that is known."""
        with self._read() as session:
            for scan in session.scalars(select(Scan).where(Scan.finished.is_not(None)).order_by(*queries.NEWEST)):
                if system in scan.systems:
                    query = select(UnitRow.name, UnitRow.cursor).where(*queries.of_system(scan.id, system))
                    found = session.execute(query.where(UnitRow.finished))
                    return {name: cursor for name, cursor in found if cursor is not None}
        return {}

    def save_discrepancies(self, scan_id: str, as_of: date, discrepancies: Sequence[Discrepancy]) -> None:
        """Keep what reconciling a scan for one day gave; the same day again replaces it."""
        with self._write() as session:
            queries.save_discrepancies(session, scan_id, as_of, discrepancies)

    def discrepancies(self, scan_id: str | None = None) -> tuple[Discrepancy, ...]:
        """The discrepancies of a scan (without an id, of the one that `scan` gives) that were saved last."""
        with self._read() as session:
            found = queries.latest_reconciliation(session, queries.scan(session, scan_id).id)
            return queries.discrepancies(session, found) if found else ()

    def previous_discrepancies(self, before_scan_id: str, as_of: date) -> tuple[Discrepancy, ...]:
        """What is to be compared with a scan's discrepancies.

        For each of its systems, those of the last finished scan before it that covered the system, and what that scan
        said of the register alone: as judged for the day nearest to that scan, or to `as_of` where that is not the
        day of the scan that is compared.
        """
        with self._read() as session:
            return queries.previous_discrepancies(session, queries.scan(session, before_scan_id), as_of)

    @property
    def key_id(self) -> str | None:
        """Which key the fingerprints here were made with; None when there are none yet."""
        with self._read() as session:
            return session.scalar(select(Property.value).where(Property.name == _KEY_ID))

    def bind_key(self, key_id: str) -> None:
        """From now on fingerprints here are made with this key alone.

        :raises StoreError: when others are here, made with another key.
        """
        with self._write() as session:
            known = session.get(Property, _KEY_ID)
            if known is None:
                session.add(Property(name=_KEY_ID, value=key_id))
            elif known.value != key_id:
                raise StoreError(
                    f"the fingerprints in store {self.url} were made with key {known.value}, and this is key {key_id}: "
                    "use that key, or run `pdscan key rotate` to drop them and begin anew"
                )

    def forget_fingerprints(self) -> int:
        """Drop every fingerprint, and the name of the key that they were made with.

        They can't be made again from another key, because the values are not here.

        :return: how many findings had any.
        """
        with self._write() as session:
            having = FindingRow.fingerprints != []
            count = session.scalar(select(func.count()).select_from(FindingRow).where(having)) or 0
            session.execute(update(FindingRow).where(having).values(fingerprints=[]))
            session.execute(delete(Property).where(Property.name == _KEY_ID))
        self._empty_log()
        return count

    def texts(self) -> Iterator[StoredText]:
        """Everything here that is text, for those who look for what should not be here."""
        with self._read() as session:
            yield from texts(session)

    def _empty_log(self) -> None:
        """Leave nothing of what was deleted in SQLite's write-ahead log."""
        if self._engine.dialect.name == "sqlite":
            with plainly(self.url), self._engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with plainly(self.url), Session(self._engine) as session:
            yield session

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with plainly(self.url), Session(self._writer) as session, session.begin():
            yield session


def _summary(scan: Scan, findings: int) -> ScanSummary:
    return ScanSummary(
        id=scan.id,
        started=scan.started,
        finished=scan.finished,
        complete=scan.complete,
        systems=tuple(scan.systems),
        scope=scan.scope,
        findings=findings,
    )
