"""Breaks files of every format for a while, and keeps the smallest of those on which something goes wrong.

    FUZZ_SECONDS=60 FUZZ_SEED=1 python -m tests.fuzz

Exits with 1 when it found something new.  What it keeps in `crashers/` is run with the tests from then on.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from pdscan import plugins
from pdscan.protocols import Format
from tests.fuzz.looking import fault
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import seeds

CRASHERS = Path(__file__).parent / "crashers"
SHRINKING = 5.0
"""Seconds that making one crasher smaller may take."""


def main() -> int:
    """One run."""
    seconds, seed = float(os.environ.get("FUZZ_SECONDS", "60")), int(os.environ.get("FUZZ_SEED", "1"))
    formats = plugins.load_all("formats")
    with tempfile.TemporaryDirectory() as folder:
        files = seeds(Path(folder))
    tried, kept = Counter[str](), dict[tuple[str, str], Path]()
    until = time.monotonic() + seconds
    for number, (name, data) in enumerate(itertools.cycle(sorted(files.items()))):
        if time.monotonic() > until:
            break
        broken = mutated(data, random.Random(f"{seed} {number}"))
        tried[name] += 1
        what = fault(broken, name, formats)
        if what and (name, what) not in kept:
            kept[name, what] = _keep(_smaller(broken, name, what, formats), name)
            sys.stdout.write(f"{name} {what}: {kept[name, what]}\n")
    sys.stdout.write(f"{tried.total()} broken files of {len(tried)} kinds (seed {seed}): {len(kept)} faults\n")
    return 1 if kept else 0


def _smaller(data: bytes, name: str, what: str, formats: Mapping[str, Format]) -> bytes:
    """The file without all that the fault does not need, as far as the time allows."""
    until = time.monotonic() + SHRINKING
    step = len(data) // 2
    while step:
        place = 0
        while place < len(data):
            if time.monotonic() > until:
                return data
            shorter = data[:place] + data[place + step :]
            if fault(shorter, name, formats) == what:
                data = shorter
            else:
                place += step
        step //= 2
    return data


def _keep(data: bytes, name: str) -> Path:
    path = CRASHERS / f"{hashlib.sha256(data).hexdigest()[:8]}-{name}"
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main())
