"""A directory before and after: whoever only reads leaves names, contents and times as they were."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def untouched(root: Path, *, accessed: bool = True) -> Iterator[None]:
    """A context after which everything below a directory must be as it was.

    :param accessed: whether times of access must be, too; a server that reads for others touches them.
    """
    contents = _contents(root)
    # Access times long past: with the mount option `relatime`, any reading that leaves a trace leaves it now.
    for path in (root, *root.rglob("*")):
        status = path.lstat()
        os.utime(path, ns=(status.st_mtime_ns - 10**15, status.st_mtime_ns), follow_symlinks=False)
    before = _times(root, accessed)
    yield
    assert _times(root, accessed) == before
    assert _contents(root) == contents


def _times(root: Path, accessed: bool) -> dict[str, tuple[int, ...]]:
    return {
        str(path): (
            status.st_ino,
            status.st_mode,
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
            # To know where a link leads is to read it, which the system notes.
            status.st_atime_ns if accessed and not stat.S_ISLNK(status.st_mode) else 0,
        )
        for path in sorted((root, *root.rglob("*")))
        for status in [path.lstat()]
    }


def _contents(root: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
