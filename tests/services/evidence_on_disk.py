"""What lies on disk below a directory: a scan must have changed it by nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unchanged(root: Path) -> Iterator[None]:
    """Names, contents, owners, modes and times (but of access) must be the same afterwards."""
    before = _seen(root)
    yield
    assert _seen(root) == before


def _seen(root: Path) -> dict[str, tuple[object, ...]]:
    return {
        str(path.relative_to(root)): (
            *(status.st_ino, status.st_mode, status.st_uid, status.st_size, status.st_mtime_ns, status.st_ctime_ns),
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in (root, *root.rglob("*"))
        for status in [path.lstat()]
    }
