"""How fast a system is read: so many rows, messages or files a second, so that others can go on working with it."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Holds one reader to a rate, on average.

    :param rate: how many a second; None is as fast as it goes.

    >>> slept = []
    >>> pace = Pace(10, clock=lambda: 0.0, sleep=slept.append)
    >>> pace.took(5)
    >>> slept
    [0.5]
    """

    def __init__(
        self,
        rate: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._clock, self._sleep = clock, sleep
        self._last = clock()

    def took(self, count: int) -> None:
        """So many were read since the last time: wait until the next may be."""
        if self._rate is None:
            return
        now, due = self._clock(), self._last + count / self._rate
        if due > now:
            self._sleep(due - now)
        self._last = max(due, now)
