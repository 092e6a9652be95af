"""Every kind of share: what is planted is found as on the disk itself, nothing is changed, and a broken one is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdscan.engine.connect import connect
from pdscan.engine.continuing import begin, earlier, scope
from pdscan.engine.run import plan, run
from pdscan.engine.work import UnitResult
from pdscan.errors import PdscanError, TargetError
from pdscan.model import Coverage, Item, ScanResult, Skipped, Unit
from pdscan.protocols import Target, TargetOptions
from pdscan.store import Store
from pdscan_targets import remote
from tests.canaries import assert_no_canary
from tests.services.scanning import scan, setup, skipped, told
from tests.services.shares import Served
from tests.untouched import untouched

SHARES = ("sftp", "smb", "webdav")
DOT = Unit(".", "directory")


@pytest.fixture(params=SHARES)
def served(request: pytest.FixtureRequest) -> Served:
    """Each kind of share in turn."""
    made: Served = request.getfixturevalue(f"{request.param}_share")
    return made


@pytest.fixture
def work(served: Served) -> Iterator[Path]:
    """A folder on the share in which a test may do as it likes."""
    folder = served.root / "work"
    yield folder
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a server that is gone."""
    monkeypatch.setattr(remote, "PAUSES", (0.01,))
    monkeypatch.setattr(remote, "GIVEN_UP", 0.1)


def target(served: Served, path: str) -> Target:
    return connect(served.url(path), TargetOptions(system="s", **served.options))


def contents(read: Target, unit: Unit = DOT, since: str | None = None) -> dict[str, bytes | str]:
    """What stands in a unit: the bytes of items, the reasons of skips."""
    found: dict[str, bytes | str] = {}
    for each in read.read(unit, since):
        if isinstance(each, Item):
            with each.open() as stream:
                found[each.path] = stream.read()
        elif isinstance(each, Skipped):
            found[each.location.item or ""] = each.reason
    return found


def test_the_same_is_found_as_on_the_disk_and_nothing_is_changed(served: Served) -> None:
    with untouched(served.root / "share", accessed=False):
        found = scan(served.url("share"), **served.options)
    on_disk = scan(str(served.root / "share"))
    assert told(found) == told(on_disk)
    assert {name for name, each in told(found).items() if each["finds"]} == {
        ".",
        "archief",
        "archief/2019",
        "archief/2019/diep",
    }
    assert skipped(found.values()) == skipped(on_disk.values()) == {}
    assert {name: each.bytes for name, each in found.items()} == {name: each.bytes for name, each in on_disk.items()}


def test_workers_have_connections_of_their_own(served: Served) -> None:
    alone, together = (scan(served.url("share"), workers, **served.options) for workers in (1, 3))
    assert told(alone) == told(together)


def test_one_file_is_a_target_too(served: Served) -> None:
    with closing(target(served, "share/klanten.csv")) as one:
        assert [unit.name for unit in one.units() if isinstance(unit, Unit)] == ["."]
        assert contents(one) == {"klanten.csv": (served.root / "share/klanten.csv").read_bytes()}


def test_what_can_be_read_is_told_before(served: Served) -> None:
    with closing(target(served, "share")) as share:
        access = share.check()
    assert (access.readable, access.problems) == (4, ())
    assert access.identity
    assert access.remarks


def test_a_path_that_is_not_there_is_an_error(served: Served) -> None:
    with closing(target(served, "nergens")) as nowhere, pytest.raises(TargetError, match=r"there is no .*/nergens"):
        list(nowhere.units())


def test_since_finds_what_is_new_changed_and_gone(served: Served, work: Path) -> None:
    for name in ("blijft.txt", "verandert.txt", "verdwijnt.txt"):
        (work / name).write_text("eerst")
    with closing(target(served, "work")) as share:
        contents(share)
        cursor = share.cursor(DOT)
        assert contents(share, since=cursor) == {}
        assert share.cursor(DOT) == cursor
        (work / "verandert.txt").write_text("daarna anders")
        (work / "nieuw.txt").write_text("nieuw")
        (work / "verdwijnt.txt").unlink()
        assert contents(share, since=cursor) == {"nieuw.txt": b"nieuw", "verandert.txt": b"daarna anders"}
        assert share.cursor(DOT) != cursor


