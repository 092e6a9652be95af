"""What could not be reached is read again when a scan is resumed, even where the scan had come to its end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdscan.model import Location, Skipped
from pdscan.store import Store

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(("reason", "again"), [("unreachable", {"a"}), ("no permission", {"a", "b"})])
def test_only_what_was_unreachable_is_read_again(reason: str, again: set[str], tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/a.db", create=True) as store:
        scan = store.begin_scan(["s"], started=NOW, scope={})
        store.record_units(scan, "s", [("a", 1), ("b", 1)])
        for unit, skipped in {"a": [], "b": [Skipped(Location("s", "b", "x.txt"), reason)]}.items():
            store.record_unit(
                scan, "s", unit, findings=[], skipped=skipped, items=1, rows=0, bytes=1, sampled=False, cursor=None
            )
        store.finish_scan(scan, finished=NOW, complete=False, coverage=store.coverage(scan))
        assert store.unfinished_scan(["s"]) == (scan if reason == "unreachable" else None)
        assert store.finished_units(scan, "s") == again
        store.reopen_scan(scan)
        assert store.scan(scan).finished is None
        assert store.unfinished_scan(["s"]) == scan
