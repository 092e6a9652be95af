"""A scan that is stopped in the middle, kindly or not, and taken up again: the outcome is that of one that wasn't."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from pdscan.store import Store
from tests.unit.cli import estate
from tests.unit.cli.conftest import Run, unmeasured
from tests.unit.cli.estate import BSNS, records

PDSCAN = str(Path(sys.executable).with_name("pdscan"))
UNITS = 30
SCAN = ["scan", "share", "sqlite:///crm.db", "--format", "ndjson"]
Begun = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def work(tmp_path: Path, home: Path) -> Path:
    """A share of thirty folders and a database, and what an undisturbed scan says of them."""
    for number in range(UNITS):
        estate.write(tmp_path / f"share/{number:02}/brief.txt", f"BSN {BSNS[number % 12]}, mail x{number}@bedrijf.nl\n")
    estate.write(tmp_path / "share/00/kapot.zip", b"PK\x03\x04" + bytes(60))
    estate.database(tmp_path / "crm.db")
    return tmp_path


@pytest.fixture
def begin(work: Path) -> Begun:
    """Begins a scan that takes its time, in a process group of its own."""

    def begun(*more: str, rate: int = 12, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        command = [PDSCAN, *SCAN, "--store", "sqlite:///s.db", "--max-rate", str(rate), "--workers", "2", *more]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=work,
            env=env,
            start_new_session=True,
        )

    return begun


def finished(work: Path) -> int:
    """How many units are in the store."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{work}/s.db?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM units WHERE finished").fetchone()[0])
    return 0


def message(kept: int) -> str:
    """What the user of an interrupted scan is told."""
    begun = f"\ninterrupted after {kept} of {UNITS + 3} units; "
    return begun + "what was read is kept: give the same command with --resume to go on\n"


def wait_for(scan: subprocess.Popen[str], what: Callable[[], bool]) -> None:
    for _ in range(600):
        if what():
            return
        assert scan.poll() is None, "the scan was over too soon"
        time.sleep(0.05)
    raise AssertionError("it took too long")


def outcome(work: Path, name: str) -> object:
    """All that a store holds of its last scan, without the times and ids that differ."""
    with Store.open(f"sqlite:///{work}/{name}", create=False) as store:
        result = store.scan()
        assert result.finished is not None
        cursors = {system: store.cursors(system) for system in ("share", "crm.db")}
        return len(store.scans()), result.findings, result.skipped, result.coverage, cursors


def assert_resumed_is_undisturbed(work: Path, call: Run) -> None:
    resumed = call(*SCAN, "--store", "sqlite:///s.db", "--resume", "--workers", "1")
    undisturbed = call(*SCAN, "--store", "sqlite:///o.db", "--workers", "1")
    assert (resumed.returncode, resumed.stderr) == (undisturbed.returncode, undisturbed.stderr) == (3, "")
    assert resumed.stdout == undisturbed.stdout
    assert len(records(resumed.stdout, "finding")) == 2 * UNITS + 1
    assert outcome(work, "s.db") == outcome(work, "o.db")


def left_behind(work: Path) -> list[int]:
    """Processes of a scan that is over."""
    found = []
    for each in psutil.process_iter():
        with suppress(psutil.Error):
            if each.status() != psutil.STATUS_ZOMBIE and each.cwd() == str(work):
                found.append(each.pid)
    return found


@pytest.mark.parametrize("how", ["to the process", "to the terminal's group", "SIGTERM"])
def test_an_interrupt_keeps_what_was_done(work: Path, begin: Begun, call: Run, how: str) -> None:
    scan = begin()
    wait_for(scan, lambda: finished(work) >= 4)
    asked = time.monotonic()
    if how == "to the terminal's group":
        os.killpg(scan.pid, signal.SIGINT)
    else:
        scan.send_signal(signal.SIGTERM if how == "SIGTERM" else signal.SIGINT)
    output, errors = scan.communicate(timeout=60)
    assert scan.returncode == 130
    assert output == ""
    kept = finished(work)
    assert 4 <= kept < UNITS
    assert errors == message(kept)
    assert time.monotonic() - asked < 10
    assert left_behind(work) == []
    assert_resumed_is_undisturbed(work, call)


