"""`make bench`: pdscan beside stock Presidio, `wc` and itself, in one run on the same data, with what each found.

Only ratios within one run mean anything: other work on the machine slows all of them alike.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.corpus import write
from benchmarks.presidio_stock import analyzer
from pdscan import plugins
from pdscan.detection import Scanner
from pdscan.model import Match, TextChunk

Result = TypeVar("Result")

MIB = 1 << 20
BLOCK = MIB
SHARED = {
    "email": "EMAIL_ADDRESS",
    "iban": "IBAN_CODE",
    "ip": "IP_ADDRESS",
    "payment_card": "CREDIT_CARD",
    "phone": "PHONE_NUMBER",
    "mac": "MAC_ADDRESS",
}
"""Our entities that Presidio's own pattern recognisers find too, and their names there."""


def main() -> None:
    """Run everything and print it."""
    with tempfile.TemporaryDirectory() as folder:
        small = write(Path(folder) / "small.txt", MIB)
        large = write(Path(folder) / "large.txt", 16 * MIB)
        _against_presidio(small)
        _against_itself(large)
        _start_up()
        _memory(large)


def _against_presidio(path: Path) -> None:
    text = path.read_bytes()
    detectors = [plugins.load("detectors", entity) for entity in SHARED]
    scanner, engine = Scanner(detectors), analyzer()
    scanner.text(text[: MIB // 4])
    ours, seconds = _timed(lambda: Counter(SHARED[match.entity] for match in _found(scanner, text)))
    theirs, peer = _timed(lambda: _presidio(engine, text.decode()))
    print(f"text of {len(text) / MIB:.0f} MiB, the same six entities, one core")
    print(f"  pdscan             {len(text) / MIB / seconds:8.2f} MiB/s  {_counts(ours)}")
    print(f"  presidio, stock    {len(text) / MIB / peer:8.2f} MiB/s  {_counts(theirs)}")
    print(f"  ratio              {peer / seconds:8.0f} ×")


def _presidio(engine: Any, text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for block in _blocks(text):
        found.update(result.entity_type for result in engine.analyze(block, language="en") if result.score >= 0.4)
    return found


def _blocks(text: str, size: int = 100_000) -> Iterator[str]:
    """Pieces cut at line ends, of a size that Presidio handles without slowing down."""
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + size) + 1 or len(text)
        yield text[start:end]
        start = end


def _against_itself(path: Path) -> None:
    data = path.read_bytes()
    every = list(plugins.load_all("detectors").values())
    print(f"\ntext of {len(data) / MIB:.0f} MiB, all {len(every)} detectors, one core")
    names = ("hyperscan", "re")
    measured = {}
    for name in names:
        part = data if name == "hyperscan" else data[: 2 * MIB]
        scanner = Scanner(every, name)
        scanner.text(part[: MIB // 4])
        found, seconds = _timed(lambda s=scanner, p=part: Counter(match.entity for match in _found(s, p)))
        measured[name] = len(part) / MIB / seconds
        likely = sum(found.values()) / len(part) * MIB
        print(f"  {name:<18} {measured[name]:8.2f} MiB/s  {likely:.0f} likely matches a MiB")
    print(f"  hyperscan to re    {measured['hyperscan'] / measured['re']:8.1f} ×")
    _, seconds = _timed(lambda: subprocess.run(["wc", "-c", path], check=True, capture_output=True))
    print(f"  wc -c              {len(data) / MIB / seconds:8.0f} MiB/s")


def _start_up() -> None:
    """The best of several starts of each."""
    bare = min(_timed(lambda: subprocess.run([sys.executable, "-c", ""], check=True))[1] for _ in range(5))
    command = [str(Path(sys.executable).with_name("pdscan")), "--help"]
    start = min(_timed(lambda: subprocess.run(command, check=True, capture_output=True))[1] for _ in range(5))
    print(
        f"\npdscan --help        {start * 1000:8.0f} ms, {start / bare:.1f} × a bare interpreter ({bare * 1000:.0f} ms)"
    )


def _memory(path: Path) -> None:
    command = [str(Path(sys.executable).with_name("pdscan")), "detect", "--quiet", "--format", "ndjson", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"pdscan detect        {peak:8.0f} MiB at most, on {path.stat().st_size / MIB:.0f} MiB")


def _found(scanner: Scanner, data: bytes) -> Iterator[Match]:
    chunks = [
        TextChunk(data[start : start + BLOCK], continues=start + BLOCK < len(data))
        for start in range(0, len(data), BLOCK)
    ]
    return (match for _, match in scanner.stream(chunks) if match.confidence >= 0.5)


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{count} {name.lower()}" for name, count in sorted(found.items()))


if __name__ == "__main__":
    main()
