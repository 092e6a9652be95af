"""kill -9 in the middle of writing: every unit is there wholly or not at all, and writing can go on."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdscan.model import Finding, Location, Skipped
from pdscan.store import Store

FINDINGS = 40
WRITER = """
import sys
from datetime import UTC, datetime
from pdscan.model import Finding, Location, Skipped
from pdscan.store import Store

with Store.open(sys.argv[1]) as store:
    scan = store.begin_scan(["share"], started=datetime.now(UTC), scope={})
    store.record_units(scan, "share", [(f"unit {n}", None) for n in range(3000)])
    print(scan, flush=True)
    for n in range(3000):
        unit = f"unit {n}"
        places = [Location("share", unit, str(item)) for item in range(int(sys.argv[2]))]
        store.record_unit(
            scan, "share", unit,
            findings=[Finding(location=each, entity="bsn", category="bsn", count=1, confidence=0.9) for each in places],
            skipped=[Skipped(each, "damaged") for each in places],
            items=len(places), rows=0, bytes=0, sampled=False, cursor=None,
        )
        if n == 3:
            print("writing", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.013, 0.031])
def test_every_unit_is_whole(url: str, tmp_path: Path, delay: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(FINDINGS)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        scan = writer.stdout.readline().strip()
        assert writer.stdout.readline() == "writing\n"
        try:
            writer.wait(delay)
        except subprocess.TimeoutExpired:
            writer.send_signal(signal.SIGKILL)
    assert writer.returncode == -signal.SIGKILL

    with Store.open(url, create=False) as store:
        finished = store.finished_units(scan, "share")
        assert len(finished) >= 4
        by_unit: dict[str, int] = {}
        for each in store.scan(scan).findings:
            by_unit[each.location.unit] = by_unit.get(each.location.unit, 0) + 1
        assert by_unit == dict.fromkeys(finished, FINDINGS)
        assert len(store.scan(scan).skipped) == FINDINGS * len(finished)
        assert store.unfinished_scan(["share"]) == scan
        record(store, scan, "unit 2999")
        assert len(store.finished_units(scan, "share")) == len(finished) + 1
    with sqlite3.connect(tmp_path / "pdscan.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def record(store: Store, scan: str, unit: str) -> None:
    finding = Finding(location=Location("share", unit), entity="bsn", category="bsn", count=1, confidence=0.9)
    store.record_unit(
        scan, "share", unit, findings=[finding], skipped=[], items=1, rows=0, bytes=0, sampled=False, cursor=None
    )


def test_a_crash_and_a_resume_give_the_rows_of_no_crash(tmp_path: Path) -> None:
    contents = []
    for crash in (False, True):
        url = f"sqlite:///{tmp_path / str(crash)}.db"
        with Store.open(url) as store:
            scan = store.begin_scan(["share"], started=datetime(2026, 11, 24, tzinfo=UTC), scope={})
            store.record_units(scan, "share", [("a", 1), ("b", 2)])
            store.record_skipped(scan, [Skipped(Location("share", "c"), "no permission")])
            record(store, scan, "a")
        with Store.open(url) as store:
            if crash:
                assert store.unfinished_scan(["share"]) == scan
                store.record_units(scan, "share", [("a", 1), ("b", 2)])
                store.record_skipped(scan, [Skipped(Location("share", "c"), "no permission")])
                record(store, scan, "a")
            record(store, scan, "b")
            result = store.scan(scan)
            contents.append((result.findings, result.skipped, result.coverage))
    assert contents[0] == contents[1]
