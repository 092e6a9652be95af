"""Units on processes: one that dies costs at most the unit that killed it, and none is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from pdscan.engine import pool
from pdscan.engine.pool import results
from pdscan.engine.work import Setup
from pdscan.model import Unit
from pdscan.protocols import Read
from tests.unit.engine.shelf import Contents, Shelf, item, skipped

KILLED = "the process that read it was killed, twice; was there enough memory?"


def units(count: int) -> dict[str, Contents]:
    return {f"u{n}": [item("a.txt", b"BSN 286759457")] for n in range(count)}


def tasks(contents: dict[str, Contents]) -> list[pool.Task]:
    return [("s", Unit(name, "shelf"), None, None) for name in contents]


def die() -> Iterator[Read]:
    yield item("a.txt", b"BSN 111222333")
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(marker: Path) -> Callable[[], Iterator[Read]]:
    def contents() -> Iterator[Read]:
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield item("a.txt", b"BSN 286759457")

    return contents


def children() -> list[psutil.Process]:
    """The copies of this process; other tests' servers may run beside them."""
    me = psutil.Process()
    alive = [each for each in me.children() if each.status() != psutil.STATUS_ZOMBIE]
    return [each for each in alive if each.cmdline() == me.cmdline()]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_task_gives_one_result(setup_of: Callable[..., Setup], workers: int) -> None:
    contents = units(12)
    found = list(results(setup_of(Shelf(contents)), tasks(contents), workers))
    assert sorted(each.unit for each in found) == sorted(contents)
    assert {(len(each.findings), each.findings[0].count) for each in found} == {(1, 1)}
    assert children() == []


def test_no_task_no_process(setup_of: Callable[..., Setup]) -> None:
    assert list(results(setup_of(Shelf({})), [], 2)) == []


def test_a_unit_whose_process_is_killed_is_tried_again(setup_of: Callable[..., Setup], tmp_path: Path) -> None:
    contents = {**units(6), "weak": die_once(tmp_path / "died")}
    found = list(results(setup_of(Shelf(contents)), tasks(contents), 2))
    assert (tmp_path / "died").exists()
    assert sorted((each.unit, len(each.findings), each.skipped) for each in found) == [
        (name, 1, ()) for name in sorted(contents)
    ]


def test_a_unit_that_kills_its_process_twice_is_skipped(setup_of: Callable[..., Setup]) -> None:
    contents: dict[str, Contents] = {"bad": die, **units(20), "worse": die}
    found = {each.unit: each for each in results(setup_of(Shelf(contents)), tasks(contents), 2)}
    assert found.keys() == contents.keys()
    assert {name for name, each in found.items() if each.skipped} == {"bad", "worse"}
    assert found["bad"].skipped == (skipped("bad", "parser failed", KILLED),)
    assert found["bad"].findings == ()
    assert all(len(each.findings) == 1 for name, each in found.items() if name.startswith("u"))


def test_one_unit_alone_is_read_in_a_process_of_its_own(setup_of: Callable[..., Setup]) -> None:
    [result] = results(setup_of(Shelf({"bad": die})), tasks({"bad": die}), 2)
    assert result.skipped == (skipped("bad", "parser failed", KILLED),)


def test_processes_that_die_before_they_begin_anything(
    setup_of: Callable[..., Setup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_begin", lambda worker, marks: os._exit(1))
    contents = units(3)
    found = list(results(setup_of(Shelf(contents)), tasks(contents), 2))
    assert {(each.unit, each.skipped[0].detail) for each in found} == {(name, KILLED) for name in contents}


def test_who_stops_iterating_stops_the_work(setup_of: Callable[..., Setup], tmp_path: Path) -> None:
    def slow() -> Iterator[Read]:
        time.sleep(60)
        yield item("a.txt", b"")

    contents: dict[str, Contents] = {"quick": [], **{f"slow{n}": slow for n in range(9)}}
    begun = time.monotonic()
    with closing(results(setup_of(Shelf(contents)), tasks(contents), 2)) as found:
        assert next(found).unit == "quick"
        assert len(children()) == 2
    assert time.monotonic() - begun < 30
    assert children() == []


def test_signals_wait_while_processes_begin(setup_of: Callable[..., Setup], monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt that comes then is neither lost, nor does it make the new processes complain."""
    submit = pool.ProcessPoolExecutor.submit

    def interrupted(*arguments: Any) -> Any:
        future = submit(*arguments)
        os.kill(os.getpid(), signal.SIGINT)
        return future

    monkeypatch.setattr(pool.ProcessPoolExecutor, "submit", interrupted)
    contents = units(2)
    found = results(setup_of(Shelf(contents)), tasks(contents), 2)
    with pytest.raises(KeyboardInterrupt):
        list(found)
    assert children() == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_a_thread(setup_of: Callable[..., Setup]) -> None:
    contents = units(3)
    setup = setup_of(Shelf(contents))
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend(each.unit for each in results(setup, tasks(contents), 2)))
    thread.start()
    thread.join(60)
    assert sorted(found) == sorted(contents)


def test_processes_end_when_their_parent_is_killed(setup_of: Callable[..., Setup], tmp_path: Path) -> None:
    def asleep() -> Iterator[Read]:
        (tmp_path / str(os.getpid())).touch()
        time.sleep(60)
        yield item("a.txt", b"")

    contents: dict[str, Contents] = {"u": asleep, "v": asleep}
    setup = setup_of(Shelf(contents))
    parent = multiprocessing.get_context("fork").Process(
        target=lambda: list(results(setup, tasks(contents), 2)), daemon=False
    )
    parent.start()
    workers = until(lambda: [int(each.name) for each in tmp_path.iterdir()], lambda found: len(found) == 2)
    parent.kill()
    parent.join()
    until(lambda: [pid for pid in workers if running(pid)], lambda alive: not alive)


def running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until(look: Callable[[], list[int]], good: Callable[[list[int]], bool]) -> list[int]:
    for _ in range(300):
        if good(seen := look()):
            return seen
        time.sleep(0.1)
    raise AssertionError(seen)
