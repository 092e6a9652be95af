"""Files of the demo, each as old as it says."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

WRITTEN = date(2025, 6, 2)
"""When a file of which nothing else is said was last written to."""


def write(root: Path, name: str, content: str | bytes, day: date = WRITTEN) -> None:
    """A file, with the directories that it needs."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    moment = datetime(day.year, day.month, day.day, 12).astimezone().timestamp()
    os.utime(path, (moment, moment))