def test_a_file_that_changes_while_it_is_read_is_told(served: Served, work: Path) -> None:
    path = work / "log.txt"
    path.write_bytes(b"x" * 500_000)
    with closing(target(served, "work")) as share:
        read = share.read(DOT)
        item = next(read)
        assert isinstance(item, Item)
        with item.open() as stream:
            assert stream.read(1000) == b"x" * 1000
            with path.open("ab") as file:
                file.write(b"more")
            assert len(stream.read()) == 499_000
        (skip,) = read
        assert isinstance(skip, Skipped)
        assert (skip.reason, skip.detail) == ("changed while reading", "grew from 500000 to 500004 bytes")


def test_going_to_and_fro_in_a_large_file(served: Served, work: Path) -> None:
    content = b"".join(number.to_bytes(8, "big") for number in range(1 << 20))
    (work / "groot.bin").write_bytes(content)
    with closing(target(served, "work")) as share:
        item = next(iter(share.read(DOT)))
        assert isinstance(item, Item)
        with item.open() as stream:
            assert stream.read() == content
            for place in (len(content) - 8, 5_000_000, 0, len(content) // 2):
                stream.seek(place)
                assert stream.read(100_000) == content[place : place + 100_000]
            stream.seek(len(content) + 10)
            assert stream.read() == b""


def test_reading_goes_on_after_the_server_was_killed_and_started_again(
    served: Served, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAUSES", (0.2, 0.5, 1.0, 2.0))
    content = os.urandom(3_000_000)
    (work / "groot.bin").write_bytes(content)
    with closing(target(served, "work")) as share:
        read = share.read(DOT)
        item = next(read)
        assert isinstance(item, Item)
        with item.open() as stream:
            begun = stream.read(100_000)
            served.daemon.kill()
            served.daemon.start()
            assert begun + stream.read() == content
        assert list(read) == []


def test_what_was_lost_with_the_server_is_read_by_resuming(served: Served, impatient: None, tmp_path: Path) -> None:
    whole, _ = _scanned(served, tmp_path / "whole.db")
    broken, coverage = _scanned(served, tmp_path / "broken.db", killed_after=1)
    assert not coverage.complete
    assert {each.reason for each in broken.skipped} == {"unreachable"}
    assert "--resume" in broken.skipped[0].detail
    served.daemon.start()
    resumed, coverage = _scanned(served, tmp_path / "broken.db", resume=True)
    assert coverage.complete
    assert (resumed.id, resumed.skipped) == (broken.id, ())
    assert resumed.findings == whole.findings


def test_an_unchanged_share_is_not_read_again(served: Served, tmp_path: Path) -> None:
    first, _ = _scanned(served, tmp_path / "a.db")
    again, _ = _scanned(served, tmp_path / "a.db", since=True)
    assert again.findings == first.findings
    assert all(result.unchanged for result in _RESULTS)


def test_no_secret_is_shown(served: Served, tmp_path: Path) -> None:
    """Neither in the list of processes, nor in what is printed or stored; a wrong password least of all."""
    _scanned(served, tmp_path / "a.db")
    wrong = {**served.options, "password": lambda: "Verkeerd-5521", "key_file": None}
    with closing(connect(served.url("share"), TargetOptions(system="s", **wrong))) as share:
        with pytest.raises(PdscanError) as raised:
            list(share.units())
        message = f"{raised.value} {raised.value!r} {share!r} {vars(share)!r}"
    assert_no_canary(tmp_path, message, planted=[*served.secrets, "Verkeerd-5521"])


_RESULTS: list[UnitResult] = []


class _Watch:
    """Progress that ends the server after some units."""

    def __init__(self, served: Served, killed_after: int | None) -> None:
        self._served, self._left = served, killed_after
        _RESULTS.clear()

    def start(self, units: int, size: int) -> None:
        """Nothing to do."""

    def done(self, result: UnitResult, size: int) -> None:
        """One unit has been read."""
        _RESULTS.append(result)
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._served.daemon.kill()


def _scanned(
    served: Served, path: Path, *, resume: bool = False, since: bool = False, killed_after: int | None = None
) -> tuple[ScanResult, Coverage]:
    """Scan into a store as the command does."""
    made = setup(served.url("share"), **served.options)
    covered = scope(made)
    now = lambda: datetime.now(UTC)  # noqa: E731
    with Store.open(f"sqlite:///{path}", create=True) as store:
        plans = plan(made)
        scan_id, _ = begin(store, covered, resume=resume, started=now())
        before = earlier(store, covered) if since else {}
        watch = _Watch(served, killed_after)
        (coverage,) = run(made, store, scan_id, plans, workers=1, progress=watch, now=now, earlier=before)
        return store.scan(scan_id), coverage
