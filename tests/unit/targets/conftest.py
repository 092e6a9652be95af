"""What the targets' tests share: options, reading a whole target, and other people's eyes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pdscan.model import Item, Skipped, TableChunk, Unit
from pdscan.protocols import Target, TargetOptions
from tests.untouched import untouched

NOBODY = 65534


@pytest.fixture
def options() -> Callable[..., TargetOptions]:
    """Options for the system `sys`."""
    return lambda **more: TargetOptions(system="sys", **more)


@pytest.fixture
def everything() -> Callable[[Target], dict[str, list[Any]]]:
    """Reads a target as the engine does, each item before the next is asked for.

    Gives, by unit, `(path, content)` of items, `(path, reason, detail)` of skips, and the table chunks themselves;
    skips of units as a whole stand under "".
    """

    def read(target: Target) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for unit in target.units():
            if isinstance(unit, Skipped):
                found.setdefault("", []).append((unit.location.unit, unit.reason, unit.detail))
                continue
            found[unit.name] = [_seen(each) for each in target.read(unit)]
        target.close()
        return found

    return read


def _seen(each: Item | TableChunk | Skipped) -> Any:
    if isinstance(each, Skipped):
        return each.location.item, each.reason, each.detail
    if isinstance(each, Item):
        with each.open() as stream:
            return each.path, stream.read()
    return each


@pytest.fixture
def unit_of() -> Callable[[Target, str], Unit]:
    """One of a target's units, by name."""

    def find(target: Target, name: str) -> Unit:
        return next(unit for unit in target.units() if isinstance(unit, Unit) and unit.name == name)

    return find


@pytest.fixture
def unprivileged() -> Callable[[], AbstractContextManager[None]]:
    """A context in which this process may not do what only root may."""

    @contextmanager
    def as_nobody() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        groups = os.getgroups()
        os.setgroups([])
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(groups)

    return as_nobody


@pytest.fixture
def open_to_all(tmp_path: Path) -> Path:
    """A directory that everybody may look into (pytest's own are not)."""
    for directory in (tmp_path, *tmp_path.parents):
        if directory == Path("/tmp"):
            break
        directory.chmod(0o755)
    return tmp_path


@pytest.fixture
def evidence() -> Callable[[Path], AbstractContextManager[None]]:
    """A context after which everything below a directory must be as it was: names, contents, and all times."""
    return untouched
