"""Units → results, on processes of this machine.

Every process begins as a copy of this one, with the worker set up already, and ends when this one does.  A unit whose
reading kills its process (a parser's crash, the kernel's out-of-memory killer) costs that unit, not the scan: it
is tried once more by itself, and then skipped.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import Any

from pdscan.engine.work import PartResult, Setup, UnitResult, Worker
from pdscan.model import Location, Skipped, Unit

Task = tuple[str, Unit, str | None, str | None]
"""A system's name, one of its units, the cursor since which to read it, and the part of it that is to be read."""
Result = UnitResult | PartResult

GARBAGE = 50_000
"""So many new objects there must be before Python looks for circular garbage among them."""

_FORK = multiprocessing.get_context("fork")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def results(setup: Setup, tasks: Sequence[Task], workers: int) -> Generator[Result, None, None]:
    """The results of all tasks, as they are ready.

    Who stops iterating stops the work: the processes are ended, and what they were reading gives no result.

    :param workers: processes; 1 works in this one.
    """
    worker = Worker(setup, max(1, min(workers, len(tasks))))
    with _rarely_collected():
        yield from _here(worker, tasks) if workers <= 1 else _elsewhere(worker, tasks, workers)


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Python looks for circular garbage less often: a scan makes hardly any, and a seventh of its time went there."""
    usual = gc.get_threshold()
    gc.set_threshold(GARBAGE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _elsewhere(worker: Worker, tasks: Sequence[Task], workers: int) -> Generator[Result, None, None]:
    if any(since is None for _, _, since, _ in tasks):
        # Made once, before there are processes, which begin as copies of this one.
        _ = worker.tools
    waiting = list(tasks)
    while waiting:
        begun, left = yield from _round(worker, waiting, workers)
        # A process that dies before it begins anything must not make this go on for ever.
        if not begun and len(left) == len(waiting):
            begun, left = left[:1], left[1:]
        for task in begun:
            if any((yield from _round(worker, [task], 1))):
                yield _killed(task)
        waiting = left


def _here(worker: Worker, tasks: Sequence[Task]) -> Iterator[Result]:
    try:
        for task in tasks:
            yield worker.work(*task)
    finally:
        worker.close()


def _round(
    worker: Worker, tasks: Sequence[Task], workers: int
) -> Generator[Result, None, tuple[list[Task], list[Task]]]:
    """The results of the tasks; returns those that were lost with a process: begun, and not begun."""
    marks = _FORK.RawArray("b", len(tasks))
    before = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(workers, len(tasks)), _FORK, _begin, (worker, marks)) as executor:
        futures = _submitted(executor, tasks)
        lost = list(range(len(futures), len(tasks)))
        processes = set(multiprocessing.active_children()) - before
        try:
            for future in as_completed(futures):
                number = futures.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(number)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()  # one that has only just begun would not heed a kinder signal yet
            for process in processes:
                process.join()
            raise
    lost.sort()
    return [tasks[number] for number in lost if marks[number]], [tasks[number] for number in lost if not marks[number]]


def _submitted(executor: Executor, tasks: Sequence[Task]) -> dict[Future[Result], int]:
    """The tasks' numbers by their futures; fewer than there are, where a process dies meanwhile."""
    futures: dict[Future[Result], int] = {}
    with _signals_held(), suppress(BrokenProcessPool):
        for number, task in enumerate(tasks):
            futures[executor.submit(_work, number, *task)] = number
    return futures


@contextmanager
def _signals_held() -> Iterator[None]:
    """Signals wait until this is over, so that a process that begins now does so in peace."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {number: signal.signal(number, lambda number, _frame: came.append(number)) for number in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
        for number in came:
            signal.raise_signal(number)


class _Process:
    """What a process of the pool keeps from unit to unit."""

    worker: Worker
    marks: Any


def _begin(worker: Worker, marks: Any) -> None:
    """A new process leaves the interrupt to its parent, which ends it; and it does not outlive its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _Process.worker, _Process.marks = worker, marks
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(number: int, *task: *Task) -> Result:
    _Process.marks[number] = 1
    return _Process.worker.work(*task)


def _killed(task: Task) -> Result:
    system, unit, _, part = task
    detail = "the process that read it was killed, twice; was there enough memory?"
    skipped = Skipped(Location(system, unit.name), "parser failed", detail)
    result = UnitResult(system=system, unit=unit.name, findings=(), skipped=(skipped,), items=0, rows=0, bytes=0)
    return result if part is None else PartResult(system=system, unit=unit.name, part=part, result=result)