def test_the_impatient_press_it_twice(work: Path, begin: Begun, call: Run) -> None:
    scan = begin()
    wait_for(scan, lambda: finished(work) >= 2)
    scan.send_signal(signal.SIGINT)
    time.sleep(0.02)
    with suppress(ProcessLookupError):
        scan.send_signal(signal.SIGINT)
    _, errors = scan.communicate(timeout=60)
    assert scan.returncode == 130
    assert errors == message(finished(work))
    assert left_behind(work) == []
    assert_resumed_is_undisturbed(work, call)


def test_an_interrupt_before_anything_was_read(work: Path, begin: Begun, call: Run) -> None:
    """Whether it comes while Python still imports, while the target is listed, or later: no traceback, no process."""
    for delay in (0.15, 0.4, 0.7):
        scan = begin(env=unmeasured())
        time.sleep(delay)
        scan.send_signal(signal.SIGINT)
        scan.communicate(timeout=60)
        assert scan.returncode in (130, -signal.SIGINT)
        assert left_behind(work) == []
    done = call(*SCAN, "--store", "sqlite:///s.db", "--resume", "--workers", "1")
    assert done.returncode == 3
    assert len(records(done.stdout, "finding")) == 2 * UNITS + 1


def test_kill_9_again_and_again(work: Path, begin: Begun, call: Run) -> None:
    chance = random.Random(11)
    kept = [0]
    while len(kept) < 4:
        scan = begin("--resume", rate=30)
        goal = kept[-1] + chance.randrange(1, 5)
        wait_for(scan, lambda goal=goal: finished(work) >= goal)
        time.sleep(chance.random() / 10)
        scan.kill()
        scan.communicate(timeout=60)
        assert scan.returncode == -signal.SIGKILL
        kept.append(finished(work))
    assert kept == sorted(kept), "nothing that was kept is lost"
    assert kept[-1] < UNITS
    for _ in range(100):
        if not (left := left_behind(work)):
            break
        time.sleep(0.1)
    assert left == []
    with closing(sqlite3.connect(work / "s.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert_resumed_is_undisturbed(work, call)


def test_a_worker_that_is_killed_costs_nothing(work: Path, begin: Begun, call: Run) -> None:
    scan = begin(rate=40)
    wait_for(scan, lambda: finished(work) >= 3)
    psutil.Process(scan.pid).children()[0].kill()
    output, errors = scan.communicate(timeout=60)
    undisturbed = call(*SCAN, "--store", "sqlite:///o.db", "--workers", "1")
    assert (scan.returncode, errors) == (3, "")
    assert output == undisturbed.stdout
    assert outcome(work, "s.db") == outcome(work, "o.db")


def test_a_report_of_an_interrupted_scan_says_so(work: Path, begin: Begun, call: Run) -> None:
    scan = begin()
    wait_for(scan, lambda: finished(work) >= 4)
    scan.kill()
    scan.communicate(timeout=60)
    done = call("report", "--store", "sqlite:///s.db", "--format", "ndjson")
    coverage = {each["system"]: each for each in records(done.stdout, "coverage")}
    assert coverage["share"]["complete"] is False
    assert coverage["share"]["units"] > coverage["share"]["read"]


def test_only_the_same_scan_is_resumed(work: Path, begin: Begun, call: Run) -> None:
    scan = begin()
    wait_for(scan, lambda: finished(work) >= 4)
    scan.kill()
    scan.communicate(timeout=60)
    kept = finished(work)
    done = call(*SCAN, "--store", "sqlite:///s.db", "--resume", "--entities", "bsn")
    assert done.returncode == 2
    assert re.fullmatch(
        r"pdscan: scan [0-9a-f-]+ can't be resumed: it was begun with other targets, entities or options; "
        "give the same ones, or leave out --resume for a new scan\n",
        done.stderr,
    )
    assert finished(work) == kept
    other = call("scan", "share", "--format", "ndjson", "--store", "sqlite:///s.db", "--resume")
    assert other.stderr == "there is no interrupted scan of these systems; this is a new one\n"
