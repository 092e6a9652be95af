"""Patterns compiled for Hyperscan, kept in the user's cache folder: compiling takes seconds, loading a millisecond."""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import hyperscan
from platformdirs import user_cache_path

Pattern = tuple[bytes, bool]
"""What to look for, and whether case doesn't matter."""


def compiled(patterns: Sequence[Pattern], *, keep: bool = True) -> Any:
    """Hyperscan's database, in which pattern *i* has the id *i*; None when there is nothing to look for.

    :raises hyperscan.error: when it can't compile one of them.
    """
    if not patterns:
        return None
    if not keep:
        return _compile(patterns)
    path = _path(patterns)
    database = _load(path)
    if database is None:
        database = _compile(patterns)
        _keep(path, hyperscan.dumpb(database))
    return database


def compiles(pattern: Pattern) -> bool:
    """Whether Hyperscan understands a pattern."""
    try:
        _compile([pattern])
    except hyperscan.error:
        return False
    return True


def _compile(patterns: Sequence[Pattern]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[source for source, _ in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[
            hyperscan.HS_FLAG_SOM_LEFTMOST | (hyperscan.HS_FLAG_CASELESS if caseless else 0) for _, caseless in patterns
        ],
    )
    return database


def _path(patterns: Sequence[Pattern]) -> Path:
    """Named after everything that decides what is in it."""
    digest = hashlib.sha256(repr((version("hyperscan"), platform.machine(), platform.processor(), patterns)).encode())
    return user_cache_path("pdscan", appauthor=False) / f"patterns-{digest.hexdigest()[:32]}.hsdb"


def _load(path: Path) -> Any:
    """The database kept there; None when there is none, or none that this user alone could have written."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_uid != os.getuid() or status.st_mode & 0o022:
                return None
            digest, content = file.read(32), file.read()
        if hashlib.sha256(content).digest() != digest:
            return None
        return hyperscan.loadb(content, hyperscan.HS_MODE_BLOCK)
    except (OSError, hyperscan.error):
        return None


def _keep(path: Path, content: bytes) -> None:
    """Write the file whole; where there is no room or no right to, the next run compiles again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".patterns-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(path)
    except OSError:
        return
