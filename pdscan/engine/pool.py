"""Units → results, on processes of this machine.

Each process sets itself up once.  A unit whose reading kills its process (a parser's crash, the kernel's out-of-memory
killer) costs that unit, not the scan: it is tried once more by itself, and then skipped.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from pdscan.engine.work import Setup, UnitResult, Worker
from pdscan.model import Location, Skipped, Unit

Task = tuple[str, Unit, str | None]
"""A system's name, one of its units, and the cursor since which to read it."""

_kept: list[Worker] = []
"""The worker of this process, once it is set up."""


def results(setup: Setup, tasks: Sequence[Task], workers: int) -> Iterator[UnitResult]:
    """The results of all tasks, as they are ready.

    :param workers: processes; 1 works in this one.
    """
    if workers <= 1 or len(tasks) <= 1:
        yield from _here(setup, tasks)
        return
    broken = yield from _round(setup, tasks, min(workers, len(tasks)))
    for task in broken:
        if (yield from _round(setup, [task], 1)):
            yield _killed(task)


def _here(setup: Setup, tasks: Sequence[Task]) -> Iterator[UnitResult]:
    worker = Worker(setup)
    try:
        for system, unit, since in tasks:
            yield worker.work(system, unit, since)
    finally:
        worker.close()


def _round(setup: Setup, tasks: Sequence[Task], workers: int) -> Generator[UnitResult, None, list[Task]]:
    """The results of the tasks; returns those that were lost with their process."""
    lost = []
    with _executor(setup, workers) as executor:
        futures: dict[Future[UnitResult], Task] = {executor.submit(_work, *task): task for task in tasks}
        try:
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(futures[future])
        except BaseException:
            executor.shutdown(wait=True, cancel_futures=True)
            raise
    return lost


def _executor(setup: Setup, workers: int) -> Executor:
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_set_up, initargs=(setup,))


def _set_up(setup: Setup) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _kept[:] = [Worker(setup)]


def _work(system: str, unit: Unit, since: str | None) -> UnitResult:
    return _kept[0].work(system, unit, since)


def _killed(task: Task) -> UnitResult:
    system, unit, _ = task
    detail = "the process that read it was killed, twice; was there enough memory?"
    skipped = Skipped(Location(system, unit.name), "parser failed", detail)
    return UnitResult(system=system, unit=unit.name, findings=(), skipped=(skipped,), items=0, rows=0, bytes=0)
