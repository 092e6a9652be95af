"""Workers over systems that are only dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pdscan import plugins
from pdscan.engine import run, work
from pdscan.engine.work import Setup, Worker
from pdscan.protocols import TargetOptions
from tests.unit.engine.shelf import Shelf

TODAY = date(2026, 11, 24)


@pytest.fixture
def setup_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Setup]:
    """A setup for the system `s`, which is the target given."""

    def made(target: Shelf, **more: Any) -> Setup:
        for module in (run, work):
            monkeypatch.setattr(module, "connect", lambda url, options: target)
        given = {"systems": {"s": ("shelf:", TargetOptions(system="s"))}, "today": TODAY} | more
        return Setup(detectors=list(plugins.load_all("detectors").values()), **given)

    return made


@pytest.fixture
def worker_of(setup_of: Callable[..., Setup]) -> Callable[..., Worker]:
    """A worker that reads the target given."""
    return lambda target, **more: Worker(setup_of(target, **more))
