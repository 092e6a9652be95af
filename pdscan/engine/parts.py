"""A unit that is read in parts: what each gave is kept until all are there, and then judged as if read in one piece.

A large table is one unit of results, but several tasks.  Each part is counted by itself; columns are judged, and
findings made, when the last one is in.  So a scan that is killed goes on with the parts that are missing.  How a unit
is cut and what its parts have counted is kept in the store only until then, and sealed with the fingerprint key: bounds
of keys and sketches of values are in it.
"""

from __future__ import annotations

import hmac
import pickle
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from pdscan.detection import Scanner, TableScan
from pdscan.engine.aggregate import Aggregate
from pdscan.engine.names import Names
from pdscan.engine.work import PartResult, Setup, UnitResult
from pdscan.model import Location
from pdscan.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12

Place = tuple[str, str]
"""A system and one of its units."""
Part = tuple[str, PartResult | None]
"""The name of a part, and what it gave, once it has been read."""


class Parts:
    """The parts of one scan's units."""

    def __init__(self, store: Store, scan_id: str, setup: Setup) -> None:
        self._store, self._scan_id, self._setup = store, scan_id, setup
        self._kept: dict[str, Mapping[str, Sequence[bytes]]] = {}
        self._read: dict[Place, dict[str, PartResult | None]] = {}

    def planned(self, system: str, unit: str, names: Sequence[str]) -> Sequence[str | None]:
        """The parts of a unit that are still to be read, None for all of it; cut as before an interruption."""
        if system not in self._kept:
            self._kept[system] = self._store.parts(self._scan_id, system)
        kept = self._kept[system].get(unit)
        parts = self._opened((system, unit), kept) if kept else None
        if parts is None:
            if not names:
                return [None]
            parts = dict.fromkeys(names)
            self._begin((system, unit), names)
        self._read[system, unit] = parts
        return [name for name, result in parts.items() if result is None]

    def complete(self) -> Iterator[UnitResult]:
        """The units of which the interrupted scan had read every part."""
        for place in list(self._read):
            whole = self._whole(place)
            if whole is not None:
                yield whole

    def add(self, result: PartResult) -> UnitResult | None:
        """Keep what a part gave; the result of the unit where that was the last one."""
        place = result.system, result.unit
        self._read[place][result.part] = result
        if self._setup.key is not None:
            number = list(self._read[place]).index(result.part)
            sealed = self._sealed(place, number, (result.part, result))
            self._store.record_part(self._scan_id, *place, number, sealed)
        return self._whole(place)

    def _begin(self, place: Place, names: Sequence[str]) -> None:
        """Keep how a unit is cut."""
        if self._setup.key is not None:
            sealed = [self._sealed(place, number, (name, None)) for number, name in enumerate(names)]
            self._store.record_parts(self._scan_id, *place, sealed)

    def _whole(self, place: Place) -> UnitResult | None:
        """The result of a unit; None where a part is missing."""
        parts = [each for each in self._read[place].values() if each is not None]
        if len(parts) < len(self._read[place]):
            return None
        del self._read[place]
        return self._joined(parts)

    def _joined(self, parts: Sequence[PartResult]) -> UnitResult:
        results = [each.result for each in parts]
        first = results[0]
        aggregate, scan = Aggregate(self._setup.today, _nothing, self._names.shown), TableScan(self._scanner)
        for each in parts:
            aggregate.add(each.groups)
            scan.add(each.counts)
        table_rows = sum(each.table_rows for each in parts) or None
        own = aggregate.findings(Location(first.system, first.unit), scan.verdict, table_rows)
        return UnitResult(
            system=first.system,
            unit=first.unit,
            findings=(*(finding for each in results for finding in each.findings), *own),
            skipped=tuple(dict.fromkeys(skip for each in results for skip in each.skipped)),
            items=sum(each.items for each in results),
            rows=sum(each.rows for each in results),
            bytes=sum(each.bytes for each in results),
        )

    @cached_property
    def _scanner(self) -> Scanner:
        """Only for what it knows of detectors; made when a unit in parts is whole."""
        return Scanner(self._setup.detectors, self._setup.matcher)

    @cached_property
    def _names(self) -> Names:
        return Names(self._scanner)

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        assert self._setup.key is not None
        return AESGCM(hmac.digest(self._setup.key, b"parts of units", "sha256"))

    def _good_for(self, place: Place, number: int) -> bytes:
        """What a seal is good for: this part, in this scan, read by this version."""
        return repr((version("pdscan"), self._scan_id, place, number)).encode("utf-8", "surrogatepass")

    def _sealed(self, place: Place, number: int, part: Part) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        content = zlib.compress(pickle.dumps(part))
        return nonce + self._cipher.encrypt(nonce, content, self._good_for(place, number))

    def _opened(self, place: Place, kept: Sequence[bytes]) -> dict[str, PartResult | None] | None:
        """The parts that were sealed; None where it was with another key or for another place."""
        from cryptography.exceptions import InvalidTag

        if self._setup.key is None:
            return None
        parts: list[Part] = []
        try:
            for number, sealed in enumerate(kept):
                plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._good_for(place, number))
                parts.append(pickle.loads(zlib.decompress(plain)))  # noqa: S301 - nobody else could have sealed it
        except InvalidTag:
            return None
        return dict(parts)


def _nothing(_match: object) -> tuple[str, str]:
    """Nothing is shown of a match: examples have been made where the values were."""
    raise AssertionError("a part without its examples")
