"""How far is it?  A bar on standard error, where that is a terminal."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Any

from pdscan.cli.results import visible
from pdscan.engine.work import UnitResult

_log = logging.getLogger(__name__)


class Bar:
    """A progress bar in bytes where sizes are known, else in units; with rate and time left."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._bar: Any = None
        self._bytes = False

    def __enter__(self) -> Bar:
        """Nothing is shown before `start`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave the last state on the screen."""
        if self._bar is not None:
            self._bar.close()

    def start(self, units: int, size: int) -> None:
        """See `pdscan.engine.run.Progress`."""
        if not self._shown:
            return
        from tqdm import tqdm

        tqdm.monitor_interval = 0
        self._bytes = size > 0
        self._bar = tqdm(
            total=size or units, unit="B" if self._bytes else " units", unit_scale=self._bytes, unit_divisor=1024
        )

    def done(self, result: UnitResult, size: int) -> None:
        """See `pdscan.engine.run.Progress`; with --verbose, the unit is told."""
        _log.info("%s: %s: %s", visible(result.system), visible(result.unit), _state(result))
        if self._bar is not None:
            self._bar.set_postfix_str(f"{result.system}: {result.unit}"[-40:], refresh=False)
            self._bar.update(size if self._bytes else 1)


def _state(result: UnitResult) -> str:
    """What came of a unit: `2 findings, 1 skipped`; where something has not changed, `2 findings in 1 of 30 items`."""
    if result.unchanged:
        return "unchanged"
    new = f" in {result.items} of {result.items + len(result.kept)} items" if result.kept else ""
    lost = f", {len(result.skipped)} skipped" if result.skipped else ""
    return f"{len(result.findings)} findings{new}{lost}"
